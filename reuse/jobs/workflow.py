"""The only module that starts, takes and ends jobs (while one runs, its `Work` writes the row)."""

import logging
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.core import clock
from reuse.core.refusals import Refusal
from reuse.jobs import hints, registry, work
from reuse.jobs.models import Job, State
from reuse.jobs.work import Cancelled, Interrupted, LostLease, Work

logger = logging.getLogger(__name__)
ATTEMPTS = 5


def enqueue(*, kind: str, params: dict[str, Any], act: Act, total: int = 0) -> Job:
    """Ask for a job in the caller's transaction; a worker hears of it when that commits."""
    job = Job.objects.create(
        kind=kind,
        params=params,
        total=total,
        membership=act.membership,
        site=act.site,
        created_at=act.recorded_at,
        hinted_at=act.recorded_at,
    )
    transaction.on_commit(partial(hints.send, job.pk))
    return job


def cancel(job: Job, *, now: datetime) -> None:
    """Stop the job: at once while nobody runs it, else before its next chunk."""
    unheld = Job.objects.due(now) | Job.objects.filter(state=State.QUEUED)
    if unheld.filter(pk=job.pk).update(state=State.CANCELLED, finished_at=now, is_cancel_requested=True) != 1:
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(is_cancel_requested=True)
    job.refresh_from_db()


def forget(*, kind: str, before: datetime) -> None:
    """Drop what ended before an instant, of a kind the program asks for itself."""
    Job.objects.filter(kind=kind, finished_at__lt=before).delete()


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job, or None when it is finished, held by another or not to be tried again yet."""
    token = uuid.uuid4()
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id)
        .update(
            state=State.RUNNING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=now + work.LEASE,
            started_at=Coalesce("started_at", now),
        )
    )
    if taken != 1:
        return None
    return Job.objects.select_related(
        "membership__user", "membership__organisation", "membership__site", "site"
    ).get(pk=job_id, lease_token=token)


def run(job_id: int) -> None:
    """Take the job and carry it out. Safe to call twice, at once or one after the other."""
    job = claim(job_id, now=clock.now())
    if job is None:
        return
    with translation.override(job.membership.user.language):
        try:
            _carry_out(job)
        except LostLease:
            logger.warning("job %s was taken by another worker", job)
        except Interrupted:  # no fault of the job's: the attempt does not count
            _held(job).update(state=State.QUEUED, lease_until=None, attempts=F("attempts") - 1)
        except Cancelled:
            _end(job, State.CANCELLED)
        except Refusal as refusal:
            _end(job, State.FAILED, error=refusal.message)
        except Exception:  # a handler's fault must not stop the worker
            logger.exception("job %s failed at attempt %s", job, job.attempts)
            _try_later(job)


def _carry_out(job: Job) -> None:
    handler = registry.handlers().get(job.kind)
    if handler is None:
        raise Refusal(_("This version of the program does not know this kind of work."))
    if job.attempts > ATTEMPTS:  # its worker died each time, so no exception has counted them
        _give_up(job)
        return
    if job.is_cancel_requested:
        raise Cancelled
    running = Work(job)
    handler.call(running)
    if not running.is_finished:
        running.finish()


def _try_later(job: Job) -> None:
    if job.attempts >= ATTEMPTS:
        _give_up(job)
    else:
        pause = timedelta(seconds=2 ** (job.attempts + 1))
        _held(job).update(state=State.QUEUED, lease_until=clock.now() + pause)


def _give_up(job: Job) -> None:
    _end(
        job,
        State.FAILED,
        error=_(
            "This could not be finished after %(count)s attempts. What was done so far is kept; the administrator finds the cause in the log."
        )
        % {"count": ATTEMPTS},
    )


def _end(job: Job, state: State, *, error: str = "") -> None:
    _held(job).update(state=state, error=error, finished_at=clock.now())


def _held(job: Job) -> Any:
    """The row, while our lease on it holds: a worker that was too slow changes nothing."""
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=State.RUNNING)
