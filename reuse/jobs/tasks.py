"""The worker's side: one task that runs a job, one that sweeps, the consumer that sends mail, and the daily purge."""

from datetime import datetime, timedelta
from typing import Any

from celery import shared_task, signals
from django.core.mail import send_mail

from reuse.accounts import retention
from reuse.core import clock
from reuse.jobs import hints, registry, sweep, work, workflow


@shared_task(name=hints.TASK)
def run_job(*, job_id: int) -> None:
    """Carry out the job if it is still to be done."""
    workflow.run(job_id)


@shared_task(name="reuse.jobs.sweep")
def run_sweep() -> None:
    """What the timer of `reuse serve` does, for installations of several machines (`celery beat`)."""
    sweep.sweep(clock.now())


@signals.worker_shutting_down.connect(weak=False)
def let_jobs_stop(**_signal: Any) -> None:
    """A restart interrupts long jobs between two chunks, instead of waiting for them or killing them."""
    work.stop_soon()


@registry.consumer("mail", is_atomic=False)
def mail(payload: dict[str, Any]) -> None:
    """Send one letter: `to` (a list), `subject`, `text`."""
    send_mail(payload["subject"], payload["text"], None, payload["to"])


@registry.chore("purge", every=timedelta(days=1))
def purge(now: datetime) -> None:
    """Each day, what has been kept long enough goes; `reuse purge-expired` does the same by hand."""
    retention.purge(now)
