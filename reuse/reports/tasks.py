"""Work of the reports that comes back: the roll-ups take in what was written since."""

from datetime import datetime, timedelta

from reuse.jobs.registry import chore
from reuse.reports.workflow import rollups


@chore("roll-ups", every=timedelta(seconds=5))
def fold(_now: datetime) -> None:
    """Fold all that waits. Readers add it themselves until then."""
    rollups.fold_all()
