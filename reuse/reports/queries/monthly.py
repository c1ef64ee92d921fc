"""The figures of a month for each who gets them by letter: the network, one's sites, or one's own gifts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncMonth

from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Role
from reuse.directory.opening import is_public_holiday
from reuse.reports.models import Milestone
from reuse.reports.queries import milestones, rollups

FIGURES: Final = (
    *(milestones.RECEIVED, milestones.ERASED, milestones.READY),
    *(milestones.HANDED_OVER, milestones.RECYCLED),
)
READERS: Final = frozenset({Role.COORDINATOR, Role.WORKSHOP_MANAGER, Role.DONOR, Role.OBSERVER})
Counts = Mapping[str, int]  # by figure


@dataclass(frozen=True, slots=True)
class Month:
    """The counts of a month, and of the month before."""

    first: date
    now: Counts
    before: Counts

    @property
    def is_empty(self) -> bool:
        return not any(self.now.values()) and not any(self.before.values())

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """Figure, count, count of the month before."""
        return [(figure, self.now.get(figure, 0), self.before.get(figure, 0)) for figure in FIGURES]


def month_before(on: date) -> date:
    """The first day of the month before a day's."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def first_working_day(on: date) -> date:
    """The first day of a day's month on which people work."""
    day = on.replace(day=1)
    while day.weekday() > 4 or is_public_holiday(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Monthly:
    """Everybody's counts of a month and of the month before, read once."""

    first: date
    network: Mapping[date, Counts]
    sites: Mapping[tuple[date, int], Counts]
    donors: Mapping[tuple[date, int], Counts]

    def for_(self, membership: Membership, sites: Iterable[Site]) -> Month:
        """What this membership is told: the network's figures, those of its sites, or of its own gifts."""
        return Month(
            self.first,
            self._counts(membership, sites, self.first),
            self._counts(membership, sites, month_before(self.first)),
        )

    def _counts(self, membership: Membership, sites: Iterable[Site], month: date) -> Counts:
        match membership.role:
            case Role.DONOR:
                return self.donors.get((month, membership.organisation_id), {})
            case Role.WORKSHOP_MANAGER:
                found: Counter[str] = Counter()
                for site in sites:
                    found.update(self.sites.get((month, site.pk), {}))
                return found
            case _:
                return self.network.get(month, {})


def monthly(first: date) -> Monthly:
    """Of the month that begins on this day. Three statements."""
    since, until = month_before(first), rollups.next_month(first) - timedelta(days=1)
    network: dict[date, dict[str, int]] = {}
    for row in rollups.read(FIGURES, since, until, each=rollups.MONTH):
        network.setdefault(row.on or first, {})[row.figure] = row.sums.count
    sites: dict[tuple[date, int], dict[str, int]] = {}
    for row in rollups.read(FIGURES, since, until, slice="site", each=rollups.MONTH):
        sites.setdefault((row.on or first, int(row.key)), {})[row.figure] = row.sums.count
    donors: dict[tuple[date, int], dict[str, int]] = {}
    given = Milestone.objects.filter(
        figure__in=FIGURES, on__range=(since, until), device__donation__is_opening_stock=False
    )
    rows = given.annotate(month=TruncMonth("on")).values_list("month", "device__donation__donor", "figure")
    for month, donor, figure, count in rows.annotate(count=Count("pk")).order_by():
        donors.setdefault((month, donor), {})[figure] = count
    return Monthly(first, network, sites, donors)
