"""What one states: a number, where, from when, and who says so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.reports.codes import Area, AreaKind
from reuse.reports.forms.days import day_input
from reuse.reports.models import Stated
from reuse.reports.queries.territories import EVERYWHERE
from reuse.web.departments import NAMES
from reuse.web.regions import REGIONS


def _places() -> list[Any]:
    return [
        (f"{EVERYWHERE.kind}:{EVERYWHERE.code}", _("the whole country")),
        (_("Regions"), [(f"{AreaKind.REGION}:{name}", name) for name in REGIONS]),
        (
            _("Departments"),
            [(f"{AreaKind.DEPARTMENT}:{code}", f"{code} {name}") for code, name in sorted(NAMES.items())],
        ),
    ]


class StatedForm(forms.Form):
    """One row."""

    kind = forms.ChoiceField(label=_("What is stated"), choices=Stated.Kind.choices)
    area = forms.ChoiceField(label=_("Territory"), choices=_places)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=100_000_000)
    since = forms.DateField(
        label=_("From this day on"),
        help_text=_("It holds until a later row of the same kind and place."),
        widget=day_input(),
    )
    until = forms.DateField(label=_("Last day, if it has one"), required=False, widget=day_input())
    source = forms.CharField(
        label=_("Source"),
        max_length=240,
        help_text=_("Who says so, where and when. No name of a person."),
    )
    source_url = forms.URLField(label=_("Its address"), max_length=400, required=False, assume_scheme="https")

    def facts(self) -> dict[str, Any]:
        """As the verb takes them."""
        kind, _colon, code = self.cleaned_data["area"].partition(":")
        return {**self.cleaned_data, "area": Area(AreaKind(kind), code)}
