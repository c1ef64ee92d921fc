"""Work of the reports that comes back: the roll-ups take in what was written since, exclusive targets claim it."""

from datetime import datetime, timedelta

from reuse.core import clock
from reuse.jobs.registry import chore
from reuse.reports import workflow
from reuse.reports.workflow import rollups


@chore("roll-ups", every=timedelta(seconds=5))
def fold(_now: datetime) -> None:
    """Fold all that waits. Readers add it themselves until then."""
    rollups.fold_all()


@chore("target-claims", every=timedelta(minutes=1))
def claim(now: datetime) -> None:
    """Pages show what is claimed: a device handed over this minute shows in the next."""
    workflow.settle(now=now, on=clock.local_date(now, clock.HOME_ZONE))
