"""Forecasts as they were made: the latest of a target, how good its back-tests were, and those of all targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, OuterRef, Subquery

from reuse.reports.models import Forecast, Target
from reuse.reports.queries.forecast import Errors, Range, Tested, errors
from reuse.reports.queries.obstacles import Obstacle

STALE = timedelta(days=7)  # what was foreseen longer ago is not shown as today's


@dataclass(frozen=True, slots=True)
class Test:
    """A back-test with the day it starts from."""

    on: date
    tested: Tested


def latest(target: Target, as_of: date) -> Forecast | None:
    """The last forecast of a target by a day, if it is of that week."""
    rows = Forecast.objects.filter(target=target, as_of__range=(as_of - STALE, as_of))
    return rows.order_by("-as_of").first()


def tests_of(row: Forecast) -> list[Test]:
    """Its back-tests, oldest first."""
    return [
        Test(
            date.fromisoformat(one["on"]),
            Tested(nth, Range(one["low"], one["middle"], one["high"]), one["came"]),
        )
        for nth, one in enumerate(row.tests)
    ]


def range_of(row: Forecast) -> Range | None:
    if row.low is None or row.middle is None or row.high is None:
        return None
    return Range(row.low, row.middle, row.high)


def errors_of(row: Forecast) -> Errors | None:
    return errors([one.tested for one in tests_of(row)])


def obstacles_of(row: Forecast) -> list[Obstacle]:
    return [Obstacle.of(told) for told in row.obstacles]


def all_latest(as_of: date) -> Sequence[Forecast]:
    """The last forecast with a range of each target that is followed, the largest target first."""
    last = Forecast.objects.filter(target=OuterRef("target")).values("target").annotate(day=Max("as_of"))
    rows = Forecast.objects.filter(as_of=Subquery(last.values("day")), why_not="", target__ended_at=None)
    shown = rows.filter(as_of__range=(as_of - STALE, as_of)).select_related("target")
    return list(shown.order_by("-target__quantity", "target"))
