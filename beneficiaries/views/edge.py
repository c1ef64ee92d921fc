"""What the pages share: today, and a refusal of the domain shown where it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from reuse.accounts.acting import Act
from reuse.core.refusals import Refusal


def today(act: Act) -> date:
    """The day it is where the person acts."""
    return act.on


@contextmanager
def refusals_shown(request: HttpRequest, form: forms.BaseForm | None = None) -> Iterator[None]:
    """A refusal becomes an error of the form, or a message of the page; what it stopped has left nothing behind."""
    try:
        yield
    except Refusal as refusal:
        if form is not None:
            form.add_error(None, refusal.message)
        else:
            messages.error(request, refusal.message)


def show_errors(request: HttpRequest, form: forms.BaseForm) -> None:
    """The errors of a small form that stands inside another page, as messages."""
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, str(text))
