"""What falls due for requests: each waiting one is confirmed now and then, or put on hold."""

from datetime import datetime, timedelta

from beneficiaries import workflow
from reuse.jobs.registry import chore


@chore("confirmations", every=timedelta(hours=12))
def confirmations(now: datetime) -> None:
    """Ask whether what waits is still useful; put on hold what nobody answered for."""
    workflow.ask_confirmations(now)
    workflow.pause_unanswered(now)
