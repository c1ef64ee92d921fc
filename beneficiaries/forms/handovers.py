"""When and where a device is handed over: a day is chosen, then a time that is free at the place."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries import queries
from beneficiaries.forms.fields import DayInput, SiteField
from beneficiaries.models import Handover
from beneficiaries.queries.appointments import Hours
from reuse.accounts.models import Site
from reuse.core import clock


class MeetingDayForm(forms.Form):
    """The place and the day whose free times are shown."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    on = forms.DateField(label=_("Day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.open().filter(hands_over=True)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """The time chosen. `moved`: the hand-over whose appointment it takes the place of."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none(), widget=forms.HiddenInput)
    planned_at = forms.DateTimeField(
        label=_("Day and time"),
        error_messages={"required": _("Choose a time.")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-s"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, moved: Handover | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moved = moved
        self.fields["site"].queryset = Site.objects.open().filter(hands_over=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The time is that of the place, which is open then and has room."""
        cleaned = super().clean() or self.cleaned_data
        site, at = cleaned.get("site"), cleaned.get("planned_at")
        if site and at:
            cleaned["planned_at"] = at = at.replace(tzinfo=ZoneInfo(site.time_zone))
            on = clock.local_date(at, site.time_zone)
            rule = queries.holding_rule(on)
            why = queries.closed_on(site, on)
            if rule and not why:
                why = queries.no_room(site, at, Hours.of(rule), but=self.moved)
            if why:
                self.add_error("planned_at", why)
        return cleaned
