"""The questions of the paper form: those of the form on screen, in its order, in words for the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.requests import RequestForm
from beneficiaries.models import Programme
from beneficiaries.states import Words
from beneficiaries.workflow.paper import MOST_AT_ONCE


class PaperLotForm(forms.Form):
    """How many blank forms."""

    count = forms.IntegerField(
        label=_("How many forms?"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One question: boxes to tick, or a line to write on (`boxes` empty). `is_many`: several may be ticked."""

    name: str
    words: str
    boxes: tuple[tuple[str, str], ...]  # what is said of it, and small beside
    is_many: bool = False


# What the person answers, then what the worker adds: the name of the field on screen, and the question on paper.
ASKED: Final[Sequence[Mapping[str, Words]]] = (
    {
        "purpose": _("What will you do with the device?"),
        "type": _("Which device would you like?"),
        "commune": _("Which town do you live in? (not your address)"),
        "age_band": _("How old are you?"),
        "connection": _("Do you have the internet at home?"),
        "connection_help": _("Do you need help to be connected?"),
        "skills_help": _("Would you like to learn with somebody?"),
        "sheet_language": _("In which language would you like the first steps, on paper?"),
    },
    {
        "site": _("Where would the person collect it?"),
        "met": _("Conditions of which you saw a document"),
        "seen_on": _("Documents seen on (day, month, year)"),
        "behalf": _("Who asks?"),
        "on_word": _("If it is somebody else, on whose word?"),
        "urgency": _("Is there a date to meet?"),
        "needed_by": _("If so, on (day, month, year)"),
        "features": _("What the device needs"),
        "accessories": _("What goes with it"),
    },
)


def paper_pages(programme: Programme, on: date) -> list[list[Question]]:
    """The two pages of a form: for the person, and for who helps."""
    form = RequestForm(programme=programme, on=on, is_paper=True)
    return [[_question(form, name, str(words)) for name, words in page.items()] for page in ASKED]


def _question(form: RequestForm, name: str, words: str) -> Question:
    field: Any = form.fields[name]
    choices = [] if name == "site" else getattr(field, "choices", [])
    boxes = [str(label).partition("\n") for value, label in choices if str(value)]
    return Question(
        name,
        words,
        tuple((title, hint) for title, _gap, hint in boxes),
        is_many=isinstance(field, forms.MultipleChoiceField),
    )
