"""What people type about the trip of a batch: a day, an answer, what was loaded; carriers, and the calendar's filters."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from donors import queries
from donors.models import Carrier, Slot
from donors.states import Party
from donors.workflow import Doubt
from reuse.accounts.models import Membership, Organisation, Site

FURTHEST = timedelta(days=36525)  # a calendar of a hundred years either way


class SlotForm(forms.Form):
    """A day, put to the other side; the workshop also says who drives, and notes what was agreed on by telephone."""

    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start = forms.TimeField(
        label=pgettext_lazy("hour", "From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    end = forms.TimeField(
        label=pgettext_lazy("hour", "Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    carrier = forms.ModelChoiceField(
        Carrier.objects.none(),
        label=gettext_lazy("Carrier"),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("Not known yet"),
    )
    words = forms.CharField(
        label=gettext_lazy("A word to the other side"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("Floor, ramp, whom to ask for…"),
    )
    is_settled = forms.BooleanField(
        label=gettext_lazy("Agreed on already, by telephone: it stands at once"), required=False
    )

    def __init__(self, *args: Any, party: Party, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts: Sequence[Doubt] = ()
        if party == Party.DONOR:
            del self.fields["carrier"], self.fields["is_settled"]
            return
        self.fields["carrier"].queryset = organisation.carriers.in_use()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        start, end = found.get("start"), found.get("end")
        if not self.errors and ((start is None) != (end is None) or (start and end and end <= start)):
            self.add_error("end", _("Give both hours, the later one second, or none."))
        return found

    @property
    def slot(self) -> Slot:
        found = self.cleaned_data
        return Slot(found["on"], found["start"], found["end"])

    def ask(self, doubts: Sequence[Doubt]) -> None:
        """Add a box to tick for each thing to know before the day stands."""
        self.doubts = doubts


class AnswerForm(forms.Form):
    """Words beside an answer."""

    words = forms.CharField(label=gettext_lazy("In a few words"), required=False, max_length=240)


class CarrierForm(forms.Form):
    """A haulier, or one's own van."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=20)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    is_own_van = forms.BooleanField(
        label=gettext_lazy("Our own van"),
        required=False,
        help_text=gettext_lazy("You are told before it is promised twice at the same time."),
    )

    @classmethod
    def of(cls, carrier: Carrier) -> "CarrierForm":
        return cls(initial={name: getattr(carrier, name) for name in cls.base_fields})


class LinkForm(forms.Form):
    """A private calendar link, named for whoever will find it in the list later."""

    name = forms.CharField(
        label=gettext_lazy("For which calendar?"),
        max_length=80,
        help_text=gettext_lazy("For example: the telephone in the van."),
    )


class CalendarForm(forms.Form):
    """Which days, which site, whose van: kept in the address."""

    month = forms.CharField(required=False)
    week = forms.CharField(required=False)
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label=gettext_lazy("Site"),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("All sites"),
    )
    carrier = forms.ModelChoiceField(
        Carrier.objects.none(),
        label=gettext_lazy("Carrier"),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("All carriers"),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = queries.calendar_sites(membership)  # type: ignore[attr-defined]
        self.fields["carrier"].queryset = queries.calendar_carriers(membership)  # type: ignore[attr-defined]

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day shown: a week, a month, or this month when the address says nothing we know."""
        week, month = self.data.get("week", ""), self.data.get("month", "")
        try:
            asked = date.fromisoformat(f"{week}-1" if week else f"{month}-01")
        except ValueError:
            asked = None
        if asked is None or abs(asked - today) > FURTHEST:
            week, asked = "", today
        if week:
            return asked, asked + timedelta(days=6)
        first = asked.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
