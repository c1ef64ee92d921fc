"""Figures: named functions over the ledgers, each defined as docs/glossary.md defines it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Avg, Count, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, fields
from django.utils import timezone

from inventory import queries as inventory
from inventory.models import DeclaredTotal, Device, DeviceEvent
from inventory.states import SAME_PERSON, WORK, EventKind, Move, Stage
from reuse.reports.models import Target

# Under this much history a forecast would be a guess: only the needed pace and what blocks are shown.
HISTORY_DAYS, HISTORY_HAND_OVERS = 180, 200


@dataclass(frozen=True, slots=True)
class Day:
    """How many had been handed over by the end of a day."""

    on: date
    total: int


@dataclass(frozen=True, slots=True)
class Blocker:
    """A stage where devices wait, with the number waiting and their mean wait in days."""

    stage: Stage
    count: int
    mean_days: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Declared:
    """Hand-overs before a workshop moved in here, as it declares them: never in a counted figure. `undated`: of them."""

    by: str
    on: date
    quantity: int
    undated: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A target and how far the network is. Quantities in the target's unit."""

    target: Target
    as_of: date
    achieved: int
    days: tuple[Day, ...]
    blockers: tuple[Blocker, ...]
    in_chain: int
    declared: tuple[Declared, ...] = ()

    @property
    def declared_total(self) -> int:
        """What is declared and not counted here."""
        return sum(one.quantity for one in self.declared)

    @property
    def share(self) -> float:
        """Achieved over the quantity, from 0; above 1 when the target is passed."""
        return self.achieved / self.target.quantity

    @property
    def regular(self) -> int:
        """Where an even pace would stand today."""
        length = (self.target.until - self.target.since).days
        gone = min(max((self.as_of - self.target.since).days, 0), length)
        return round(self.target.quantity * gone / length)

    @property
    def is_late(self) -> bool:
        return self.achieved < self.regular


_TAKEN_BACK = Exists(DeviceEvent.objects.filter(corrects=OuterRef("pk")))
_Row = TypeVar("_Row", Device, DeviceEvent)


def handed_over(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Handed over**: first hand-overs of devices, on the local day of the event, both days included.

    A device counts once, at its first hand-over, however often it comes back; a hand-over taken back as a mistake
    does not count.
    """
    return DeviceEvent.objects.filter(
        to_stage=Stage.HANDED_OVER,
        on__range=(since, until),
        device__first_handed_over_on=F("on"),
        move=Move.HAND_OVER,
    ).exclude(_TAKEN_BACK)


def received(since: date, until: date) -> QuerySet[DeviceEvent]:
    """**Received**: devices that came in, on the local day of the event, both days included."""
    return DeviceEvent.objects.filter(
        to_stage=Stage.RECEIVED, on__range=(since, until), move=Move.RECEIVE
    ).exclude(_TAKEN_BACK)


def _counted(target: Target, since: date, until: date) -> QuerySet[DeviceEvent]:
    if target.counts == Target.Counts.COLLECTED:
        return _narrowed(target, received(since, until), "device__")
    return counting_for(target, handed_over(since, until))


def counting_for(target: Target, events: QuerySet[DeviceEvent]) -> QuerySet[DeviceEvent]:
    """The hand-overs that count for a target: its types, its departments, net of early returns if it says so."""
    events = _narrowed(target, events, "device__")
    if target.returns_within_days:
        soon = OuterRef("on") + timedelta(days=target.returns_within_days)
        # What was repaired for the same person has not come back.
        came_back = Q(move=Move.TAKE_BACK) & ~Q(reason_code=SAME_PERSON) | Q(kind=EventKind.NOT_GOING_BACK)
        later = DeviceEvent.objects.filter(device=OuterRef("device"), seq__gt=OuterRef("seq"), on__lte=soon)
        events = events.exclude(Exists(later.filter(came_back)))
    return events


def progress(target: Target, *, as_of: date) -> Progress:
    """Progress of a target by the end of a day: number, curve, what waits in the chain and where."""
    last = min(as_of, target.until)
    per_day = (
        _counted(target, target.since, last)
        .order_by("on")
        .values_list("on")
        .annotate(count=Count("device", distinct=True))
    )
    days, total = [], 0
    for on, count in per_day:
        total += count
        days.append(Day(on, total))
    if not days or days[-1].on < last:
        days.append(Day(max(last, target.since), total))
    chain, is_collected = _in_chain(target), target.counts == Target.Counts.COLLECTED
    return Progress(
        target=target,
        as_of=as_of,
        achieved=total,
        days=tuple(days),
        blockers=() if is_collected else tuple(_blockers(chain, as_of)),
        in_chain=chain.count(),
        declared=() if is_collected else tuple(declared_for(target, until=last)),
    )


def declared(totals: Iterable[DeclaredTotal]) -> list[Declared]:
    """Declared totals by who declared them and on which day, the largest first."""
    sums: dict[tuple[str, date], list[int]] = {}
    for total in totals:
        key = (str(total.sheet.donation.receiver), timezone.localdate(total.at))
        found = sums.setdefault(key, [0, 0])
        found[0] += total.quantity
        found[1] += 0 if total.month else total.quantity
    told = [Declared(by, on, quantity, undated) for (by, on), (quantity, undated) in sums.items()]
    return sorted(told, key=lambda one: (-one.quantity, one.by, one.on))


def declared_for(target: Target, *, until: date) -> list[Declared]:
    """The past hand-overs declared of a target's types and departments, in its period or in a month nobody knows."""
    totals = inventory.declared_totals().filter(
        Q(month=None) | Q(month__range=(target.since.replace(day=1), until)), outcome=Stage.HANDED_OVER
    )
    if types := list(target.types.values_list("pk", flat=True)):
        totals = totals.filter(type__in=types)
    if target.unit == Target.Unit.COMPUTERS:
        totals = totals.filter(type__is_computer=True)
    if target.departments:
        totals = totals.filter(sheet__donation__site__department__in=target.departments)
    return declared(totals)


def declared_hand_overs() -> list[Declared]:
    """All the hand-overs the network's workshops declare of the time before they moved in here."""
    return declared(inventory.declared_totals().filter(outcome=Stage.HANDED_OVER))


def _in_chain(target: Target) -> QuerySet[Device]:
    """What is announced, or received, and may still count for the target."""
    if target.counts == Target.Counts.COLLECTED:
        return _narrowed(target, Device.objects.at_stage(Stage.ANNOUNCED))
    chain = Device.objects.at_stage(
        Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES
    ).filter(first_handed_over_on=None)
    return _narrowed(target, chain)


def _narrowed(target: Target, found: QuerySet[_Row], device: str = "") -> QuerySet[_Row]:
    """What is of the target's types, unit and departments. `device`: the way from a row to its device."""
    types = list(target.types.values_list("pk", flat=True))
    if types:
        found = found.filter(**{f"{device}type__in": types})
    if target.unit == Target.Unit.COMPUTERS:
        found = found.filter(**{f"{device}type__is_computer": True})
    if target.departments:
        found = found.filter(**{f"{device}site__department__in": target.departments})
    if target.campaign_id:
        found = found.filter(**{f"{device}donation__for_campaign__campaign": target.campaign_id})
    return found


def _blockers(chain: QuerySet[Device], as_of: date) -> list[Blocker]:
    """The three stages of work that hold most devices, longest queues first."""
    rows = (
        chain.filter(stage__in=[Stage.RECEIVED, *WORK])
        .order_by()
        .values("stage")
        .annotate(count=Count("id"), oldest=Min("stage_since"))
        .order_by("-count", "stage")[:3]
    )
    found = []
    for row in rows:
        waits = [
            (as_of - since.date()).days
            for since in chain.filter(stage=row["stage"]).values_list("stage_since", flat=True)
        ]
        found.append(
            Blocker(
                Stage(row["stage"]),
                row["count"],
                round(sum(waits) / len(waits)) if waits else 0,
                row["oldest"],
            )
        )
    return found


def targets() -> Sequence[Target]:
    """The targets that are followed, the largest first."""
    return list(Target.objects.filter(ended_at=None).select_related("funder", "campaign"))


def mean_lead_time(since: date, until: date) -> timedelta | None:
    """**Lead time**: mean time from reception to first hand-over, of devices first handed over in the period."""
    length = ExpressionWrapper(F("at") - F("device__received_at"), output_field=fields.DurationField())
    found = handed_over(since, until).aggregate(mean=Avg(length))
    mean: timedelta | None = found["mean"]
    return mean
