"""Which period, and what of the network: the filters of figures, as their address keeps them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Programme
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.core.models import DeviceType
from reuse.reports.forms.days import WITHIN, day_input
from reuse.reports.queries import numbers, presets, slicing
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF

LONGEST_DAYS = 3660
USUAL = "year"
_ALL = pgettext_lazy("filter", "All")


def places() -> tuple[list[Any], dict[str, frozenset[int]]]:
    """The territories that hold sites, as choices in groups, and the sites of each."""
    rows = list(Site.objects.order_by("name").values_list("pk", "public_id", "name", "department"))
    held: dict[str, frozenset[int]] = {}
    for key, public_id, _name, department in rows:
        for code in (
            f"region:{REGION_OF.get(department, '')}",
            f"department:{department}",
            f"site:{public_id}",
        ):
            held[code] = held.get(code, frozenset()) | {key}
    regions = sorted({REGION_OF[one] for *_rest, one in rows if one in REGION_OF})
    departments = sorted({one for *_rest, one in rows if one in NAMES})
    choices: list[Any] = [
        (_("Regions"), [(f"region:{name}", name) for name in regions]),
        (_("Departments"), [(f"department:{code}", f"{code} {NAMES[code]}") for code in departments]),
        (_("Sites"), [(f"site:{public_id}", name) for _key, public_id, name, _department in rows]),
    ]
    return choices, held


def settled(asked: Any) -> Any:
    """What an address or a form asks for, with one period: two days given are it, whatever name stands beside them;
    but where a page `was` of such days already, a name chosen since."""
    if not (asked and asked.get("since") and asked.get("until")):
        return asked
    found = asked.copy()
    if found.pop("was", None) and found.get("period") in presets.NAMED:
        del found["since"], found["until"]
    else:
        found["period"] = presets.FREE
    return found


class WhichForm(forms.Form):
    """A period and a narrowing. What is wrong in an address narrows nothing, and is said."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[*presets.NAMED.items(), (presets.FREE, _("from … to …"))],
    )
    since = forms.DateField(label=_("From"), required=False, widget=day_input(), validators=WITHIN)
    until = forms.DateField(label=_("Until"), required=False, widget=day_input(), validators=WITHIN)
    area = forms.ChoiceField(label=_("Territory"), required=False)
    type = forms.ModelChoiceField(
        label=pgettext_lazy("device", "Type"),
        queryset=DeviceType.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_ALL,
    )
    donor_kind = forms.ChoiceField(
        label=_("Kind of donor"), required=False, choices=[("", _ALL), *LegalKind.choices]
    )
    organisation = forms.ModelChoiceField(
        label=_("Workshop"),
        queryset=Organisation.objects.filter(is_workshop=True).order_by("name"),
        to_field_name="public_id",
        required=False,
        empty_label=_ALL,
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=Organisation.objects.filter(is_partner=True).order_by("name"),
        to_field_name="public_id",
        required=False,
        empty_label=_ALL,
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.order_by("code"),
        to_field_name="code",
        required=False,
        empty_label=_ALL,
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(settled(data), *args, **kwargs)

    def offer_places(self) -> None:
        """The territories there are, read when a form is made."""
        choices, self.held = places()
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _ALL), *choices]

    def clean(self) -> dict[str, Any]:
        """Two days, or none; in order."""
        wanted = super().clean() or {}
        since, until = wanted.get("since"), wanted.get("until")
        asked = since or until or wanted.get("period") == presets.FREE
        if asked and not (since and until and 0 <= (until - since).days <= LONGEST_DAYS):
            self.add_error(
                "since", _("Give two days, the first before the last and less than ten years apart.")
            )
        return wanted

    def wanted_period(self, today: date) -> Period:
        """The period asked for; the usual one where none is, or where its days make none."""
        return _period(self.cleaned_data, today)

    def narrowing(self) -> Narrowing:
        """What is asked for beside the period."""
        wanted = self.cleaned_data
        keys = {
            name: wanted[name].pk
            for name in ("type", "organisation", "partner", "programme")
            if wanted.get(name)
        }
        area = wanted.get("area")
        sites = self.held.get(area, frozenset()) if area else None
        return Narrowing(sites=sites, donor_kind=wanted.get("donor_kind") or "", **keys)


def _period(wanted: dict[str, Any], today: date) -> Period:
    code, since, until = wanted.get("period") or "", wanted.get("since"), wanted.get("until")
    if since and until and 0 <= (until - since).days <= LONGEST_DAYS:
        return presets.spanning(since, until)
    return presets.named(code if code in presets.NAMED else USUAL, today)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list):
            yield from label
        else:
            yield str(value), label


def _quarter(code: str) -> str:
    year, number = code.split("-Q")
    return gettext("Q%(number)s %(year)s") % {"number": number, "year": year}


class FiguresForm(WhichForm):
    """The filters of the page of figures, and by what its table tells them apart.

    `is_masked`: for those who must not learn small numbers, not even as the difference of two periods: closed
    quarters alone.
    """

    first_filters = ("period", "since", "until", "by")

    by = forms.ChoiceField(
        label=_("Told by"), required=False, choices=[("", _("nothing")), *slicing.BY.items()]
    )

    def __init__(self, data: Any, *, today: date, is_masked: bool = False) -> None:
        super().__init__(data)
        self.today = today
        self.quarters = presets.closed_quarters(today) if is_masked else {}
        if is_masked:
            del self.fields["since"], self.fields["until"]
            self.fields["period"] = forms.ChoiceField(
                label=_("Quarter"), required=False, choices=[(code, _quarter(code)) for code in self.quarters]
            )
        self.offer_places()
        self.is_valid()

    @property
    def chosen(self) -> Period:
        """The period asked for, or the usual one."""
        if not self.quarters:
            return self.wanted_period(self.today)
        latest, *_others = self.quarters.values()
        return self.quarters.get(self.cleaned_data.get("period") or "", latest)

    @property
    def by_slice(self) -> str:
        """By what the table tells figures apart; empty: there is no table."""
        return self.cleaned_data.get("by") or ""

    @property
    def has_days(self) -> bool:
        """Whether two days are given rather than a name."""
        return bool(self.cleaned_data.get("since") and self.cleaned_data.get("until"))

    def first(self) -> list[forms.BoundField]:
        """The filters always seen."""
        return [self[name] for name in self.first_filters if name in self.fields]

    def narrowing_fields(self) -> list[forms.BoundField]:
        """The others, behind a word."""
        return [self[name] for name in self.fields if name not in self.first_filters]

    @property
    def narrowed_to(self) -> str:
        """What narrows, in words."""
        called = [dict(_flat(bound.field.choices)).get(bound.value()) for bound in self.narrowing_fields()]  # type: ignore[attr-defined]
        return ", ".join(str(name) for name in called if name and name != _ALL)

    @property
    def is_narrowed(self) -> bool:
        return any(bound.data for bound in self.narrowing_fields())

    def clean(self) -> dict[str, Any]:
        """Days in order; filters told together, if one by one, of few enough."""
        wanted = super().clean()
        if not numbers.can_tell(self.chosen, wanted.get("by") or "", self.narrowing()):
            self.add_error(
                None,
                _(
                    "These filters are counted device by device, and there are too many in this period. Choose a "
                    "shorter one or a territory, or one filter less."
                ),
            )
        return wanted
