"""What falls due: requests confirmed now and then or put on hold, devices held too long, appointments close by."""

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
    workflow.remind_pools(now)
    workflow.remind_follow_ups(now)


@chore("reservations", every=timedelta(hours=6))
def reservations(now: datetime) -> None:
    """Free the devices held long enough."""
    workflow.release_expired(now)


@chore("reminders", every=timedelta(hours=2))
def reminders(now: datetime) -> None:
    """Remind workers of appointments close by."""
    workflow.remind(now)
