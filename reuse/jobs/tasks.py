"""The worker's side: one task that runs a job, one that sweeps, the consumer that sends mail, and the daily purge."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task, signals
from django.core.mail import EmailMultiAlternatives

from reuse.accounts import retention
from reuse.accounts.workflow import registration, remind_endings
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
    """Send one letter: `to` (a list), `subject`, `text`; `html`, `attachments`, `reply_to`, `headers` where it has them."""
    letter = EmailMultiAlternatives(
        payload["subject"],
        payload["text"],
        to=payload["to"],
        reply_to=payload.get("reply_to"),
        headers={
            "Auto-Submitted": "auto-generated",  # no answering machine answers
            **payload.get("headers", {}),
        },
    )
    if payload.get("html"):
        letter.attach_alternative(payload["html"], "text/html")
    for file in payload.get("attachments", ()):
        letter.attach(file["name"], b64decode(file["base64"]), file["type"])
    letter.send()


@registry.chore("purge", every=timedelta(days=1))
def purge(now: datetime) -> None:
    """Each day, what has been kept long enough goes; `reuse purge-expired` does the same by hand."""
    retention.purge(now)
    retention.forget_parts(now)
    registration.forget(now)


@registry.chore("endings", every=timedelta(days=1))
def endings(now: datetime) -> None:
    """Each day, those whose access ends soon are told, and those in charge of them."""
    remind_endings(now)
