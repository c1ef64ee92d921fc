"""Choosing a site among those that take batches, and saying what a site takes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from donors.models import CollectingRule
from donors.queries import Nearness, Point, site_name, way_there
from reuse.accounts.models import Site
from reuse.core.models import DeviceType


class PointChoice(forms.TypedChoiceField):
    """A site, the nearest first, each with what a donor asks of it. Nothing chosen is the nearest that collects."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, **kwargs)
        self.nearest: Site | None = None

    def offer(self, points: Sequence[Point]) -> None:
        """The sites to choose from."""
        sites = {str(one.site.pk): one.site for one in points}
        self.choices = [(one.site.pk, f"{site_name(one.site)}\n{way_there(one)}") for one in points]
        self.coerce = sites.__getitem__
        best = next((one for one in points if one.collects), points[0] if points else None)
        self.nearest = best.site if best else None
        if best and (best.nearness != Nearness.UNKNOWN or len(points) == 1):
            self.initial = best.site.pk

    def clean(self, value: Any) -> Site:
        site: Site | None = super().clean(value) or self.nearest
        if site is None:
            raise forms.ValidationError(_("No workshop takes batches at the moment."))
        return site


class CollectingForm(forms.Form):
    """What a site takes from a day on."""

    since = forms.DateField(
        label=pgettext_lazy("rule", "From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    takes_collections = forms.BooleanField(label=gettext_lazy("We come to collect"), required=False)
    minimum = forms.IntegerField(
        label=gettext_lazy("From how many devices on"),
        min_value=0,
        max_value=10_000,
        help_text=gettext_lazy("0: any number. A smaller batch is told where else to go; it is not refused."),
    )
    radius_km = forms.IntegerField(
        label=gettext_lazy("Within how many kilometres"),
        required=False,
        min_value=1,
        max_value=2_000,
        help_text=gettext_lazy("Empty: anywhere."),
    )
    takes_drop_offs = forms.BooleanField(label=gettext_lazy("Batches may be brought to us"), required=False)
    drop_off_hours = forms.CharField(
        label=gettext_lazy("When"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "In words: “Tuesday to Thursday, 9 am to 5 pm, loading bay behind the house”."
        ),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types taken"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every type."),
    )
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        max_digits=7,
        decimal_places=4,
    )
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=7,
        decimal_places=4,
        help_text=gettext_lazy(
            "In degrees, as on any map. Without them the centre of the department counts."
        ),
    )
    POSITION = ("latitude", "longitude")
    RULE = (
        *("takes_collections", "minimum", "radius_km", "takes_drop_offs", "drop_off_hours", "types"),
        *POSITION,
    )

    def __init__(
        self, data: Any = None, *, rule: CollectingRule | None, today: date, may_place: bool
    ) -> None:
        last = rule or CollectingRule()
        begun = {name: getattr(last, name) for name in self.RULE} | {"since": today}
        super().__init__(data, initial=begun)
        self.may_place = may_place
        self.fields["types"].choices = [  # type: ignore[attr-defined]
            (one.code, one.plural_name.capitalize()) for one in DeviceType.objects.all()
        ]
        for name in () if may_place else self.POSITION:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        placed = [found.get(name) is not None for name in self.POSITION]
        if any(placed) and not all(placed):
            self.add_error("longitude", _("A position needs both latitude and longitude."))
        if not found.get("takes_collections") and not found.get("takes_drop_offs"):
            self.add_error("takes_collections", _("Say how batches come to this site."))
        return found

    def rule(self) -> dict[str, Any]:
        """What `workflow.decide_collecting` takes."""
        return {name: self.cleaned_data.get(name) for name in self.RULE}
