"""What a campaign needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.core.models import DeviceType
from reuse.reports.codes import MOST
from reuse.reports.forms.days import day_input
from reuse.reports.forms.targets import departments_of


class CampaignForm(forms.Form):
    """A new campaign and its goal."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Its address is made from it: choose it for good.")
    )
    introduction = forms.CharField(
        label=_("What it is for"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences, read by anyone."),
    )
    quantity = forms.IntegerField(label=_("Goal, in devices received"), min_value=1, max_value=MOST)
    since = forms.DateField(label=_("First day"), widget=day_input())
    until = forms.DateField(label=_("Last day"), widget=day_input())
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
    partners = forms.CharField(
        label=_("Partners"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as they wish to be named."),
    )

    def clean_departments(self) -> list[str]:
        return departments_of(self.cleaned_data["departments"])

    def clean_partners(self) -> list[str]:
        lines = (line.strip()[:120] for line in self.cleaned_data["partners"].splitlines())
        return [line for line in lines if line]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", _("The last day comes after the first."))
        return data
