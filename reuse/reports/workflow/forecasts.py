"""The only module that writes forecasts: each target's, once a day, from the past as the roll-ups know it."""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from typing import Any, Final

from reuse.reports.models import Forecast, Target
from reuse.reports.queries import forecast as method
from reuse.reports.queries import prospects
from reuse.reports.queries.chain import Past
from reuse.reports.queries.counting import counted
from reuse.reports.queries.obstacles import Ahead, obstacles, weeks_left

MONTH_DAYS: Final = 30.44
NOTHING: Final[dict[str, Any]] = {
    "low": None,
    "middle": None,
    "high": None,
    "widening": 1.0,
    "tests": [],
}  # unless foreseen


def make_forecast(*, target: Target, now: datetime, on: date) -> Forecast:
    """Say where a target will end, as of a day, and what blocks it. Made again the same day, it takes the row's place."""
    scope = prospects.scope_of(target)
    told = prospects.past_of(scope, on)
    achieved = sum(count for _day, count in counted(target, target.since, min(on, target.until)))
    days = max((target.until - max(on, target.since)).days, 0)
    facts: dict[str, Any] = {
        "made_at": now,
        "method": method.METHOD,
        "achieved": achieved,
        "pace_needed": pace_needed(target.quantity - achieved, days),
        "why_not": _why_not(target, told, on, achieved),
    }
    ahead = None
    if not facts["why_not"]:
        by_week = prospects.counted_by_week(target, on)
        found = method.outlook(
            told,
            achieved=achieved,
            days=(target.until - on).days,
            seed=f"{target.public_id} {on}",
            counted=by_week,
            months=prospects.months_before(on),
        )
        kept = method.share(told, by_week, told.weeks)
        ahead = Ahead(found.reach, weeks_left(target.until, on), kept)
        facts |= _range(target, achieved, found) | {"tests": _told(found.tests, on)}
    if target.campaign_id:  # the chain is not its own: others announce as well
        facts["obstacles"] = []
    else:
        blocking = obstacles(scope, prospects.waiting(scope, on), ahead=ahead, as_of=on)
        facts["obstacles"] = [one.told() for one in blocking]
    row, _is_new = Forecast.objects.update_or_create(target=target, as_of=on, defaults={**NOTHING, **facts})
    return row


def _range(target: Target, achieved: int, found: method.Outlook) -> dict[str, Any]:
    """An exclusive target claims no more than its quantity."""
    most = max(target.quantity, achieved) if target.is_exclusive else found.range.high
    return {
        "low": min(found.range.low, most),
        "middle": min(found.range.middle, most),
        "high": min(found.range.high, most),
        "widening": round(found.widening, 2),
    }


def pace_needed(missing: int, days: int) -> int:
    """How many a month, from now on, would still reach the target."""
    return ceil(max(missing, 0) / max(days / MONTH_DAYS, 1))


def _why_not(target: Target, told: Past, on: date, achieved: int) -> str:
    if on >= target.until:
        return Forecast.WhyNot.OVER
    if on < target.since:
        return Forecast.WhyNot.EARLY
    if target.campaign_id:
        return Forecast.WhyNot.CAMPAIGN
    if target.is_exclusive and achieved >= target.quantity:
        return Forecast.WhyNot.FULL
    weeks, reached = method.history(told)
    if weeks < method.LEAST_WEEKS:
        return Forecast.WhyNot.SHORT
    return Forecast.WhyNot.FEW if reached < method.LEAST_REACHED else ""


def _told(tests: Sequence[method.Tested], on: date) -> list[dict[str, Any]]:
    return [
        {
            "on": prospects.day_of(test.week, on).isoformat(),
            "low": test.range.low,
            "middle": test.range.middle,
            "high": test.range.high,
            "came": test.came,
        }
        for test in tests
    ]
