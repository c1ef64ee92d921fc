"""Computes where the marks of a chart stand, from plain numbers and days; draws nothing and reads nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import Final

TONES: Final = "abcd"


def _text(value: float) -> str:
    """A coordinate as SVG wants it, whatever the language of the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent_of(part: float, whole: float) -> str:
    """A share of a whole as SVG wants it, never beyond it."""
    return f"{_text(min(max(part / whole, 0), 1) * 100 if whole else 0)}%"


# Bars


@dataclass(frozen=True)
class Part:
    tone: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    parts: tuple[Part, ...]
    cuts: tuple[str, ...]
    target: str


def bar(values: Sequence[float], *, whole: float, target: float | None = None, tones: str = TONES) -> Bar:
    """Parts side by side, out of the whole; what goes beyond the whole is cut off."""
    parts, start = [], 0.0
    for tone, value in zip(tones, values, strict=False):
        end = min(start + max(value, 0), whole)
        parts.append(Part(tone=tone, x=percent_of(start, whole), width=percent_of(end - start, whole)))
        start = end
    cuts = tuple(part.x for part in parts[1:])
    return Bar(parts=tuple(parts), cuts=cuts, target="" if target is None else percent_of(target, whole))


# Funnel


@dataclass(frozen=True)
class Step:
    """One step of a chain, as the caller knows it."""

    label: str
    count: int
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class FunnelRow:
    step: Step
    bar: Bar


def funnel(steps: Sequence[Step], *, whole: int | None = None) -> tuple[FunnelRow, ...]:
    """Every step against the first (or `whole`), which is drawn in grey: it was announced, not done."""
    whole = whole or (steps[0].count if steps else 0)
    return tuple(
        FunnelRow(step=step, bar=bar([step.count], whole=whole, tones="a" if position else "c"))
        for position, step in enumerate(steps)
    )


# Bars in a table


@dataclass(frozen=True)
class Row:
    """One line of a table of bars, as the caller knows it; `stage` draws the label as a stage badge."""

    label: str
    value: float
    detail: str = ""
    is_late: bool = False
    url: str = ""
    stage: str = ""


@dataclass(frozen=True)
class BarRow:
    row: Row
    bar: Bar


def bars(rows: Iterable[Row]) -> tuple[BarRow, ...]:
    """Each row against the longest."""
    rows = list(rows)
    longest = max((row.value for row in rows), default=0)
    return tuple(BarRow(row=row, bar=bar([row.value], whole=longest)) for row in rows)


# One bar of several parts


@dataclass(frozen=True)
class Key:
    """What one part of a bar counts."""

    label: str
    count: int
    tone: str


@dataclass(frozen=True)
class Stack:
    bar: Bar
    keys: tuple[Key, ...]

    @property
    def sentence(self) -> str:
        """The bar in words, for those who do not see it."""
        return ", ".join(f"{key.count} {key.label}" for key in self.keys)


def stack(parts: Sequence[tuple[str, int]]) -> Stack:
    """One to four labelled counts that make a whole together."""
    counts = [count for _, count in parts]
    keys = (Key(label, count, tone) for (label, count), tone in zip(parts, TONES, strict=False))
    return Stack(bar=bar(counts, whole=sum(counts)), keys=tuple(keys))


# Burn-up

TOP: Final = 6  # percent of the figure above the highest value
HEIGHT: Final = 84  # percent of the figure between the highest value and the axis
LOW: Final = 0.2  # of the figure: no room for a number below
FIRST: Final = 0.15  # of the figure: no room for one on the left
MOST_POINTS: Final = 120
MOST_PERIODS: Final = 8


@dataclass(frozen=True)
class Achieved:
    """How many by the end of this day."""

    on: date
    total: int


@dataclass(frozen=True)
class Forecast:
    """Where the present pace leads on the last day."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Level:
    y: str
    value: int


@dataclass(frozen=True)
class Period:
    x: str
    first_day: date
    is_year: bool


@dataclass(frozen=True)
class Line:
    """One row of the table that says the same as the curves."""

    on: date
    achieved: int | None
    regular: int
    forecast: Forecast | None = None


@dataclass(frozen=True)
class BurnUp:
    """Curves in a box of `width` days by 100; everything else in percent of the figure."""

    width: int
    done: str
    area: str
    regular: str
    needed: str
    likely: str
    band: str
    levels: tuple[Level, ...]
    periods: tuple[Period, ...]
    now_x: str
    now_y: str
    is_low: bool  # so near the ground that its number stands above it
    is_first: bool  # so near the beginning that its number stands on its right
    start: date
    end: date
    target: int
    latest: Achieved
    regular_now: int
    forecast: Forecast | None
    table: tuple[Line, ...]

    @property
    def missing(self) -> int:
        """How many are missing to be where a regular pace would be."""
        return max(self.regular_now - self.latest.total, 0)

    @property
    def left(self) -> int:
        """How many are missing to the target itself."""
        return max(self.target - self.latest.total, 0)

    @property
    def needs_pace(self) -> bool:
        """Whether there is both something to reach and time to reach it."""
        return self.left > 0 and self.latest.on < self.end

    @property
    def needed_each_month(self) -> int:
        """How many a month from now on would still reach the target."""
        months = max((self.end - self.latest.on).days, 1) / 30.44
        return ceil(self.left / max(months, 1))


def burn_up(
    *, start: date, end: date, target: int, achieved: Sequence[Achieved], forecast: Forecast | None = None
) -> BurnUp:
    """The way so far against the target, and the way still to go; `achieved` is in order of days and not empty."""
    width = (end - start).days
    latest = achieved[-1]
    top = max(target, latest.total, forecast.high if forecast else 0, 1)

    def point(on: date, total: float) -> str:
        return f"{(on - start).days},{_text(100 - 100 * total / top)}"

    def regular_on(day: date) -> int:
        return round(target * min(max((day - start).days, 0), width) / width)

    done = " ".join([point(start, 0), *(point(each.on, each.total) for each in _thinned(achieved))])
    now, goal = point(latest.on, latest.total), point(end, target)
    periods = _periods(start, end)
    return BurnUp(
        width=width,
        done=done,
        area=f"{done} {point(latest.on, 0)}",
        regular=f"{point(start, 0)} {goal}",
        needed=f"{now} {goal}",
        likely=f"{now} {point(end, forecast.middle)}" if forecast else "",
        band=f"{now} {point(end, forecast.high)} {point(end, forecast.low)}" if forecast else "",
        levels=tuple(Level(y=_height(value, top), value=value) for value in _round_values(top)),
        periods=tuple(
            Period(
                x=percent_of(((first + (after - first) / 2) - start).days, width),
                first_day=first,
                is_year=is_year,
            )
            for first, after, is_year in periods
        ),
        now_x=percent_of((latest.on - start).days, width),
        now_y=_height(latest.total, top),
        is_low=latest.total < top * LOW,
        is_first=(latest.on - start).days < width * FIRST,
        start=start,
        end=end,
        target=target,
        latest=latest,
        regular_now=regular_on(latest.on),
        forecast=forecast,
        table=(
            *(
                Line(on=last, achieved=_total_on(achieved, last), regular=regular_on(last))
                for last in (after - timedelta(days=1) for _, after, _ in periods)
                if last < latest.on
            ),
            Line(on=latest.on, achieved=latest.total, regular=regular_on(latest.on)),
            *([Line(on=end, achieved=None, regular=target, forecast=forecast)] if end > latest.on else []),
        ),
    )


def _height(value: float, top: float) -> str:
    return f"{_text(TOP + HEIGHT * (1 - value / top))}%"


def _thinned(achieved: Sequence[Achieved]) -> Sequence[Achieved]:
    """Few enough points for a small page, the last one always among them."""
    step = ceil(len(achieved) / MOST_POINTS)
    return achieved[::-1][::step][::-1]


def _total_on(achieved: Sequence[Achieved], day: date) -> int:
    return max((each.total for each in achieved if each.on <= day), default=0)


def _round_values(top: int) -> list[int]:
    """Two to five values from nought to the top that are easy to read."""
    power = 10 ** max(len(str(top)) - 2, 0)
    step = next(step for factor in (1, 2, 5, 10, 20, 25, 50) if top / (step := factor * power) <= 4)
    return list(range(0, top + 1, step))


def _periods(start: date, end: date) -> list[tuple[date, date, bool]]:
    """First day, day after, and whether it is named by its year: months, quarters or years, few enough to be labelled."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    step = next((step for step in (1, 2, 3, 6, 12) if months <= step * MOST_PERIODS), 12)
    first_month = (start.year * 12 + start.month - 1) // step * step
    last_month = end.year * 12 + end.month - 1
    firsts = [
        date(month // 12, month % 12 + 1, 1) for month in range(first_month, last_month + step + 1, step)
    ]
    after_end = end + timedelta(days=1)
    return [
        (max(first, start), min(after, after_end), step == 12 or first.month == 1)
        for first, after in pairwise(firsts)
        if first < after_end
    ]


# Columns side by side: a small chart among many of the same height


@dataclass(frozen=True)
class Column:
    tone: str
    x: str
    y: str
    width: str
    height: str


def columns(groups: Sequence[Sequence[float]], *, top: float) -> tuple[Column, ...]:
    """One group of columns after another, each value against `top`, which all the small charts share."""
    width = 100 / max(len(groups), 1)
    drawn = []
    for position, values in enumerate(groups):
        each = width * 0.8 / max(len(values), 1)
        for number, (tone, value) in enumerate(zip(TONES, values, strict=False)):
            height = min(max(value, 0) / top, 1) * 100 if top else 0
            x = position * width + width * 0.1 + number * each
            drawn.append(
                Column(
                    tone, f"{_text(x)}%", f"{_text(100 - height)}%", f"{_text(each)}%", f"{_text(height)}%"
                )
            )
    return tuple(drawn)
