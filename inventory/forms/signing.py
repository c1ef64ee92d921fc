"""What people sign with, by a link: every statement ticked, the name typed, drawn if one wishes, the code of the letter."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.states import STATEMENT_WORDS, Party
from donors.workflow import PURCHASE_PRICES, Answer


class LinkedSignForm(forms.Form):
    """The signature by link: every statement ticked, the name typed, drawn if one wishes, the code of the letter."""

    shown = forms.CharField(widget=forms.HiddenInput)
    signer_name = forms.CharField(
        label=gettext_lazy("Your first and last name, as a signature"), max_length=120
    )
    strokes = forms.JSONField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("Code of six digits, from the letter just sent to you"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-s"}
        ),
    )

    def __init__(self, *args: Any, party: Party, above: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = signed_words(party, above)
        missing = _("Tick this statement: the agreement needs it.")
        for code, words in self.words.items():
            self.fields[code] = forms.BooleanField(label=str(words), error_messages={"required": missing})

    def statements(self) -> list[forms.BoundField]:
        """The boxes to tick."""
        return [self[code] for code in self.words]

    def clean_strokes(self) -> list[list[list[int]]]:
        strokes = self.cleaned_data["strokes"] or []
        if not are_strokes(strokes):
            raise forms.ValidationError(_("The drawing could not be read: sign again."))
        return strokes

    @staticmethod
    def drawing(sent: str) -> list[list[list[int]]] | None:
        """A drawing as it was sent, to be shown again; None where there is none."""
        try:
            strokes = json.loads(sent)
        except ValueError:
            return None
        return strokes if are_strokes(strokes) and strokes else None

    def answer(self) -> Answer:
        found = self.cleaned_data
        ticked = [code for code in self.words if found[code]]
        return Answer(found["code"], found["signer_name"], ticked, found["strokes"])


def signed_words(party: Party, above: Sequence[str]) -> dict[str, object]:
    """What a side ticks; a public body whose list names values above the cap says what these amounts are."""
    words = dict(STATEMENT_WORDS[party])
    if above:
        words[PURCHASE_PRICES] = gettext_lazy(
            "The amounts above €300 in our list are what was paid when new: today each device is worth €300 at most."
        )
    return words


def are_strokes(value: object) -> bool:
    """Whether the value is a list of strokes: lists of [x, y] whole numbers from 0 to 1000."""
    return (
        isinstance(value, list)
        and all(isinstance(stroke, list) and all(map(_is_point, stroke)) for stroke in value)
        and sum(map(len, value)) <= 5000
    )


def _is_point(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(at) is int and 0 <= at <= 1000 for at in value)
    )
