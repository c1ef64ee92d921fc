"""What is done to a selection of the list of devices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.forms.scanning import free_moves
from inventory.models import Place
from inventory.states import ACTS, GRADES, REASONS, RULES, Action, Move
from inventory.workflow import needs_reason
from reuse.accounts.models import Membership

BESIDE = (Action.PLACE, Action.GRADE)  # what a list offers beside the moves


def bulk_actions(membership: Membership, stages: Iterable[str]) -> list[Action]:
    """What this role may do to devices at these stages."""
    here = set(stages)
    moves = [Action(move.value) for move in free_moves(membership) if here & RULES[move].sources]
    return [*moves, *(action for action in BESIDE if membership.may(ACTS[action]))]


class BulkForm(forms.Form):
    """One action for all devices chosen, with what it needs."""

    move = forms.ChoiceField(label=gettext_lazy("Action"), widget=forms.RadioSelect)
    reason_code = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Asked for when a device leaves the chain or comes back."),
    )
    place = forms.CharField(label=gettext_lazy("Place (code or name)"), required=False, max_length=80)
    grade = forms.ChoiceField(
        label=gettext_lazy("Cosmetic grade"),
        required=False,
        choices=[("", "—"), *((grade, grade) for grade in GRADES)],
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, actions: Iterable[Action], membership: Membership
    ) -> None:
        super().__init__(data)
        self.membership = membership
        offered = list(actions)
        self.fields["move"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
        moves = [Move(one.value) for one in offered if one not in ACTS]
        reasons = {move: REASONS[move] for move in moves if needs_reason(move)}
        self.fields["reason_code"].widget = forms.Select(
            choices=[
                ("", "—"),
                *((str(move.label), list(words.items())) for move, words in reasons.items()),
            ]
        )
        for name, action in (("place", Action.PLACE), ("grade", Action.GRADE)):
            if action not in offered:
                del self.fields[name]

    def clean_move(self) -> Action:
        return Action(self.cleaned_data["move"])

    def clean_place(self) -> Place | None:
        text = self.cleaned_data["place"].strip()
        found = queries.place_named(text, self.membership) if text else None
        if text and found is None:
            raise forms.ValidationError(_("No open place of yours, or several, are called so."))
        return found

    @property
    def params(self) -> dict[str, str]:
        """What the action needs, as a scan would give it."""
        found = self.cleaned_data
        place = found.get("place")
        named = {
            "reason_code": found.get("reason_code"),
            "grade": found.get("grade"),
            "place": place.code if place else "",
        }
        return {name: value for name, value in named.items() if value}
