"""What a coordinator fills in for a hand-over day: where, when, for whom, and what is decided of each line."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries import workflow
from beneficiaries.forms.fields import DayInput, SiteField
from beneficiaries.models import HoldingRule
from beneficiaries.queries import Line, Within, closed_on
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import ALLOCATION_REASONS, OVERRULING, AllocationMove
from reuse.accounts.models import Site

ACCEPT, REFUSE = "accept", "refuse:"
FURTHEST = 366  # days


class TimeInput(forms.TimeInput):
    """An hour, as the browser's own clock sends it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "w-s"}, format="%H:%M")


class HandoverDayForm(forms.Form):
    """Where and when, how wide the circle, and the hours of the appointments."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    on = forms.DateField(label=_("Day"), widget=DayInput())
    serving = forms.ChoiceField(label=_("Requests of"), choices=Within.choices)
    bringing = forms.ChoiceField(label=_("Devices from"), choices=Within.choices)
    opens = forms.TimeField(label=_("Not before"), widget=TimeInput(), required=False)
    closes = forms.TimeField(label=_("Not after"), widget=TimeInput(), required=False)
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=240)
    per_slot = forms.IntegerField(label=_("People at once"), min_value=1, max_value=50)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["site"].queryset = Site.objects.open().filter(hands_over=True)  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not self.today <= on <= self.today + timedelta(days=FURTHEST):
            raise forms.ValidationError(_("Choose a day within a year of today."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["opens"] >= cleaned["closes"]:
            self.add_error("closes", _("The place closes after it opens."))
        if (
            cleaned.get("site")
            and cleaned.get("on")
            and (closed := closed_on(cleaned["site"], cleaned["on"]))
        ):
            self.add_error("on", closed)
        return cleaned

    @property
    def hours(self) -> Hours:
        given = self.cleaned_data
        return Hours(given["minutes"], given["per_slot"], given["opens"], given["closes"])


class AppointmentsForm(forms.Form):
    """Whose day is shown."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    on = forms.DateField(label=_("Day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]


def usual_day(rule: HoldingRule | None, today: date, site: Site | None) -> dict[str, Any]:
    """What the form holds before anything is said: the next day the place is open, at its hours, as the rule spreads them."""
    on = today + timedelta(days=1)
    while on.weekday() > 4 or (site and on < today + timedelta(days=14) and closed_on(site, on)):
        on += timedelta(days=1)
    usual = {"site": site.pk if site else "", "on": on.isoformat()}
    usual |= {"serving": Within.SITE.value, "bringing": Within.DEPARTMENT.value}
    if rule:
        usual |= {"minutes": rule.slot_minutes, "per_slot": rule.per_slot}
    return usual


class LineForm(forms.Form):
    """One line: accepted, left, or refused with a reason, which is the whole gesture; or another device, and why."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=16)
    decision = forms.ChoiceField(label=_("Decision"), required=False)
    other = forms.ChoiceField(label=_("Another device"), required=False)
    why = forms.ChoiceField(label=_("Why another one"), required=False)

    def __init__(self, data: Any = None, *, line: Line, has_time: bool = True) -> None:
        super().__init__(data, prefix=line.ranked.request.ref)
        self.line = line
        self.fields["decision"].initial = ACCEPT if has_time else ""
        reasons = ALLOCATION_REASONS[AllocationMove.REFUSE]
        refusing = [(f"{REFUSE}{code}", words) for code, words in reasons.items() if code != "overruled"]
        self.fields["shown"].initial = line.offered.device.code
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (ACCEPT, _("Accept")),
            ("", _("Leave for later")),
            (_("Refuse:"), refusing),
        ]
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            ("", _("The one proposed")),
            *(
                (one.device.code, f"{one.device.name}, {one.specification}, {one.device.site}")
                for one in line.fit.candidates[1:]
            ),
        ]
        self.fields["why"].choices = [("", _("Choose…")), *OVERRULING.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("other") and cleaned.get("decision") == ACCEPT and not cleaned.get("why"):
            self.add_error("why", _("Choose a reason: it is kept with the decision."))
        return cleaned

    def choice(self) -> workflow.Choice | None:
        """The decision in the domain's terms; None when the line is left."""
        given = self.cleaned_data
        ref, decision = self.line.ranked.request.ref, given["decision"]
        if not decision:
            return None
        if decision == ACCEPT:
            return workflow.Choice(
                ref, is_accepted=True, shown=given["shown"], other=given["other"], reason_code=given["why"]
            )
        return workflow.Choice(
            ref, is_accepted=False, shown=given["shown"], reason_code=decision.removeprefix(REFUSE)
        )
