"""The numbers of a period beside those of the period before; each is defined in docs/glossary.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reuse.reports.queries import crossing, milestones, rollups, slicing, suppression
from reuse.reports.queries.disclosure import rounded
from reuse.reports.queries.presets import Period
from reuse.reports.queries.rollups import Sums
from reuse.reports.queries.slicing import EVERYTHING, Narrowing

NONE: Final = Sums()
LOW, HIGH = 10, 90  # percent: eight of ten lie between the first and the last


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None

    def told(self, *, least: int) -> "Share | None":
        """As others may know it: nothing where the part, the whole or the rest is small."""
        if any(suppression.is_small(n, least=least) for n in (self.part, self.whole, self.whole - self.part)):
            return None
        return self.coarse(least=least)

    def coarse(self, *, least: int) -> "Share":
        """Of the nearest multiples."""
        return Share(*(rounded(count, to=least) for count in (self.part, self.whole)))


# A share: which figure, of which.
SHARES: Final[Mapping[str, tuple[str, str]]] = {
    "yield": (milestones.MADE_READY, milestones.RECEIVED),
    "non_conformity": (milestones.CAME_BACK, milestones.READY),
    "short_circuit": (milestones.NEARBY, milestones.HANDED_OVER),
    "with_connection": (milestones.CONNECTED, milestones.SERVED),
    "with_help": (milestones.ACCOMPANIED, milestones.SERVED),
}
OF_WHOM: Final = dict.fromkeys(  # what is known of whom a device went to, and nothing from before
    ("partner", "programme"), (milestones.SERVED, milestones.RETURNED, milestones.HANDED_OVER)
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The sums of each figure in a period."""

    sums: Mapping[str, Sums] = field(default_factory=dict)

    def of(self, figure: str) -> Sums:
        return self.sums.get(figure, NONE)

    def count(self, figure: str) -> int:
        return self.of(figure).count

    def share(self, name: str) -> Share:
        part, whole = SHARES[name]
        return Share(self.count(part), self.count(whole))

    def mean_days(self, figure: str) -> float | None:
        """Of those whose days are known: until the hand-over, or since the request was sent."""
        found = self.of(figure)
        return found.days / found.dated if found.dated else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A period and the one before it."""

    now: Numbers
    before: Numbers


def compared(period: Period, narrowing: Narrowing = EVERYTHING) -> Compared:
    """Every figure of both periods. Two statements."""
    return Compared(of_period(period, narrowing), of_period(period.before, narrowing))


def can_tell(period: Period, by: str, narrowing: Narrowing) -> bool:
    """Whether it is told by a slice of the roll-ups, or few enough are counted one by one."""
    conditions = slicing.reading(narrowing, by).conditions
    return conditions is None or all(
        crossing.looked_at(milestones.FIGURES, one.since, one.until, conditions) <= crossing.MOST
        for one in (period, period.before)
    )


def of_period(period: Period, narrowing: Narrowing = EVERYTHING) -> Numbers:
    """Every figure of a period. One statement."""
    return Numbers(slicing.sums(milestones.FIGURES, period, narrowing).get("", {}))


def sliced(
    period: Period,
    by: str,
    narrowing: Narrowing = EVERYTHING,
    *,
    figures: Sequence[str] = milestones.FIGURES,
) -> dict[str, Numbers]:
    """By the key of each slice."""
    found = slicing.sums(figures, period, narrowing, by=by)
    return {key: Numbers(sums) for key, sums in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of lengths in days, and the range in which eight of ten lie; how often each occurs."""

    lengths: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.lengths.values())

    @property
    def low(self) -> int | None:
        return rollups.quantile(self.lengths, LOW)

    @property
    def middle(self) -> int | None:
        return rollups.quantile(self.lengths, rollups.MIDDLE)

    @property
    def high(self) -> int | None:
        return rollups.quantile(self.lengths, HIGH)


def spreads(figures: tuple[str, ...], period: Period, narrowing: Narrowing = EVERYTHING) -> dict[str, Spread]:
    """How the days of each figure are spread; nothing where too many would be counted one by one."""
    how = slicing.Reading("days", None, conditions=None if narrowing.is_whole else narrowing.conditions)
    found: dict[str, dict[int, int]] = {figure: {} for figure in figures}
    try:
        for row in slicing.rows(how, figures, period.since, period.until):
            found[row.figure][int(row.key)] = row.sums.count
    except crossing.TooMany:
        return {}
    return {figure: Spread(lengths) for figure, lengths in found.items()}
