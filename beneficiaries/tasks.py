"""What falls due for requests: each waiting one is confirmed now and then, or put on hold."""

from datetime import datetime, timedelta

from beneficiaries import workflow
from reuse.jobs.registry import chore


@chore("confirmations", every=timedelta(hours=12))
def confirmations(now: datetime) -> None:
    """Ask whether what waits is still useful; put on hold what nobody answered for."""
    workflow.ask_confirmations(now)
    workflow.pause_unanswered(now)


@chore("afterwards", every=timedelta(hours=12))
def afterwards(now: datetime) -> None:
    """Remind workers of loans soon over or late, and of persons who may be asked how it goes."""
    workflow.remind_loans(now)
    workflow.remind_follow_ups(now)
