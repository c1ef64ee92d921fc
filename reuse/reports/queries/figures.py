"""The network's counts in a period, whole or sliced: each figure as docs/glossary.md defines it, read from the roll-ups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from beneficiaries.models import Programme
from reuse.accounts.models import Organisation, Site
from reuse.core.models import DeviceType
from reuse.reports.queries import milestones, slicing
from reuse.reports.queries.numbers import Numbers
from reuse.reports.queries.presets import Period


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


def _names_of_bodies() -> Mapping[str, str]:
    return {str(key): name for key, name in Organisation.objects.values_list("pk", "name")}


def _codes_of_programmes() -> Mapping[str, str]:
    return {str(key): code for key, code in Programme.objects.values_list("pk", "code")}


# How figures may be sliced, and what the keys of each slice are called.
SLICES: Final[Mapping[str, Callable[[], Mapping[str, str]]]] = {
    "type": _codes_of_types,
    "site": _names_of_sites,
    "department": dict,
    "region": dict,
    "donor_kind": dict,
    "organisation": _names_of_bodies,
    "partner": _names_of_bodies,
    "programme": _codes_of_programmes,
    "month": dict,
}


def figures(since: date, until: date, *, by: str = "") -> list[Figures]:
    """Devices announced, received, erased, ready, handed over and the rest from `since` to `until`, both included.

    Each device counts once per figure, on the day it first did. Events taken back do not count, on the day of the
    event corrected. `by`: one of SLICES, or empty for the whole network. Two statements.
    """
    called = SLICES[by]() if by else {}
    found = slicing.sums(milestones.FIGURES, Period(since, until), by=by, called=called)
    told = [_figures(key, Numbers(sums)) for key, sums in sorted(found.items())]
    return told or ([] if by else [Figures(key="")])


def _figures(key: str, numbers: Numbers) -> Figures:
    return Figures(
        key=key,
        **{figure: sums.count for figure, sums in numbers.sums.items()},
        lead_days=_rounded(numbers.mean_days(milestones.HANDED_OVER)),
        wait_days=_rounded(numbers.mean_days(milestones.SERVED)),
    )


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)
