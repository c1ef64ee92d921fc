"""The way of devices through the chain, week by week: who stood where, how likely each week moved it on. Pure arithmetic.

A state is the last milestone a device reached; states are numbered in the order of the chain, and the number after
the last one is the end that counts. Weeks are numbered too; an age is how many of them ago the state was reached.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

OLDEST: Final = 26  # weeks; older devices share one rate
YEAR: Final = 52  # weeks whose rates hold for what comes
GONE: Final = -1  # left the chain otherwise: recycled, stripped, lost, given back…


class Spell(NamedTuple):
    """So many devices were in a state from a week on, and moved on in another; `left` None: they are still there.

    `is_first`: they came into the chain with it. A first state that is the end itself needs no `left`.
    """

    state: int
    entered: int
    left: int | None
    to: int
    is_first: bool
    devices: int


Counts = list[list[int]]  # [age][week]


@dataclass(frozen=True)
class Past:
    """What happened in the weeks 0 to `weeks` - 1.

    `present[state][age][week]`: devices that were there in that week, those that left in it too.
    `moved[state][to][age][week]`: of them, those that moved on. `came[week][state]`: devices new to the chain.
    """

    weeks: int
    states: int
    present: tuple[Counts, ...]
    moved: tuple[dict[int, Counts], ...]
    came: list[list[int]]

    def ended(self, week: int) -> int:
        """How many reached the end in a week."""
        reached = sum(
            counts[age][week] for to in self.moved for counts in _to(to, self.states) for age in AGES
        )
        return reached + self.came[week][self.states]

    def standing(self, week: int) -> list[list[int]]:
        """Devices in the chain before a week begins, by state and age in that week."""
        found = [[0] * (OLDEST + 1) for _state in range(self.states)]
        for state in range(self.states):
            for age in AGES:
                left = sum(counts[age][week - 1] for counts in self.moved[state].values())
                found[state][min(age + 1, OLDEST)] += self.present[state][age][week - 1] - left
        return found


AGES: Final = range(OLDEST + 1)


def _to(moved: dict[int, Counts], state: int) -> list[Counts]:
    return [moved[state]] if state in moved else []


def past(spells: Iterable[Spell], *, weeks: int, states: int) -> Past:
    """Lay spells out by week. What happened before week 0 is left out, but for the age it gives."""

    def empty() -> Counts:
        return [[0] * weeks for _age in AGES]

    told = Past(
        weeks=weeks,
        states=states,
        present=tuple(empty() for _state in range(states)),
        moved=tuple({} for _state in range(states)),
        came=[[0] * (states + 1) for _week in range(weeks)],
    )
    for state, entered, left, to, is_first, devices in spells:
        if is_first and 0 <= entered < weeks:
            told.came[entered][state] += devices
        if state == states:
            continue
        last = weeks - 1 if left is None else min(left, weeks - 1)
        for week in range(max(entered, 0), last + 1):
            told.present[state][min(week - entered, OLDEST)][week] += devices
        if left is not None and 0 <= left < weeks:
            told.moved[state].setdefault(to, empty())[min(left - entered, OLDEST)][left] += devices
    return told


# rates[state][age]: (where to, how likely in one week), for each way that was taken
Rates = tuple[tuple[tuple[tuple[int, float], ...], ...], ...]


def rates(told: Past, *, until: int) -> Rates:
    """How likely a device of an age moves on within a week: those that did out of those that could, of the year before
    week `until`. What few devices show leans on the rate of all ages, as one more device would.
    """
    weeks = slice(max(until - YEAR, 0), until)
    found = []
    for state in range(told.states):
        could = [sum(told.present[state][age][weeks]) for age in AGES]
        did = {to: [sum(counts[age][weeks]) for age in AGES] for to, counts in told.moved[state].items()}
        whole = max(sum(could), 1)
        of_all = {to: sum(counts) / whole for to, counts in did.items()}
        found.append(
            tuple(
                tuple((to, (did[to][age] + of_all[to]) / (could[age] + 1)) for to in sorted(did))
                for age in AGES
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Reach:
    """The probability that a device reaches the end within so many weeks, by state and age in the first of them."""

    table: tuple[tuple[Sequence[float], ...], ...]

    def within(self, state: int, age: int, weeks: float) -> float:
        """Between two whole weeks: in proportion. The end itself is reached at once."""
        if state == len(self.table):
            return 1.0 if weeks > 0 else 0.0
        row = self.table[state][age]
        whole = int(weeks)
        if whole >= len(row) - 1:
            return row[-1]
        return row[whole] + (row[whole + 1] - row[whole]) * (weeks - whole)


def reach(given: Rates, *, weeks: int) -> Reach:
    """By going back from the last week: a device moves on, perhaps several times in one week, or is a week older."""
    states = len(given)
    rows = [[[0.0] * (weeks + 1) for _age in AGES] for _state in range(states)]
    for left in range(1, weeks + 1):
        for state in reversed(range(states)):
            for age in AGES:
                stays, likely = 1.0, 0.0
                for to, rate in given[state][age]:
                    stays -= rate
                    if to == states:
                        likely += rate
                    elif to != GONE:
                        likely += rate * rows[to][0][left]
                rows[state][age][left] = (
                    likely + max(stays, 0.0) * rows[state][min(age + 1, OLDEST)][left - 1]
                )
    return Reach(tuple(tuple(ages) for ages in rows))


class Week(NamedTuple):
    """What a past week brought: devices new to the chain, by state, and how fast the chain went (1: as its rates say)."""

    came: Sequence[int]
    pace: float


def weeks_before(told: Past, given: Rates, *, until: int) -> list[Week]:
    """The weeks of the year before week `until`. Of the pace, only what mere chance does not explain."""
    span = range(max(until - YEAR, 0), until)
    ahead = [[sum(rate for to, rate in ways if to != GONE) for ways in ages] for ages in given]
    pairs = [(_moved_on(told, week), _expected(told, ahead, week)) for week in span]
    paces = [did / expected if expected else 1.0 for did, expected in pairs]
    chance = sum(1 / max(expected, 1.0) for _did, expected in pairs) / max(len(pairs), 1)
    spread = sum((pace - 1) ** 2 for pace in paces) / max(len(paces), 1)
    kept = max(1 - chance / spread, 0.0) ** 0.5 if spread else 0.0
    return [
        Week(told.came[week], max(1 + (pace - 1) * kept, 0.0)) for week, pace in zip(span, paces, strict=True)
    ]


def _moved_on(told: Past, week: int) -> int:
    return sum(
        counts[age][week]
        for moved in told.moved
        for to, counts in moved.items()
        if to != GONE
        for age in AGES
    )


def _expected(told: Past, ahead: list[list[float]], week: int) -> float:
    return sum(
        told.present[state][age][week] * ahead[state][age] for state in range(told.states) for age in AGES
    )
