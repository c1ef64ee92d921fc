"""What a structure types when it asks for several devices, and lends out of its pool."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import DayInput, PurposeField, SiteField
from beneficiaries.models import PurposeProfile
from beneficiaries.states.collective import CollectiveUse
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType


class TogetherForm(forms.Form):
    """Several devices of one type for one use."""

    use = forms.ChoiceField(
        label=_("Who are they for?"), choices=CollectiveUse.choices, widget=forms.RadioSelect
    )
    device_type = forms.ModelChoiceField(
        label=_("Type of device"), queryset=DeviceType.objects.none(), empty_label=_("Choose…")
    )
    quantity = forms.IntegerField(
        label=_("How many?"),
        min_value=2,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )
    purpose = PurposeField(
        label=_("What for?"), queryset=PurposeProfile.objects.all(), empty_label=_("Choose…")
    )
    site = SiteField(label=_("Where would it be collected?"), queryset=Site.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = {code for row in PurposeProfile.objects.all() for code in row.minimum}
        self.fields["device_type"].queryset = DeviceType.objects.filter(code__in=needed)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]


class QuotaForm(forms.Form):
    """How many devices a structure may have together in a period."""

    partner = forms.ModelChoiceField(
        label=_("Structure"), queryset=Organisation.objects.none(), empty_label=_("Choose…")
    )
    since = forms.DateField(label=_("From"), widget=DayInput())
    until = forms.DateField(label=_("Until"), widget=DayInput())
    quantity = forms.IntegerField(
        label=_("Devices"), min_value=0, max_value=100_000, widget=forms.NumberInput(attrs={"class": "w-s"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Organisation.objects.partners()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("This day is before the first one."))
        return cleaned


class LendForm(forms.Form):
    """A device of the pool, to whom by the structure's own mark, until when."""

    code = forms.CharField(
        label=_("Code on the device"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    borrower = forms.CharField(
        label=_("Your own mark of who borrows it"),
        help_text=_(
            "20 characters, no name. Encrypted, seen by your organisation alone, forgotten at the return."
        ),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = forms.DateField(label=_("Lent until"), widget=DayInput())
