"""Work of the reports that comes back: the roll-ups take in what was written since, exclusive targets claim it, each day
has its forecasts.
"""

from datetime import datetime, timedelta

from reuse.core import clock
from reuse.jobs.registry import chore
from reuse.reports import workflow
from reuse.reports.workflow import forecasts, rollups

AT_ONCE = 1  # of the forecasts: one takes up to some seconds, and a sweep has other things to do


@chore("roll-ups", every=timedelta(seconds=5))
def fold(_now: datetime) -> None:
    """Fold all that waits. Readers add it themselves until then."""
    rollups.fold_all()


@chore("target-claims", every=timedelta(minutes=1))
def claim(now: datetime) -> None:
    """Pages show what is claimed: a device handed over this minute shows in the next."""
    workflow.settle(now=now, on=clock.local_date(now, clock.HOME_ZONE))


@chore("forecasts", every=timedelta(minutes=1))
def forecast(now: datetime) -> None:
    """Make the forecasts of the day, one each minute from midnight on; a new target has its own within minutes."""
    forecasts.make_due(now=now, on=clock.local_date(now, clock.HOME_ZONE), most=AT_ONCE)
