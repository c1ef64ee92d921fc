"""Computes where the marks of two charts of time stand: how old what waits is, and how long what is done took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reuse.web.charts import Bar, Column, bar, percent_of

AGES: Final = (
    "dbae"  # the lightest first: each tone is darker than the one before, the last is hatched as well
)
STEPS: Final = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365)
MOST_BINS: Final = 24


@dataclass(frozen=True)
class Aged:
    """How many wait at a stage, by age: the youngest first."""

    label: str
    counts: tuple[int, ...]
    stage: str = ""
    url: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class AgedRow:
    row: Aged
    bar: Bar


def ageing(rows: Iterable[Aged]) -> tuple[AgedRow, ...]:
    """Each row against the longest, in as many parts as there are ages."""
    rows = list(rows)
    longest = max((row.total for row in rows), default=0)
    return tuple(AgedRow(row, bar(row.counts, whole=longest, tones=AGES)) for row in rows)


@dataclass(frozen=True)
class Bin:
    """Lengths from `low` to `high` days; the last one has no end."""

    low: int
    high: int | None
    count: int
    is_inside: bool
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Histogram:
    """Columns that touch. `marks`: where the low, middle and high lengths stand."""

    bins: tuple[Bin, ...]
    low_x: str
    middle_x: str
    high_x: str
    low: int
    middle: int
    high: int
    ticks: tuple[tuple[str, int], ...]


def histogram(lengths: Mapping[int, int], *, low: int, middle: int, high: int) -> Histogram:
    """How often each length in days occurs, in few columns of equal width; what is very long stands in the last."""
    shown = max(high * 2, 1)
    step = next((one for one in STEPS if shown // one < MOST_BINS), STEPS[-1])
    number = min(max(lengths, default=0), shown) // step + 1
    counts = [0] * number
    for length, count in lengths.items():
        counts[min(max(length, 0) // step, number - 1)] += count
    top, is_cut = max(counts, default=0), max(lengths, default=0) >= number * step

    def at(length: int) -> str:
        return percent_of(length + 0.5, number * step)

    return Histogram(
        bins=tuple(
            Bin(
                low=place * step,
                high=None if is_cut and place == number - 1 else place * step + step - 1,
                count=count,
                is_inside=low // step <= place <= high // step,
                x=percent_of(place, number),
                y=percent_of(top - count, top),
                width=percent_of(1, number),
                height=percent_of(count, top),
            )
            for place, count in enumerate(counts)
        ),
        low_x=at(low),
        middle_x=at(middle),
        high_x=at(high),
        low=low,
        middle=middle,
        high=high,
        ticks=_ticks(number, step),
    )


def _ticks(number: int, step: int) -> tuple[tuple[str, int], ...]:
    """Few enough days under the columns to be read."""
    every = -(-number // 6)
    return tuple((percent_of(place, number), place * step) for place in range(0, number, every))


@dataclass(frozen=True)
class Small:
    """One of many small charts of the same height: what it is of, its columns, what they say."""

    name: str
    columns: Sequence[Column]
    counts: Sequence[tuple[str, tuple[int, ...]]]
    totals: tuple[int, ...]
    url: str = ""
