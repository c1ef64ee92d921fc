"""Forms of the reports: what a target needs."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.core.models import DeviceType
from reuse.reports.models import Target


def departments_of(text: str) -> list[str]:
    """The codes somebody typed."""
    codes = text.upper().replace(",", " ").split()
    wrong = [code for code in codes if not re.fullmatch(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6]", code)]
    if wrong:
        raise forms.ValidationError(_("Not a department: %(codes)s.") % {"codes": ", ".join(wrong)})
    return codes


class TargetForm(forms.Form):
    """A new target."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As people will read it, for instance “300 laptops for Isère in 2026”."),
    )
    programme = forms.CharField(label=_("Programme"), max_length=120, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=240,
        required=False,
        help_text=_("The text the target comes from, with its date."),
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=100_000_000)
    counts = forms.ChoiceField(
        label=_("Counted when"),
        choices=Target.Counts.choices,
        initial=Target.Counts.HANDED_OVER,
        required=False,
    )
    unit = forms.ChoiceField(label=_("What counts"), choices=Target.Unit.choices)
    types = forms.ModelMultipleChoiceField(
        label=_("Types"),
        queryset=DeviceType.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every type."),
    )
    departments = forms.CharField(
        label=_("Departments"),
        required=False,
        help_text=_("Codes with spaces between them: 38 73 2A. Empty: everywhere."),
    )
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    returns_within_days = forms.IntegerField(
        label=_("Returns that take a device off"),
        min_value=0,
        max_value=730,
        initial=0,
        help_text=_("In days after the hand-over; 0: never."),
    )

    def clean_departments(self) -> list[str]:
        return departments_of(self.cleaned_data["departments"])

    def clean_counts(self) -> str:
        return self.cleaned_data["counts"] or Target.Counts.HANDED_OVER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", _("The last day comes after the first."))
        return data
