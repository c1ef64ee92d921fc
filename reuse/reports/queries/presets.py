"""The periods people ask about by name, and the one before each, that its numbers are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reuse.reports.queries.rollups import next_month

FREE: Final = "days"  # from one day to another
NAMED: Final[Mapping[str, str | Promise]] = {
    "year": _("this year"),
    "month": _("this month"),
    "last-month": _("last month"),
    "quarter": _("this quarter"),
    "last-quarter": _("last quarter"),
    "last-year": _("last year"),
    "twelve": _("the last 12 months"),
}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12, "twelve": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included. `months`: so many at a time one goes back; 0: as many days as it has."""

    since: date
    until: date
    months: int = 0

    @property
    def before(self) -> "Period":
        """The period just before; of one that still runs, as far as this one is."""
        if self.months:
            until = _earlier(self.until, self.months)
            if next_month(self.until) == self.until + timedelta(days=1):
                until = next_month(until) - timedelta(days=1)
            return Period(_earlier(self.since, self.months), until, self.months)
        length = self.until - self.since + timedelta(days=1)
        return Period(self.since - length, self.since - timedelta(days=1))


def spanning(since: date, until: date) -> Period:
    """From one day to another: whole months are compared with as many, a year that still runs with the same days of the
    year before.
    """
    if since.day == 1 and next_month(until) == until + timedelta(days=1):
        return Period(since, until, (until.year - since.year) * 12 + until.month - since.month + 1)
    is_of_a_year = (since.month, since.day) == (1, 1) and until.year == since.year
    return Period(since, until, 12 if is_of_a_year else 0)


def named(code: str, today: date) -> Period:
    """The period of a name, as it stands today."""
    if code == "twelve":
        first = _earlier(today, 12) + timedelta(days=1)
        return Period(first, today, 12)
    months = _MONTHS[code.removeprefix("last-")]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if code.startswith("last-"):
        return Period(_earlier(first, months), first - timedelta(days=1), months)
    return Period(first, today, months)


def closed_quarters(today: date, count: int = 8) -> dict[str, Period]:
    """The quarters that are over, such as 2026-Q3, the latest first."""
    found: dict[str, Period] = {}
    last = named("quarter", today).since
    for _quarter in range(count):
        since = _earlier(last, 3)
        found[f"{since.year}-Q{since.month // 3 + 1}"] = Period(since, last - timedelta(days=1), 3)
        last = since
    return found


def _earlier(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_month(first) - timedelta(days=1))
