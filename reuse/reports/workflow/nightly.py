"""Asks for the daily work of the reports that takes long: as jobs, so that what is due every minute never waits for it."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Role
from reuse.jobs import workflow as jobs
from reuse.jobs.models import UNFINISHED, Job
from reuse.reports.models import EquityReport, Forecast, Target

FORECAST: Final = "forecast"
EQUITY: Final = "equity"
KEPT: Final = timedelta(days=7)  # a job of these nobody looks at


def ask_forecasts(*, now: datetime, on: date, most: int) -> int:
    """Ask for the forecasts of the day that were not asked for, a job for each target not over yet; how many were. At most so many
    wait or run at once: what people ask for does not stand behind them.
    """
    asked = Job.objects.filter(kind=FORECAST, params__on=on.isoformat())
    room = most - asked.filter(state__in=UNFINISHED).count()
    if room <= 0:
        return 0
    made = Forecast.objects.filter(target=OuterRef("pk"), as_of=on)
    known = list(asked.values_list("params__target", flat=True))
    due = (
        Target.objects.filter(~Exists(made), ended_at=None, until__gte=on)
        .exclude(pk__in=known)
        .order_by("pk")
    )
    return sum(_ask(FORECAST, {"target": pk}, now, on) for pk in due.values_list("pk", flat=True)[:room])


def ask_equity(*, now: datetime, on: date) -> bool:
    """Ask for the figures of equity of the day, once."""
    if EquityReport.objects.filter(as_of=on).exists():
        return False
    asked = Job.objects.filter(kind=EQUITY, params__on=on.isoformat())
    return not asked.exists() and _ask(EQUITY, {}, now, on)


@transaction.atomic
def _ask(kind: str, params: dict[str, Any], now: datetime, on: date) -> bool:
    """In the name of the network, by whoever came first; before anybody has, there is nothing to tell."""
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR)
    known = Membership.objects.filter(organisation__is_network=True, role__in=roles)
    asker = known.select_related("user", "organisation", "site").order_by("pk").first()
    if asker is None:
        return False
    jobs.forget(kind=kind, before=now - KEPT)
    jobs.enqueue(kind=kind, params={**params, "on": on.isoformat()}, act=Act.now(asker, now))
    return True
