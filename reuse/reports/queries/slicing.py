"""What figures are narrowed to and sliced by: as the roll-ups are read for it, and as people call it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Programme
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.core.models import DeviceType
from reuse.reports.queries import rollups
from reuse.reports.queries.presets import Period
from reuse.reports.queries.rollups import Sums
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF

PLACES: Final = ("site", "department", "region")  # all told by the site
BY: Final[Mapping[str, str | Promise]] = {
    "month": _("month"),
    "region": _("region"),
    "department": _("department"),
    "site": _("site"),
    "type": _("type"),
    "donor_kind": _("kind of donor"),
    "organisation": _("workshop"),
    "partner": _("partner"),
    "programme": _("programme"),
}


class CannotCombine(ValueError):
    """The roll-ups do not tell these apart from one another."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Only what belongs here: None, or empty, where anything does. `sites`: those of a territory."""

    sites: frozenset[int] | None = None
    type: int | None = None
    donor_kind: str = ""
    organisation: int | None = None
    partner: int | None = None
    programme: int | None = None

    @property
    def single(self) -> dict[str, str]:
        """What is asked for beside a territory, with the key of each."""
        names = ("type", "donor_kind", "organisation", "partner", "programme")
        return {name: str(value) for name in names if (value := getattr(self, name)) not in (None, "")}

    @property
    def is_whole(self) -> bool:
        return self.sites is None and not self.single

    @property
    def filters(self) -> dict[str, object]:
        """The same as conditions on milestones."""
        found: dict[str, object] = {} if self.sites is None else {"site_id__in": sorted(self.sites)}
        own = {"donor_kind": "donor_kind"}
        return found | {own.get(name, f"{name}_id"): value for name, value in self.single.items()}


EVERYTHING: Final = Narrowing()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the roll-ups are read for it: a slice, its keys, and what of a key tells the slices apart."""

    slice: str
    keys: list[str] | None
    part: Callable[[str], str]


def reading(narrowing: Narrowing, by: str = "") -> Reading:
    """One slice tells one thing; a territory and a type are told together."""
    wanted, by = narrowing.single, {"department": "site", "region": "site", "month": ""}.get(by, by)
    sites, kinds = narrowing.sites, [wanted["type"]] if "type" in wanted else None
    if sites is None and kinds and by == "site":
        sites = frozenset(Site.objects.values_list("pk", flat=True))
    if sites is not None:
        if not (wanted.keys() <= {"type"} and by in {"", "site", "type"}):
            raise CannotCombine(by)
        if by == "type":
            kinds = kinds or _types()
        name, keys = told_apart(kinds, sites)
        part = {"site": _site, "type": _type}.get(by, _nothing)
        return Reading(name, keys, part)
    if len(wanted) > 1:
        raise CannotCombine(by)
    [(name, key)] = wanted.items() or [("", "")]
    if not name:
        return Reading(by, None, str)
    if by not in {"", name}:
        raise CannotCombine(by)
    return Reading(name, [key], str if by else _nothing)


def told_apart(
    types: Iterable[int | str] | None, sites: Iterable[int] | None
) -> tuple[str, list[str] | None]:
    """The slice that tells types and sites apart, and its keys; None: all of them."""
    if sites is None:
        return ("", None) if types is None else ("type", [str(kind) for kind in types])
    if types is None:
        return "site", [str(site) for site in sites]
    return "site_type", [f"{site}:{kind}" for site, kind in product(sites, types)]


def _types() -> list[str]:
    return [str(key) for key in DeviceType.objects.values_list("pk", flat=True)]


def _nothing(_key: str) -> str:
    return ""


def _site(key: str) -> str:
    return key.partition(":")[0]


def _type(key: str) -> str:
    return key.partition(":")[2]


def sums(
    figures: Iterable[str],
    period: Period | None,
    narrowing: Narrowing = EVERYTHING,
    *,
    by: str = "",
    called: Mapping[str, str] | None = None,
) -> dict[str, dict[str, Sums]]:
    """By the key of each slice, the sums of each figure; the key of months is such as 2026-06. One statement,
    a second one where places are grouped. Without a period: all there ever was.

    `called`: what the keys are called; those that are called the same are told together.
    """
    how = reading(narrowing, by)
    days = (period.since, period.until) if period else (None, None)
    each = rollups.MONTH if by == "month" else ""
    rows = rollups.read(figures, *days, slice=how.slice, keys=how.keys, each=each)
    names = _places(by) if by in PLACES[1:] else called or {}
    found: dict[str, dict[str, Sums]] = {}
    for row in rows:
        key = f"{row.on:%Y-%m}" if row.on else how.part(row.key)
        of_key = found.setdefault(names.get(key, key), {})
        of_key[row.figure] = of_key.get(row.figure, Sums()) + row.sums
    return found


def by_day(figures: Iterable[str], narrowing: Narrowing = EVERYTHING) -> dict[tuple[str, date], int]:
    """How many of each figure on each day there ever was one; what stands somewhere is told by it."""
    how = reading(narrowing)
    found: dict[tuple[str, date], int] = {}
    for row in rollups.read(figures, slice=how.slice, keys=how.keys, each=rollups.DAY):
        if row.on is not None:
            found[row.figure, row.on] = found.get((row.figure, row.on), 0) + row.sums.count
    return found


def _places(by: str) -> dict[str, str]:
    """By the key of a site, its department or region."""
    rows = Site.objects.order_by().values_list("pk", "department")
    return {
        str(key): department if by == "department" else REGION_OF.get(department, "")
        for key, department in rows
    }


def labels(by: str) -> Mapping[str, str]:
    """What people call the keys of a slice."""
    match by:
        case "site":
            return {str(key): name for key, name in Site.objects.values_list("pk", "name")}
        case "department":
            return {code: f"{name} ({code})" for code, name in NAMES.items()}
        case "type":
            return {str(kind.pk): kind.plural_name for kind in DeviceType.objects.all()}
        case "donor_kind":
            return {str(code): str(label) for code, label in LegalKind.choices}
        case "organisation" | "partner":
            return {str(key): name for key, name in Organisation.objects.values_list("pk", "name")}
        case "programme":
            return {str(one.pk): str(one) for one in Programme.objects.all()}
    return {}
