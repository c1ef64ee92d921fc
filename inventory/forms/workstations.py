"""What is chosen and typed about workstations and badges."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import labels
from inventory import codes
from inventory.models import PrintReason
from inventory.workflow import Paper
from reuse.accounts.models import Badge, Site, Workstation

BADGE_FORMATS = ("L7165", "L7164", "L6012", "L7163", "L7160")  # large enough to wear


class WorkstationForm(forms.Form):
    """The computer one sits at, as people call it."""

    name = forms.CharField(
        label=_("Name of this computer"),
        max_length=80,
        help_text=_("As people call it, for instance: erasure bench 2."),
    )
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class BadgeCodeField(forms.CharField):
    """Whatever a scanner types of a badge, on any layout: its code or our address; empty when it is neither."""

    def clean(self, value: Any) -> str:
        for text, _fault in codes.readings(str(value or "")[:200]):
            if code := codes.parse(text) or codes.in_address(text):
                return code
        return ""


class SwitchForm(forms.Form):
    """A badge and its PIN."""

    badge = BadgeCodeField(required=False)
    pin = forms.CharField(required=False, max_length=40)

    def clean_pin(self) -> str:
        """The digits of a French keyboard need Shift: without it, dots hide that & é " were typed."""
        pin: str = self.cleaned_data["pin"]
        return pin if pin.isdecimal() else pin.translate(codes.LAYOUTS["azerty"])


class BadgePrintForm(forms.Form):
    """Which badges, on which sheet, from which label on, and why once more."""

    badge = forms.ModelMultipleChoiceField(queryset=Badge.objects.none())
    format = forms.ChoiceField(label=_("Sheet"), choices=[])
    start_at = forms.IntegerField(label=_("First free label"), min_value=1, initial=1, required=False)
    reason = forms.ChoiceField(label=_("Why"), choices=PrintReason.choices, required=False)

    def __init__(self, *args: Any, badges: QuerySet[Badge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["badge"].queryset = badges  # type: ignore[attr-defined]
        sheets = [(name, labels.FORMATS[name]) for name in BADGE_FORMATS]
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (name, f"{name}: {sheet.width:.0f} × {sheet.height:.0f} mm ({sheet.per_sheet})")
            for name, sheet in sheets
        ]

    def paper(self, workstation: Workstation | None) -> Paper:
        """How they are printed. Call after `is_valid`."""
        found = self.cleaned_data
        return Paper(
            format=found["format"],
            start_at=found["start_at"] or 1,
            workstation=workstation,
            reason=found["reason"] or PrintReason.FIRST,
        )
