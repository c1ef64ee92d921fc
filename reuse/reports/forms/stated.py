"""What one states: a number, where, from when, and who says so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.reports.codes import MOST, Area, AreaKind
from reuse.reports.forms.days import day_input
from reuse.reports.models import Stated
from reuse.reports.queries.territories import EVERYWHERE
from reuse.reports.sheets import stated as sheets
from reuse.reports.sheets.cells import in_words
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


class _SourceForm(forms.Form):
    """What is stated, from when, and who says so."""

    kind = forms.ChoiceField(label=_("What is stated"), choices=Stated.Kind.choices)
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


class StatedForm(_SourceForm):
    """One row."""

    area = forms.ChoiceField(label=_("Territory"), choices=_places)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=MOST)

    def facts(self) -> dict[str, Any]:
        """As the verb takes them."""
        kind, _colon, code = self.cleaned_data["area"].partition(":")
        return {**self.cleaned_data, "area": Area(AreaKind(kind), code)}


class SeveralForm(_SourceForm):
    """One source's numbers of several territories."""

    told = forms.CharField(
        label=_("Territories and quantities"),
        help_text=_(
            "Two columns of a spreadsheet: a department or a region, by name or number, and how many."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "placeholder": "38;12500"}),
        strip=False,
        max_length=20_000,
    )

    def clean_told(self) -> dict[Area, int]:
        reading = sheets.read(self.cleaned_data["told"])
        for sentence in in_words(reading.problems):
            self.add_error("told", sentence)
        if not reading.told and not reading.problems:
            self.add_error("told", _("No line says anything."))
        return dict(reading.told)
