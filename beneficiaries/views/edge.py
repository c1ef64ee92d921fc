"""What the pages share: today, and the errors of a small form as messages."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from reuse.accounts.acting import Act


def today(act: Act) -> date:
    """The day it is where the person acts."""
    return act.on


def show_errors(request: HttpRequest, form: forms.BaseForm) -> None:
    """The errors of a small form that stands inside another page, as messages."""
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, str(text))
