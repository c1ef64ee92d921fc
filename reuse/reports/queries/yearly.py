"""A donor's year: what happened to its devices, by outcome, in kilograms, in CO2e, and where they went."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from donors.models import Donation
from donors.states import DonationStage
from inventory import queries as inventory
from inventory.models import Device, DeviceEvent
from inventory.queries import impact, whereabouts
from inventory.states import EventKind, Move, Stage
from reuse.accounts.models import Organisation
from reuse.core.models import DeviceType

OUTCOMES: Mapping[str, Q] = {
    "handed_over": Q(to_stage=Stage.HANDED_OVER, move=Move.HAND_OVER, device__first_handed_over_on=F("on")),
    "other_reuse": Q(to_stage=Stage.OTHER_REUSE),
    "parts": Q(to_stage=Stage.PARTS),
    "recycled": Q(to_stage=Stage.RECYCLED),
    "gone": Q(to_stage__in=[Stage.LOST, Stage.RETURNED_TO_DONOR]),
}
REUSED = ("handed_over", "other_reuse")
COUNTED: Mapping[str, Q] = {
    "received": Q(to_stage=Stage.RECEIVED, move=Move.RECEIVE),
    "erased": Q(kind__in=[EventKind.MEDIUM_ERASED, EventKind.NO_STORAGE]),
    "ready": Q(to_stage=Stage.READY, move=Move.RELEASE),
    **OUTCOMES,
}


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch to which something happened in the year."""

    ref: str
    title: str
    received: int
    reused: int
    recycled: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Devices that came to one end in the year, and their weight. `unknown`: weighed by nobody, of no usual weight."""

    code: str
    devices: int
    grams: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Yearly:
    """A donor's year. `until`: its last day that is told."""

    donor: Organisation
    year: int
    until: date
    batches: tuple[Batch, ...]
    counts: Mapping[str, int]
    outcomes: tuple[Outcome, ...]
    types: tuple[tuple[DeviceType, int, int], ...]  # type, received, reused
    impact: impact.Estimate
    where: whereabouts.Whereabouts

    @property
    def reused(self) -> int:
        return sum(self.counts[name] for name in REUSED)

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())


def years_of(donor: Organisation, *, today: date) -> list[int]:
    """The years a donor may ask about, the latest first."""
    given = Donation.objects.filter(donor=donor, is_opening_stock=False).order_by("created_at")
    first = given.values_list("created_at", flat=True).first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def yearly(donor: Organisation, year: int, *, now: datetime, today: date) -> Yearly:
    """What the ledger says happened from 1 January to 31 December, or to today. Moves taken back do not count.

    A device received in one year and handed over in the next counts in each for what happened in it.
    """
    until = min(date(year, 12, 31), today)
    batches = list(
        Donation.objects.filter(donor=donor, is_opening_stock=False)
        .exclude(stage=DonationStage.DRAFT)
        .order_by("pk")
    )
    events = _events(donor, year, until)
    types = _by_type(events)
    groups = whereabouts.groups_of(batches, now=now)
    # A group is of the year in which its last quarter ended, so that a year's table is whole groups.
    told = [
        one for of_one in groups.values() for one in of_one if (one.until - timedelta(days=1)).year == year
    ]
    reused = {kind.pk: reused for kind, _received, reused in types}
    return Yearly(
        donor=donor,
        year=year,
        until=until,
        batches=tuple(_batches(events, batches)),
        counts=events.aggregate(
            **{name: Count("device", filter=condition, distinct=True) for name, condition in COUNTED.items()}
        ),
        outcomes=tuple(_outcomes(events, until)),
        types=types,
        impact=impact.estimate(reused, on=until),
        where=whereabouts.added_up(told),
    )


def _events(donor: Organisation, year: int, until: date) -> QuerySet[DeviceEvent]:
    taken_back = Exists(DeviceEvent.objects.filter(corrects=OuterRef("pk")))
    return (
        DeviceEvent.objects.filter(
            device__donation__donor=donor,
            device__donation__is_opening_stock=False,
            on__range=(date(year, 1, 1), until),
        )
        .exclude(taken_back)
        .order_by()
    )


def _any(names: tuple[str, ...]) -> Q:
    found = Q()
    for name in names:
        found |= COUNTED[name]
    return found


def _by_type(events: QuerySet[DeviceEvent]) -> tuple[tuple[DeviceType, int, int], ...]:
    rows: Any = events.values("device__type").annotate(
        came=Count("device", filter=COUNTED["received"], distinct=True),
        reused=Count("device", filter=_any(REUSED), distinct=True),
    )
    found = {row["device__type"]: row for row in rows if row["came"] or row["reused"]}
    kinds = DeviceType.objects.filter(pk__in=found)
    return tuple((kind, found[kind.pk]["came"], found[kind.pk]["reused"]) for kind in kinds)


def _batches(events: QuerySet[DeviceEvent], batches: list[Donation]) -> list[Batch]:
    rows: Any = events.values("device__donation").annotate(
        received=Count("device", filter=COUNTED["received"], distinct=True),
        reused=Count("device", filter=_any(REUSED), distinct=True),
        recycled=Count("device", filter=COUNTED["recycled"], distinct=True),
    )
    found = {row["device__donation"]: row for row in rows}
    return [
        Batch(one.ref, one.title, *(found[one.pk][name] for name in ("received", "reused", "recycled")))
        for one in batches
        if one.pk in found and any(found[one.pk][name] for name in ("received", "reused", "recycled"))
    ]


def _outcomes(events: QuerySet[DeviceEvent], on: date) -> list[Outcome]:
    """Each outcome with its weight: as weighed, else the usual weight of the type."""
    usual = inventory.usual_weights(on)
    devices, grams, unknown = Counter[str](), Counter[str](), Counter[str]()
    for name, condition in OUTCOMES.items():
        rows: Any = (
            Device.objects.filter(pk__in=events.filter(condition).values("device"))
            .order_by()
            .values("type")
            .annotate(count=Count("pk"), weighed=Count("weight_g"), grams=Sum("weight_g", default=0))
        )
        for row in rows:
            each, others = usual.get(row["type"]), row["count"] - row["weighed"]
            devices[name] += row["count"]
            grams[name] += row["grams"] + others * (each or 0)
            unknown[name] += others if each is None else 0
    return [Outcome(name, devices[name], grams[name], unknown[name]) for name in OUTCOMES]
