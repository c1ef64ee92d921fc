"""What people type about a device that does not do what it should, checked for shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import ReasonForm
from beneficiaries.states.aftersales import CASE_REASONS, Fault


class FaultForm(forms.Form):
    """What one sees on the device."""

    fault = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Fault.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes closest.")},
    )
    note = forms.CharField(
        label=_("In your words"),
        help_text=_("What one sees on the device. No name, no telephone number, no password."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OutcomeForm(ReasonForm):
    """Why a case ends so, with a remark."""

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, reasons=CASE_REASONS.get(move, {}), auto_id=f"{move}_%s", **kwargs)
        self.fields["note"].help_text = _("What one sees on the device. No name.")
