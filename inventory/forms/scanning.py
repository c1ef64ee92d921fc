"""A series, a scan, a move, as they come in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from inventory.forms.devices import DescriptionForm
from inventory.states import REASONS, RULES, Move
from inventory.workflow import needs_reason
from reuse.accounts.models import Membership


def free_moves(membership: Membership) -> list[Move]:
    """The moves this role makes by itself; releasing is what the second signature does."""
    return [
        move
        for move, rule in RULES.items()
        if rule.is_free and move != Move.RELEASE and membership.may(rule.permission)
    ]


class MoveForm(forms.Form):
    """A move, and its reason where it takes one."""

    move = forms.ChoiceField(label=gettext_lazy("Action"), widget=forms.RadioSelect)
    reason_code = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Asked for when a device leaves the chain or comes back."),
    )

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = [(move.value, move.label) for move in moves]  # type: ignore[attr-defined]
        reasons = {move: REASONS[move] for move in moves if needs_reason(move)}
        self.fields["reason_code"].widget = forms.Select(
            choices=[
                ("", "—"),
                *((str(move.label), list(words.items())) for move, words in reasons.items()),
            ]
        )

    def clean_move(self) -> Move:
        return Move(self.cleaned_data["move"])


class SeriesForm(forms.Form):
    """A series of scans, as its address keeps it: the move, its reason, the batch being received."""

    move = forms.ChoiceField(label=gettext_lazy("What do you want to do?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("For what reason?"), required=False, widget=forms.RadioSelect
    )
    donation = forms.CharField(required=False, max_length=16)

    def __init__(self, data: Mapping[str, Any], *, moves: Iterable[Move]) -> None:
        super().__init__(data)
        self.fields["move"].choices = [(move.value, move.label) for move in moves]  # type: ignore[attr-defined]
        reasons = REASONS.get(data.get("move", ""), {})
        self.fields["reason"].choices = [("", ""), *reasons.items()]  # type: ignore[attr-defined]


class ScanForm(forms.Form):
    """One scan, as the page sends it."""

    scan = forms.UUIDField()
    text = forms.CharField(required=False, strip=False)
    move = forms.CharField(max_length=24)
    reason_code = forms.CharField(required=False, max_length=40)
    device = forms.CharField(required=False, max_length=9)
    undone = forms.CharField(required=False, max_length=36)

    def clean_text(self) -> str:
        """No code is longer: what comes after is noise from a scanner."""
        return str(self.cleaned_data["text"])[:240]

    @property
    def params(self) -> dict[str, str]:
        """What the scan's identifier covers beside text and move."""
        named = {"reason_code": "reason_code", "device": "device", "undone": "scan"}
        return {name: self.cleaned_data[field] for field, name in named.items() if self.cleaned_data[field]}


class FindForm(DescriptionForm):
    """A device of a batch that no list names: what the scan read may be its serial number."""

    scan = forms.UUIDField(widget=forms.HiddenInput)
    donation = forms.CharField(max_length=16, widget=forms.HiddenInput)
    grade = comment = None  # type: ignore[assignment]  # looked at later, not at reception
