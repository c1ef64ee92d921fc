"""How far a target is by the end of a day: number, curve, what waits in the chain, what is declared beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from inventory.states import WORK, Stage
from reuse.reports.models import Target
from reuse.reports.queries import milestones
from reuse.reports.queries.counting import counted, counted_elsewhere, in_reach
from reuse.reports.queries.declared import Declared, declared_for

IN_WORK: Final = (Stage.RECEIVED, *WORK)
IN_CHAIN: Final = (*IN_WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES)
MOST_BLOCKERS: Final = 3


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
    elsewhere_step: int = 1  # the same of what others count, maybe of a place

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
    chain = {} if is_short else _chain(target, as_of)
    return Progress(
        target=target,
        as_of=as_of,
        achieved=total,
        days=tuple(days),
        blockers=tuple(_blockers(chain)),
        in_chain=sum(one.count for one in chain.values()),
        declared=tuple(declared_for(target, until=last)),
        elsewhere=0 if is_short else counted_elsewhere(target, target.since, last),
    )


@dataclass(slots=True)
class _Standing:
    """What stands at a stage and may still count; `days`: those they waited there, together."""

    count: int = 0
    days: int = 0


def _chain(target: Target, as_of: date) -> dict[Stage, _Standing]:
    """What is announced, or received, and may still count for the target: nothing that was handed over before. One
    statement.
    """
    is_collected = target.counts == Target.Counts.COLLECTED
    stages = (Stage.ANNOUNCED,) if is_collected else IN_CHAIN
    signs = {f"{milestones.STANDING}{stage}": (Stage(stage), 1) for stage in stages}
    signs |= {f"{milestones.AGAIN}{stage}": (Stage(stage), -1) for stage in stages if not is_collected}
    found = {Stage(stage): _Standing() for stage in stages}
    for row in in_reach(target).read(list(signs), as_of=as_of):
        stage, sign = signs[row.figure]
        found[stage].count += sign * row.sums.count
        found[stage].days += sign * row.sums.days
    return found


def _blockers(chain: Mapping[Stage, _Standing]) -> Iterator[Blocker]:
    """The stages of work that hold most devices, longest queues first."""
    held = [(stage, found) for stage, found in chain.items() if stage in IN_WORK and found.count]
    for stage, found in sorted(held, key=lambda one: (-one[1].count, one[0]))[:MOST_BLOCKERS]:
        yield Blocker(stage, found.count, round(found.days / found.count))


def targets() -> Sequence[Target]:
    """The targets that are followed, the largest first."""
    followed = Target.objects.filter(ended_at=None).select_related("funder", "campaign", "parent")
    return list(followed.prefetch_related("types"))
