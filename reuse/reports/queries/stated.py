"""What is stated of a period: needs, with how far hand-overs cover them; jobs and social outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import NEEDS, OUTCOMES, Stated
from reuse.reports.queries import milestones, numbers, suppression, territories
from reuse.reports.queries.numbers import Share
from reuse.reports.queries.presets import Period
from reuse.web.departments import NAMES
from reuse.web.regions import REGIONS


@dataclass(frozen=True, slots=True)
class Coverage:
    """A need with the devices handed over in its territory in a period."""

    need: Stated
    name: str
    handed_over: Share

    def told(self, *, least: int) -> "Coverage | None":
        """As others may know it; the need is public."""
        part = suppression.told(self.handed_over.part, least=least)
        if part is None:
            return None
        return Coverage(self.need, self.name, Share(part, self.handed_over.whole))


def in_force(kinds: Iterable[str], period: Period) -> list[Stated]:
    """Of each kind and place, the row that holds on the last day of the period: the latest begun. One statement."""
    rows = Stated.objects.filter(
        Q(until=None) | Q(until__gte=period.since), kind__in=list(kinds), since__lte=period.until
    )
    found: dict[tuple[str, Area], Stated] = {}
    for row in rows.order_by("-since", "-id"):
        found.setdefault((row.kind, row.territory), row)
    return sorted(found.values(), key=lambda row: (row.kind, row.territory.kind, row.territory.code))


def coverage(period: Period) -> list[Coverage]:
    """**Coverage of the need**: of each need in force, what was handed over in its territory. Three statements."""
    needs = in_force(NEEDS, period)
    found = numbers.sliced(period, "department", figures=[milestones.HANDED_OVER]) if needs else {}
    counts = {code: one.count(milestones.HANDED_OVER) for code, one in found.items()}
    return [
        Coverage(row, territories.name_of(row.territory), Share(_within(row.territory, counts), row.quantity))
        for row in needs
    ]


def _within(area: Area, counts: Mapping[str, int]) -> int:
    """Devices handed over in the departments of a territory."""
    match area.kind:
        case AreaKind.COUNTRY:
            return sum(counts.values())
        case AreaKind.REGION:
            return sum(counts.get(code, 0) for code in REGIONS.get(area.code, "").split())
    return counts.get(area.code, 0)


def shares_by_department(covered: Iterable[Coverage]) -> dict[str, float]:
    """For a map: the share of each department whose need is stated."""
    return {
        one.need.territory.code: one.handed_over.rate or 0.0
        for one in covered
        if one.need.territory.kind == AreaKind.DEPARTMENT and one.need.territory.code in NAMES
    }


def outcomes(period: Period) -> list[tuple[Stated, str]]:
    """Jobs and social outcomes that were entered, with the name of their territory. One statement."""
    return [(row, territories.name_of(row.territory)) for row in in_force(OUTCOMES, period)]


def history() -> QuerySet[Stated]:
    """Every row there ever was, the latest first."""
    return Stated.objects.all()
