"""What a report of a period is asked for with."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Reach
from reuse.reports.forms.days import day_input
from reuse.reports.queries import period


class PeriodForm(forms.Form):
    """Two days, and the network or a site; last month unless told otherwise."""

    since = forms.DateField(label=_("First day"), widget=day_input())
    until = forms.DateField(label=_("Last day"), widget=day_input())
    site = forms.ModelChoiceField(
        label=_("Of what"), queryset=Site.objects.none(), to_field_name="public_id", required=False
    )

    def __init__(self, *args: Any, membership: Membership, today: date, **kwargs: Any) -> None:
        last = today.replace(day=1) - timedelta(days=1)
        kwargs.setdefault("initial", {"since": last.replace(day=1), "until": last})
        super().__init__(*args, **kwargs)
        sites: Any = self.fields["site"]
        sites.queryset = period.may_ask_for(membership)
        sees_all = membership.description.reach == Reach.NETWORK
        sites.empty_label = _("The whole network") if sees_all else None
        sites.required = not sees_all
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until > self.today:
            raise forms.ValidationError(
                _("A report tells what happened: its last day is today at the latest.")
            )
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The last day comes after the first."))
        return data
