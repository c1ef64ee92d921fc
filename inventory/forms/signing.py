"""What a gift is signed with: every statement ticked, from an account or by a link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.states import STATEMENT_WORDS, Party
from donors.workflow import PURCHASE_PRICES, Answer
from reuse.documents.forms import StrokesField


class StatementsForm(forms.Form):
    """A box to tick for each statement of a side."""

    def __init__(self, *args: Any, party: Party, above: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = signed_words(party, above)
        missing = _("Tick this statement: the agreement needs it.")
        for code, words in self.words.items():
            self.fields[code] = forms.BooleanField(label=str(words), error_messages={"required": missing})

    def statements(self) -> list[forms.BoundField]:
        """The boxes to tick."""
        return [self[code] for code in self.words]

    def ticked(self) -> list[str]:
        return [code for code in self.words if self.cleaned_data[code]]


class GiftSignForm(StatementsForm):
    """The signature from an account: who signs, and in what capacity."""

    signer_name = forms.CharField(label=gettext_lazy("Name of the person who signs"), max_length=120)
    signer_function = forms.CharField(
        label=gettext_lazy("In what capacity"),
        max_length=120,
        help_text=gettext_lazy("For example: head of IT, director, mayor."),
    )

    def signature(self) -> dict[str, Any]:
        """What the verbs that sign take."""
        return {
            "signer_name": self.cleaned_data["signer_name"],
            "signer_function": self.cleaned_data["signer_function"],
            "statements": self.ticked(),
        }


class LinkedSignForm(StatementsForm):
    """The signature by link: the name typed, drawn if one wishes, the code of the letter."""

    shown = forms.CharField(widget=forms.HiddenInput)
    signer_name = forms.CharField(
        label=gettext_lazy("Your first and last name, as a signature"), max_length=120
    )
    strokes = StrokesField()
    code = forms.CharField(
        label=gettext_lazy("Code of six digits, from the letter just sent to you"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-s"}
        ),
    )

    @staticmethod
    def drawing(sent: str) -> list[list[list[int]]] | None:
        """A drawing as it was sent, to be shown again; None where there is none."""
        try:
            return StrokesField().clean(sent) or None
        except forms.ValidationError:
            return None

    def answer(self) -> Answer:
        found = self.cleaned_data
        return Answer(found["code"], found["signer_name"], self.ticked(), found["strokes"])


def signed_words(party: Party, above: Sequence[str]) -> dict[str, object]:
    """What a side ticks; a public body whose list names values above the cap says what these amounts are."""
    words = dict(STATEMENT_WORDS[party])
    if above:
        words[PURCHASE_PRICES] = gettext_lazy(
            "The amounts above €300 in our list are what was paid when new: today each device is worth €300 at most."
        )
    return words
