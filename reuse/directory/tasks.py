"""Each day the directory follows what is known elsewhere: names, addresses, sites that closed, drafts nobody answered."""

from datetime import datetime, timedelta

from reuse.core import clock
from reuse.directory import workflow
from reuse.jobs import registry


@registry.chore("directory", every=timedelta(days=1))
def directory(now: datetime) -> None:
    """Adding a place stays a person's decision: this changes only those that are listed."""
    workflow.follow(on=clock.local_date(now, clock.HOME_ZONE))
    workflow.forget_drafts(now)
