"""When and where a device is handed over, checked for shape."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms.fields import SiteField
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
