"""What is published: devices by quarter, department and type, and progress of targets; nothing that tells under five."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from reuse.accounts.models import Site
from reuse.core.models import DeviceType
from reuse.reports.models import OpenGroup, Target
from reuse.reports.queries import milestones, rollups
from reuse.reports.queries.disclosure import LEAST, Cell, Group, grouped, in_steps, told_again
from reuse.reports.queries.progress import progress, targets
from reuse.web.regions import REGION_OF

__all__ = [
    "FIGURES",
    "LEAST",
    "Row",
    "TargetRow",
    "counts_until",
    "groups",
    "last_closed",
    "rows",
    "target_rows",
]

# Those that are part of another one (nearby and returned, of handed over) are left out: their rest could be under five.
FIGURES: Final = (
    *(milestones.ANNOUNCED, milestones.RECEIVED, milestones.ERASED, milestones.READY),
    *(milestones.HANDED_OVER, milestones.RECYCLED, milestones.STRIPPED, milestones.DIVERTED),
)
GRACE: Final = timedelta(days=15)  # for what is noted late
ALL: Final = "+"  # between codes told together
Counts = dict[tuple[str, str], dict[Cell, int]]  # by quarter and figure


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the figures: devices of a quarter, of one department and type or of several together."""

    quarter: str
    figure: str
    regions: str
    departments: str
    types: str
    cells: str
    devices: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How far a target was by the end of a quarter, in whole fives."""

    target: str
    name: str
    counts: str
    unit: str
    since: date
    until: date
    quantity: int
    quarter: str
    achieved: int


def last_closed(today: date) -> date:
    """The last day of the latest quarter that is published."""
    day = today - GRACE
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def quarter_of(day: date) -> str:
    """2026-Q3"""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def counts_until(last: date) -> Counts:
    """Devices by quarter and figure, in each department and of each type, to the end of a quarter. From the roll-ups."""
    departments = {str(key): code for key, code in Site.objects.values_list("pk", "department")}
    types = {str(key): code for key, code in DeviceType.objects.values_list("pk", "code")}
    found: Counts = {}
    for row in rollups.read(FIGURES, None, last, slice="site_type", each=rollups.MONTH):
        site, kind = row.key.split(":")
        cell = (departments.get(site, ""), types[kind])
        of_quarter = found.setdefault((quarter_of(row.on or last), row.figure), {})
        of_quarter[cell] = of_quarter.get(cell, 0) + row.sums.count
    return found


def groups(counts: Counts) -> dict[tuple[str, str], list[Group]]:
    """What may be told of these counts, after what was published before."""
    before: dict[tuple[str, str], list[Group]] = {}
    for one in OpenGroup.objects.filter(figure__in=FIGURES):
        cells = frozenset((department, kind) for department, kind in one.cells)
        before.setdefault((one.quarter, one.figure), []).append(Group(cells, one.count))
    return {
        place: told_again(before[place], counts.get(place, {}), region_of=REGION_OF)
        if place in before
        else grouped(counts[place], region_of=REGION_OF)
        for place in sorted(counts.keys() | before.keys())
    }


def rows(told: Mapping[tuple[str, str], list[Group]]) -> list[Row]:
    """The groups as lines, in one order whatever the order they were made in."""
    return sorted(
        (
            Row(quarter, figure, *names_of(group), group.count)
            for (quarter, figure), of_one in told.items()
            for group in of_one
        ),
        key=lambda row: (row.quarter, FIGURES.index(row.figure), row.regions, row.departments, row.cells),
    )


def names_of(group: Group) -> tuple[str, str, str, str]:
    """Regions, departments and types for who looks for one; and which goes with which, as other lines may have the rest."""
    departments = sorted({department for department, _kind in group.cells})
    regions = sorted({REGION_OF.get(department, "") for department in departments})
    types = sorted({kind for _department, kind in group.cells})
    cells = sorted(f"{department}:{kind}" for department, kind in group.cells)
    return (
        *(ALL.join(filter(None, regions)), ALL.join(filter(None, departments))),
        *(ALL.join(types), ALL.join(cells)),
    )


def target_rows(last: date) -> Iterator[TargetRow]:
    """Each target that is followed, quarter by quarter. Rounded: its devices are also those of the figures."""
    for target in sorted(targets(), key=lambda one: (one.since, str(one.public_id))):
        if target.since <= last:
            yield from _of_target(target, last)


def _of_target(target: Target, last: date) -> Iterator[TargetRow]:
    days = progress(target, as_of=last, is_short=True).days
    end = quarter_end(target.since)
    while end <= last and end <= quarter_end(target.until):
        total = max((day.total for day in days if day.on <= end), default=0)
        yield TargetRow(
            target=str(target.public_id),
            name=str(target),
            counts=target.counts,
            unit=target.unit,
            since=target.since,
            until=target.until,
            quantity=target.quantity,
            quarter=quarter_of(end),
            achieved=in_steps(total),
        )
        end = quarter_end(end + timedelta(days=1))


def quarter_end(day: date) -> date:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
