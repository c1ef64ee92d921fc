"""What people type about hand-overs, and what they draw, checked for shape."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries import workflow
from beneficiaries.forms.fields import SiteField
from beneficiaries.states import SignatureMethod
from reuse.accounts.models import Site


class PlanForm(forms.Form):
    """When and where the device is handed over."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    planned_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-s"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The time is that of the place."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("planned_at") and cleaned.get("site"):
            zone = ZoneInfo(cleaned["site"].time_zone)
            cleaned["planned_at"] = cleaned["planned_at"].replace(tzinfo=zone)
        return cleaned


class HandOverForm(forms.Form):
    """What is checked and signed when the device changes hands."""

    code = forms.CharField(
        label=_("Code on the device"),
        help_text=_("Scan the label, or type its nine letters."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-s"}),
    )
    checks = forms.MultipleChoiceField(
        label=_("Before you sign together"),
        choices=[
            ("starts", _("The device starts in front of the person")),
            ("charger", _("Charger and accessories are there")),
            ("explained", _("Price, warranty and what to do in case of a fault are explained")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    price = forms.DecimalField(
        label=_("Price paid, in euros"),
        min_value=Decimal(0),
        decimal_places=2,
        max_digits=7,
        localize=False,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "decimal", "step": "0.01"}),
    )
    signature_method = forms.ChoiceField(
        label=_("Signature"),
        choices=SignatureMethod.choices,
        widget=forms.RadioSelect,
        initial=SignatureMethod.PAPER,
    )
    strokes = forms.JSONField(required=False, widget=forms.HiddenInput)
    signature_name = forms.CharField(
        label=_("Name of the person who signs"),
        help_text=_("Only for a signature on paper. Encrypted, erased at the end of the warranty."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_checks(self) -> list[str]:
        checked: list[str] = self.cleaned_data["checks"]
        choices = self.fields["checks"].choices  # type: ignore[attr-defined]
        if len(checked) < len(choices):
            raise forms.ValidationError(_("Tick each point once it is done."))
        return checked

    def clean_strokes(self) -> list[list[list[int]]]:
        strokes = self.cleaned_data["strokes"] or []
        if not are_strokes(strokes):
            raise forms.ValidationError(_("The drawing could not be read: sign again."))
        return strokes

    def signature(self) -> workflow.Signature:
        """The signature in the domain's terms."""
        return workflow.Signature(
            method=SignatureMethod(self.cleaned_data["signature_method"]),
            name=self.cleaned_data["signature_name"],
            strokes=self.cleaned_data["strokes"],
        )

    @property
    def price_cents(self) -> int:
        return int(self.cleaned_data["price"] * 100)


def are_strokes(value: object) -> bool:
    """Whether the value is a list of strokes: lists of [x, y] whole numbers from 0 to 1000."""
    return isinstance(value, list) and all(
        isinstance(stroke, list)
        and all(
            isinstance(point, list)
            and len(point) == 2
            and all(isinstance(at, int) and 0 <= at <= 1000 for at in point)
            for point in stroke
        )
        for stroke in value
    )
