"""Where devices stand today and since when; how long they stayed where they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from inventory.states import Stage
from reuse.reports.queries import milestones, rollups, slicing
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import EVERYTHING, Narrowing

AGES: Final = (7, 30, 90)  # days at most; what is older comes last
SHOWN: Final = tuple(stage for stage in milestones.STANDINGS if stage != Stage.ANNOUNCED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many stand at a stage, by age: up to each of AGES, and older."""

    stage: Stage
    counts: tuple[int, ...]


def standing(as_of: date, narrowing: Narrowing = EVERYTHING) -> list[Standing]:
    """**Work in progress**: what stands at each stage now, by how long it has. One statement."""
    figures = {f"{milestones.STANDING}{stage}": Stage(stage) for stage in SHOWN}
    counts = {stage: [0] * (len(AGES) + 1) for stage in figures.values()}
    for (figure, on), count in slicing.by_day(figures, narrowing).items():
        age = (as_of - on).days
        place = next((place for place, most in enumerate(AGES) if age <= most), len(AGES))
        counts[figures[figure]][place] += count
    return [Standing(stage, tuple(found)) for stage, found in counts.items() if any(found)]


def stays(period: Period) -> dict[Stage, timedelta]:
    """**Stay at a stage**: the median of the departures of the months a period touches. One statement."""
    figures = {f"{rollups.STAY}{stage}": Stage(stage) for stage in SHOWN}
    found = rollups.stays(figures, period.since, period.until)
    return {stage: timedelta(seconds=found[figure]) for figure, stage in figures.items() if figure in found}


@dataclass(frozen=True, slots=True)
class Monthly:
    """Of one place: so many of each figure in each month."""

    key: str
    counts: Mapping[date, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*self.counts.values(), strict=True)))


def by_site(figures: tuple[str, ...], period: Period, narrowing: Narrowing, *, most: int) -> list[Monthly]:
    """The sites with most of the first figure, each month by month. One statement."""
    how = slicing.reading(narrowing, "site")
    rows = slicing.rows(how, figures, period.since, period.until, each=rollups.MONTH)
    found: dict[str, dict[tuple[date, str], int]] = {}
    for row in rows:
        of_site = found.setdefault(how.part(row.key), {})
        key = (row.on or period.since, row.figure)
        of_site[key] = of_site.get(key, 0) + row.sums.count
    months = _months(period)
    told = [
        Monthly(site, {month: tuple(counts.get((month, one), 0) for one in figures) for month in months})
        for site, counts in found.items()
    ]
    return sorted(told, key=lambda one: (*(-count for count in one.totals), one.key))[:most]


def _months(period: Period) -> list[date]:
    months = [period.since.replace(day=1)]
    while (following := rollups.next_month(months[-1])) <= period.until:
        months.append(following)
    return months
