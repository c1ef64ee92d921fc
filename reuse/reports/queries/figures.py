"""The network's counts in a period, whole or sliced: each figure as docs/glossary.md defines it, read from the roll-ups."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from beneficiaries.models import Programme
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType
from reuse.reports.queries import milestones, rollups
from reuse.reports.queries.rollups import Sums
from reuse.web.regions import REGION_OF


@dataclass(frozen=True, slots=True)
class Figures:
    """The network's counts in a period, for one slice (`key` empty: the whole network). A device counts once in each.

    `lead_days`, `wait_days`: on average, from reception to hand-over, and from the request to it.
    """

    key: str
    announced: int = 0
    received: int = 0
    erased: int = 0
    ready: int = 0
    handed_over: int = 0
    nearby: int = 0
    returned: int = 0
    recycled: int = 0
    stripped: int = 0
    diverted: int = 0
    made_ready: int = 0
    came_back: int = 0
    served: int = 0
    connected: int = 0
    accompanied: int = 0
    lead_days: float | None = None
    wait_days: float | None = None


def _codes_of_types() -> Mapping[str, str]:
    return {str(key): code for key, code in DeviceType.objects.values_list("pk", "code")}


def _names_of_sites() -> Mapping[str, str]:
    return {str(key): name for key, name in Site.objects.values_list("pk", "name")}


def _departments_of_sites() -> Mapping[str, str]:
    return {str(key): department for key, department in Site.objects.values_list("pk", "department")}


def _regions_of_sites() -> Mapping[str, str]:
    return {key: REGION_OF.get(department, "") for key, department in _departments_of_sites().items()}


def _names_of_bodies() -> Mapping[str, str]:
    return {str(key): name for key, name in Organisation.objects.values_list("pk", "name")}


def _codes_of_programmes() -> Mapping[str, str]:
    return {str(key): code for key, code in Programme.objects.values_list("pk", "code")}


# How figures may be sliced: name → the slice of the roll-ups, and what their keys are called.
SLICES: Final[Mapping[str, tuple[str, Callable[[], Mapping[str, str]]]]] = {
    "type": ("type", _codes_of_types),
    "site": ("site", _names_of_sites),
    "department": ("site", _departments_of_sites),
    "region": ("site", _regions_of_sites),
    "donor_kind": ("donor_kind", dict),
    "organisation": ("organisation", _names_of_bodies),
    "partner": ("partner", _names_of_bodies),
    "programme": ("programme", _codes_of_programmes),
    "month": ("", dict),
}


def figures(since: date, until: date, *, by: str = "") -> list[Figures]:
    """Devices announced, received, erased, ready, handed over and the rest from `since` to `until`, both included.

    Each device counts once per figure, on the day it first did. Events taken back do not count, on the day of the
    event corrected. `by`: one of SLICES, or empty for the whole network. Two statements.
    """
    if by == "month":
        rows = rollups.read(milestones.FIGURES, since, until, each=rollups.MONTH)
        return _gathered((f"{row.on:%Y-%m}", row.figure, row.sums) for row in rows)
    if not by:
        rows = rollups.read(milestones.FIGURES, since, until)
        return _gathered((row.key, row.figure, row.sums) for row in rows) or [Figures(key="")]
    name, names = SLICES[by]
    called = names()
    rows = rollups.read(milestones.FIGURES, since, until, slice=name)
    return _gathered((called.get(row.key, row.key), row.figure, row.sums) for row in rows)


def _gathered(rows: Iterable[tuple[str, str, Sums]]) -> list[Figures]:
    """Sums by key, in the order of the keys; several keys may bear one name."""
    found: dict[str, dict[str, Sums]] = {}
    for key, figure, sums in rows:
        of_key = found.setdefault(key, {})
        of_key[figure] = of_key.get(figure, Sums()) + sums
    return [_figures(key, found[key]) for key in sorted(found)]


def _figures(key: str, sums: Mapping[str, Sums]) -> Figures:
    return Figures(
        key=key,
        **{figure: one.count for figure, one in sums.items()},
        lead_days=_mean(sums.get(milestones.HANDED_OVER)),
        wait_days=_mean(sums.get(milestones.SERVED)),
    )


def _mean(sums: Sums | None) -> float | None:
    return round(sums.days / sums.dated, 1) if sums and sums.dated else None
