"""Where a target is likely to end: the present funnel and new arrivals, let go by observed rates. No database; seeded.

The page "How the forecast is made" says the same in words; who changes the one changes the other, and METHOD.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from reuse.reports.queries.chain import YEAR, Past, Reach, Week, rates, reach, weeks_before

METHOD: Final = 1  # its version, kept with every forecast
RUNS: Final = 400
LEAST_WEEKS: Final = 26  # of history; under it a forecast would be a guess
LEAST_REACHED: Final = 200  # devices that reached the end, likewise
BLOCK: Final = 4  # weeks drawn together: what hangs together in time stays together
AHEAD: Final = 13  # weeks a back-test looks ahead
MOST_MONTHS: Final = 24  # back-tests
WITHIN: Final = 0.8  # of what comes is to lie in the range
LEAST_TESTS: Final = 6  # under it the range stays as simulated
NARROWEST: Final = 1.0
WIDEST: Final = 4.0


@dataclass(frozen=True, slots=True)
class Range:
    """The middle of the runs, and the range that four fifths of them end in."""

    low: int
    middle: int
    high: int

    def widened(self, factor: float, *, least: int = 0) -> "Range":
        """Both halves of the range so many times as wide; never below what is reached already."""
        return Range(
            max(round(self.middle - factor * (self.middle - self.low)), least),
            self.middle,
            round(self.middle + factor * (self.high - self.middle)),
        )


@dataclass(frozen=True, slots=True)
class Tested:
    """What would have been forecast `AHEAD` weeks ahead at the beginning of a past week, and what came."""

    week: int
    range: Range
    came: int

    @property
    def is_inside(self) -> bool:
        return self.range.low <= self.came <= self.range.high


@dataclass(frozen=True, slots=True)
class Errors:
    """How good the back-tests were, as shares: `bias` above 0 means too much was forecast."""

    bias: float
    mean_error: float
    inside: float

    @property
    def too_much(self) -> float:
        return max(self.bias, 0.0)

    @property
    def too_little(self) -> float:
        return max(-self.bias, 0.0)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast with its back-tests. `widening`: by what the back-tests say the range has to be multiplied."""

    range: Range
    tests: tuple[Tested, ...]
    widening: float
    reach: Reach  # how likely devices reach the end in the weeks to come


def history(told: Past) -> tuple[int, int]:
    """The weeks since the first device known to reach the end, and how many did since."""
    first = next((week for week in range(told.weeks) if told.ended(week)), told.weeks)
    return told.weeks - first, reached(told, first, told.weeks)


def reached(told: Past, first: int, after: int) -> int:
    """Devices that reached the end from a week to before another."""
    return sum(told.ended(week) for week in range(max(first, 0), after))


def outlook(
    told: Past,
    *,
    achieved: int,
    days: int,
    seed: str,
    counted: Sequence[int] = (),
    months: Sequence[int] = (),
) -> Outlook:
    """What is reached `days` days from now on, with its range.

    `counted`: by week, what counts of the devices that reach the end, where it is not all of them. `months`: the
    weeks to test at, the first weeks of past months.
    """
    tests = back_tests(told, months=months, seed=seed, counted=counted)
    widening = widening_of(tests)
    table, runs = _runs(
        told, told.weeks, days=days, kept=share(told, counted, told.weeks), seed=seed, runs=RUNS
    )
    raw = _range([achieved + run for run in runs])
    return Outlook(raw.widened(widening, least=achieved), calibrated(tests), widening, table)


def share(told: Past, counted: Sequence[int], until: int) -> float:
    """Of the devices that reached the end in the year before a week, those that counted."""
    if not counted:
        return 1.0
    first = max(until - YEAR, next((week for week, count in enumerate(counted) if count), until))
    whole = reached(told, first, until)
    return min(sum(counted[first:until]) / whole, 1.0) if whole else 0.0


def _runs(told: Past, now: int, *, days: int, kept: float, seed: str, runs: int) -> tuple[Reach, list[float]]:
    given = rates(told, until=now)
    table = reach(given, weeks=2 * ceil(max(days, 0) / 7) + 1)  # twice: weeks may go faster than usual
    known = weeks_before(told, given, until=now)
    return table, simulate(told.standing(now), table, known, days=days, kept=kept, seed=seed, runs=runs)


def simulate(
    funnel: Sequence[Sequence[int]],
    table: Reach,
    known: Sequence[Week],
    *,
    days: int,
    kept: float = 1.0,
    seed: str,
    runs: int = RUNS,
) -> list[float]:
    """How many more count after so many days, in each of `runs` runs, the least first.

    Each run draws the weeks to come from those known, in blocks; then how many of the devices in the funnel and of
    those that come reach the end, by one draw for each of the two.
    """
    if days <= 0 or not known:
        return [0.0] * runs
    cells = [
        (state, age, count) for state, ages in enumerate(funnel) for age, count in enumerate(ages) if count
    ]
    chances = random.Random(seed)  # noqa: S311 - a forecast is to be repeatable
    return sorted(
        _run(cells, table, _drawn(known, days, chances), kept, chances) for _run_number in range(runs)
    )


def _drawn(known: Sequence[Week], days: int, chances: random.Random) -> list[tuple[Week, float]]:
    """The weeks of one run, each with how much of it lies before the end."""
    drawn: list[tuple[Week, float]] = []
    whole = ceil(days / 7)
    while len(drawn) < whole:
        start = chances.randrange(len(known))
        drawn += [(known[(start + nth) % len(known)], 1.0) for nth in range(BLOCK)]
    drawn = drawn[:whole]
    drawn[-1] = (drawn[-1][0], (days - 7 * (whole - 1)) / 7)
    return drawn


def _run(
    cells: Sequence[tuple[int, int, int]],
    table: Reach,
    drawn: Sequence[tuple[Week, float]],
    kept: float,
    chances: random.Random,
) -> float:
    time, arriving = 0.0, 0.0  # the chain's own time: a week at half the pace is half a week of it
    for week, part in reversed(drawn):
        time += week.pace * part
        for state, count in enumerate(week.came):
            if count:
                arriving += count * part * kept * table.within(state, 0, time)
    middle, variance, whole = 0.0, 0.0, 0
    for state, age, count in cells:
        likely = kept * table.within(state, age, time)
        middle += count * likely
        variance += count * likely * (1 - likely)
        whole += count
    of_funnel = min(max(middle + sqrt(max(variance, 0.0)) * chances.gauss(0, 1), 0.0), whole)
    of_new = max(arriving + sqrt(arriving) * chances.gauss(0, 1), 0.0)
    return of_funnel + of_new


def _range(runs: Sequence[float]) -> Range:
    """Of runs in order, the tenth, the half and the nine tenths."""
    last = len(runs) - 1
    return Range(*(round(runs[round(last * part)]) for part in ((1 - WITHIN) / 2, 0.5, (1 + WITHIN) / 2)))


# Back-tests


def back_tests(
    told: Past, *, months: Sequence[int], seed: str, counted: Sequence[int] = ()
) -> tuple[Tested, ...]:
    """For each past month with six months before it: the forecast as of then, and what came. As simulated."""
    first = told.weeks - history(told)[0]
    begun = next((week for week, count in enumerate(counted) if count), 0)
    tested = []
    for week in months:
        if week - max(first, begun) < LEAST_WEEKS or week + AHEAD > told.weeks:
            continue
        kept = share(told, counted, week)
        _table, runs = _runs(told, week, days=AHEAD * 7, kept=kept, seed=f"{seed} {week}", runs=RUNS // 2)
        came = sum(counted[week : week + AHEAD]) if counted else reached(told, week, week + AHEAD)
        tested.append(Tested(week, _range(runs), came))
    return tuple(tested[-MOST_MONTHS:])


def widening_of(tests: Sequence[Tested]) -> float:
    """The least factor with which four fifths of the back-tests lie in their range; 1 with too few of them to tell."""
    if len(tests) < LEAST_TESTS:
        return 1.0
    needed = sorted(_needed(test) for test in tests)
    place = min(ceil((len(needed) + 1) * WITHIN), len(needed)) - 1
    return min(max(needed[place], NARROWEST), WIDEST)


def _needed(test: Tested) -> float:
    """The factor that brings what came just into the range."""
    range_, off = test.range, test.came - test.range.middle
    half = range_.high - range_.middle if off > 0 else range_.middle - range_.low
    return abs(off) / max(half, 0.5)


def calibrated(tests: Sequence[Tested]) -> tuple[Tested, ...]:
    """Each back-test with its range widened by what the others say: none judges itself."""
    return tuple(
        Tested(test.week, test.range.widened(widening_of([*tests[:nth], *tests[nth + 1 :]])), test.came)
        for nth, test in enumerate(tests)
    )


def errors(tests: Sequence[Tested]) -> Errors | None:
    """Bias, mean error and share inside the range; None of no tests, or where nothing came."""
    some = [test for test in tests if test.came]
    if not some:
        return None
    return Errors(
        bias=sum(test.range.middle - test.came for test in some) / sum(test.came for test in some),
        mean_error=sum(abs(test.range.middle - test.came) / test.came for test in some) / len(some),
        inside=sum(test.is_inside for test in some) / len(some),
    )
