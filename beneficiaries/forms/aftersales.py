"""What people type about a device that does not do what it should, checked for shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import DayInput, ReasonForm
from beneficiaries.states.aftersales import (
    CASE_REASONS,
    Connected,
    Fault,
    Helped,
    NeededHelp,
    Use,
    Used,
    Works,
)


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


class ProlongForm(forms.Form):
    """Another day for the return of what is lent."""

    until = forms.DateField(label=_("Lent until"), widget=DayInput())


def _asked(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes closest.")},
    )


class FollowUpForm(forms.Form):
    """The questions of the follow-up: one tap each, and room for one's own words."""

    works = _asked(_("Does the device work?"), Works)
    used = _asked(_("How often do you use it?"), Used)
    uses = forms.MultipleChoiceField(
        label=_("For what?"), choices=Use.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    helped = _asked(_("Did it help you?"), Helped)
    connected = _asked(_("How do you reach the internet?"), Connected)
    needs = forms.ChoiceField(
        label=_("Do you need help?"), choices=NeededHelp.choices, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("300 characters. No name, no telephone number: nobody can answer you here."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
