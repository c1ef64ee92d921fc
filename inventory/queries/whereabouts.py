"""Where a batch's devices went: departments, or regions below five, never a person and never a commune.

The rule. Hand-overs are told in groups, in the order in which they were recorded. A group closes at the end of a
quarter, as soon as five of the batch's hand-overs wait in it; else it waits for the next quarter. Within a group a
department of five devices or more is named; the others join their region if they are five there; what is left is
“elsewhere”. A closed group never changes, and a page only ever adds groups up: whatever two pages one subtracts, of
two dates or of two batches, the difference is whole groups. Departments are those of the site a device left from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from donors.models import Donation
from inventory.models import DeviceEvent
from inventory.states import Move, Stage
from reuse.core import clock
from reuse.web.departments import NAMES
from reuse.web.regions import REGION_OF

LEAST = 5


@dataclass(frozen=True, slots=True)
class Departure:
    """A hand-over as the ledger has it: which device, from which department, heard of when, taken back when."""

    device: int
    department: str
    recorded_at: datetime
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hand-overs told at one time, for ever: the day it closed, and how many devices went where."""

    until: date
    departments: Mapping[str, int]
    regions: Mapping[str, int]
    elsewhere: int

    @property
    def devices(self) -> int:
        return sum(self.departments.values()) + sum(self.regions.values()) + self.elsewhere


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the table; `is_region`: its departments are not told."""

    name: str
    devices: int
    is_region: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Groups added up. `until`: the day the last one closed; None while there is none."""

    until: date | None
    places: tuple[Place, ...]
    elsewhere: int

    @property
    def devices(self) -> int:
        return sum(place.devices for place in self.places) + self.elsewhere


def groups_of(donations: Iterable[Donation], *, now: datetime) -> dict[int, list[Group]]:
    """The closed groups of each batch, by its key, in one statement."""
    taken_back = DeviceEvent.objects.filter(corrects=OuterRef("pk")).values("recorded_at")[:1]
    before = DeviceEvent.objects.filter(
        device=OuterRef("device"), seq__lt=OuterRef("seq"), site__isnull=False
    ).order_by("-seq")
    rows = (
        DeviceEvent.objects.filter(
            device__donation__in=donations, move=Move.HAND_OVER, to_stage=Stage.HANDED_OVER
        )
        .annotate(
            # From the ledger alone, which never changes: a partner acts at no site, the workshop before it did.
            department=Coalesce(F("site__department"), Subquery(before.values("site__department")[:1])),
            taken_back_at=Subquery(taken_back),
        )
        .order_by("device__donation", "recorded_at", "pk")
        .values_list("device__donation", "device", "department", "recorded_at", "taken_back_at")
    )
    return {
        key: list(groups((Departure(row[1], row[2] or "", row[3], row[4]) for row in of_one), now=now))
        for key, of_one in groupby(rows, key=lambda row: row[0])
    }


def groups(departures: Iterable[Departure], *, now: datetime) -> Iterator[Group]:
    """The groups that are closed by now. Each device is in one group at most: its first hand-over that held."""
    waiting, told = list(departures), set[int]()
    if not waiting:
        return
    for end in _quarter_ends(waiting[0].recorded_at, now):
        pending: dict[int, Departure] = {}
        for one in waiting:
            held = one.taken_back_at is None or one.taken_back_at >= end
            if one.recorded_at < end and held and one.device not in told:
                pending.setdefault(one.device, one)
        if len(pending) >= LEAST:
            told.update(pending)
            yield _group(clock.local_date(end, clock.HOME_ZONE), pending.values())


def _quarter_ends(first: datetime, now: datetime) -> Iterator[datetime]:
    """The first instants of the quarters after `first`, up to now."""
    day = clock.local_date(first, clock.HOME_ZONE)
    year, quarter = day.year, (day.month - 1) // 3
    while True:
        year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)
        end = datetime.combine(date(year, quarter * 3 + 1, 1), time.min, ZoneInfo(clock.HOME_ZONE))
        if end > now:
            return
        yield end


def _group(until: date, departures: Iterable[Departure]) -> Group:
    counts = Counter(one.department for one in departures)
    departments = {code: count for code, count in counts.items() if code in NAMES and count >= LEAST}
    regions, elsewhere = Counter[str](), 0
    for code, count in counts.items():
        if code in REGION_OF and code not in departments:
            regions[REGION_OF[code]] += count
        elif code not in departments:
            elsewhere += count
    named = {region: count for region, count in regions.items() if count >= LEAST}
    elsewhere += sum(regions.values()) - sum(named.values())
    return Group(until, departments, named, elsewhere)


def added_up(groups: Sequence[Group]) -> Whereabouts:
    """Groups, of one batch or of several, as one table: the places with most devices first."""
    departments, regions = Counter[str](), Counter[str]()
    for group in groups:
        departments.update(group.departments)
        regions.update(group.regions)
    places = [Place(NAMES[code], count, is_region=False) for code, count in departments.items()]
    places += [Place(region, count, is_region=True) for region, count in regions.items()]
    places.sort(key=lambda place: (-place.devices, place.name))
    return Whereabouts(
        until=max((group.until for group in groups), default=None),
        places=tuple(places),
        elsewhere=sum(group.elsewhere for group in groups),
    )
