"""How far a target is by the end of a day: number, curve, what waits in the chain, what is declared beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, QuerySet

from inventory.models import Device
from inventory.states import WORK, Stage
from reuse.reports.models import Target
from reuse.reports.queries.counting import counted, counted_elsewhere, narrowed
from reuse.reports.queries.declared import Declared, declared_for

# Under this much history a forecast would be a guess: only the needed pace and what blocks are shown.
HISTORY_DAYS, HISTORY_HAND_OVERS = 180, 200


@dataclass(frozen=True, slots=True)
class Day:
    """How many had been counted by the end of a day."""

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
class Step:
    """A milestone: what was to be reached by its day, and what was. `reached` is None before that day.

    `is_untold`: it asks for so few that a reader of steps is told neither yes nor no.
    """

    on: date
    quantity: int
    words: str
    reached: int | None
    is_untold: bool = False

    @property
    def is_reached(self) -> bool:
        return self.reached is not None and self.reached >= self.quantity


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
    elsewhere: int = 0  # fits an exclusive target, and another one counts it
    step: int = 1  # told in steps of so many, by `queries.openly`; 1: exactly

    @property
    def has_begun(self) -> bool:
        return self.as_of >= self.target.since

    @property
    def is_over(self) -> bool:
        return self.as_of > self.target.until or self.target.ended_at is not None

    @property
    def last_day(self) -> date:
        """The last day that is counted."""
        return min(self.as_of, self.target.until)

    @property
    def is_stepped(self) -> bool:
        return self.step > 1

    @property
    def is_few(self) -> bool:
        """Whether all that is told is: fewer than a step."""
        return self.is_stepped and self.achieved < self.step

    @property
    def is_reached(self) -> bool:
        return self.achieved >= self.target.quantity

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
        return self.achieved + self.step <= self.regular

    @property
    def is_ahead(self) -> bool:
        """Told in steps, it may be neither late nor ahead: near."""
        return self.achieved >= self.regular

    @property
    def steps(self) -> tuple[Step, ...]:
        """The milestones, with what was reached by those that are past."""
        return tuple(
            Step(
                *(one.on, one.quantity, one.words, self._by(one.on) if one.on <= self.as_of else None),
                is_untold=self.is_stepped and one.quantity < self.step,
            )
            for one in self.target.steps
        )

    def _by(self, on: date) -> int:
        return max((day.total for day in self.days if day.on <= on), default=0)


def progress(target: Target, *, as_of: date, is_short: bool = False) -> Progress:
    """Progress of a target by the end of a day. `is_short`: without what waits where, as lists need it."""
    last = min(as_of, target.until)
    days, total = [], 0
    for on, count in counted(target, target.since, last):
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
        blockers=() if is_collected or is_short else tuple(_blockers(chain, as_of)),
        in_chain=0 if is_short else chain.count(),
        declared=tuple(declared_for(target, until=last)),
        elsewhere=0 if is_short else counted_elsewhere(target, target.since, last),
    )


def _in_chain(target: Target) -> QuerySet[Device]:
    """What is announced, or received, and may still count for the target."""
    if target.counts == Target.Counts.COLLECTED:
        return narrowed(target, Device.objects.at_stage(Stage.ANNOUNCED))
    chain = Device.objects.at_stage(
        Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES
    ).filter(first_handed_over_on=None)
    return narrowed(target, chain)


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
    followed = Target.objects.filter(ended_at=None).select_related("funder", "campaign", "parent")
    return list(followed.prefetch_related("types"))
