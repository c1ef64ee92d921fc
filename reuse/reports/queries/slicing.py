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
from reuse.reports.queries import crossing, rollups
from reuse.reports.queries.presets import Period
from reuse.reports.queries.rollups import Row, Sums
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF, REGIONS

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
    def conditions(self) -> dict[str, list[int | str]]:
        """The columns of milestones, and which values of them are wanted."""
        found: dict[str, list[int | str]] = {} if self.sites is None else {"site_id": sorted(self.sites)}
        for name in self.single:
            found[name if name == "donor_kind" else f"{name}_id"] = [getattr(self, name)]
        return found

    @property
    def filters(self) -> dict[str, object]:
        """The same for the object mapper."""
        return {f"{column}__in": values for column, values in self.conditions.items()}


EVERYTHING: Final = Narrowing()


@dataclass(frozen=True, slots=True)
class Reading:
    """How it is read: a slice, its keys, and what of a key tells the slices apart.

    `conditions`: those of milestones counted one by one, where no slice of the roll-ups tells it.
    """

    slice: str
    keys: list[str] | None
    part: Callable[[str], str] = str
    conditions: Mapping[str, list[int | str]] | None = None


def reading(narrowing: Narrowing, by: str = "") -> Reading:
    """One slice tells one thing; a territory and a type are told together; all else is counted one by one."""
    wanted, by = narrowing.single, {"department": "site", "region": "site", "month": ""}.get(by, by)
    if narrowing.is_whole:
        return Reading(by, None)
    if wanted.keys() <= {"type"} and by in {"", "site", "type"}:
        return _of_sites_and_types(narrowing, by)
    if narrowing.sites is None and len(wanted) == 1 and by in {"", *wanted}:
        [(name, key)] = wanted.items()
        return Reading(name, [key], str if by else _nothing)
    return Reading(by, None, conditions=narrowing.conditions)


def _of_sites_and_types(narrowing: Narrowing, by: str) -> Reading:
    sites, kinds = narrowing.sites, None if narrowing.type is None else [str(narrowing.type)]
    if sites is None and by == "site":
        sites = frozenset(Site.objects.values_list("pk", flat=True))
    if sites is not None and by == "type":
        kinds = kinds or _types()
    name, keys = told_apart(kinds, sites)
    if sites is None:
        return Reading(name, keys, str if by else _nothing)
    return Reading(name, keys, {"site": _site, "type": _type}.get(by, _nothing))


def rows(
    how: Reading,
    figures: Iterable[str],
    since: date | None = None,
    until: date | None = None,
    *,
    each: str = "",
) -> list[Row]:
    """The rows of a reading; `crossing.TooMany` where too many would be counted one by one."""
    if how.conditions is None:
        return rollups.read(figures, since, until, slice=how.slice, keys=how.keys, each=each)
    return crossing.read(list(figures), since, until, how.conditions, slice=how.slice, each=each)


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
    found: dict[str, dict[str, Sums]] = {}
    names = _places(by) if by in PLACES[1:] else called or {}
    for row in rows(how, figures, *days, each=each):
        key = f"{row.on:%Y-%m}" if row.on else how.part(row.key)
        of_key = found.setdefault(names.get(key, key), {})
        of_key[row.figure] = of_key.get(row.figure, Sums()) + row.sums
    return found


def by_day(figures: Iterable[str], narrowing: Narrowing = EVERYTHING) -> dict[tuple[str, date], int]:
    """How many of each figure on each day there ever was one; what stands somewhere is told by it."""
    how = reading(narrowing)
    found: dict[tuple[str, date], int] = {}
    for row in rows(how, figures, each=rollups.DAY):
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


def filters(by: str) -> tuple[str, Mapping[str, str]]:
    """The filter of an address that narrows to one key of a slice, and what it calls each key."""
    match by:
        case "site":
            rows = Site.objects.values_list("pk", "public_id")
            return "area", {str(key): f"site:{public_id}" for key, public_id in rows}
        case "department":
            return "area", {code: f"department:{code}" for code in NAMES}
        case "region":
            return "area", {name: f"region:{name}" for name in REGIONS}
        case "type":
            return by, {str(key): code for key, code in DeviceType.objects.values_list("pk", "code")}
        case "donor_kind":
            return by, {code: code for code in LegalKind.values}
        case "organisation" | "partner":
            bodies = Organisation.objects.values_list("pk", "public_id")
            return by, {str(key): str(public_id) for key, public_id in bodies}
        case "programme":
            return by, {str(key): code for key, code in Programme.objects.values_list("pk", "code")}
    return "", {}
