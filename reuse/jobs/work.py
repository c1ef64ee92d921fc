"""What a handler is given: the job, who asked, and chunks that are committed once whatever happens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from reuse.accounts.acting import Act
from reuse.accounts.models import StoredFile
from reuse.core import clock
from reuse.jobs.models import Job, JobChunk, State

LEASE = timedelta(seconds=60)  # how long a silent worker keeps its job


class LostLease(Exception):
    """Another worker has taken the job: whatever was not committed is given up."""


class Cancelled(Exception):
    """Somebody asked that the job stop."""


class Interrupted(Exception):
    """This worker is stopping: another goes on with the job."""


_stopping = threading.Event()


def stop_soon() -> None:
    """Let the job of this process stop before its next chunk."""
    _stopping.set()


class Work:
    """One run of a job by the worker that holds its lease."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.checkpoint: dict[str, Any] = job.checkpoint  # saved with each chunk: put running counts here
        self.is_finished = False

    @property
    def act(self) -> Act:
        """The act of the person who asked, at this instant."""
        return Act.now(self.job.membership, clock.now()).at_site(self.job.site)

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked that the job stop; chunks ask it themselves."""
        return Job.objects.filter(pk=self.job.pk, is_cancel_requested=True).exists()

    def total(self, number: int) -> None:
        """Say how much there is to do, as soon as it is known."""
        self._write(total=number)

    def renew(self) -> None:
        """Keep the job a while longer, during a long step without chunks."""
        self._write()

    @contextmanager
    def chunk(self, number: int, *, advance: int = 0) -> Iterator[bool]:
        """One transaction that happens once: yields False when an earlier run has committed it, and nothing is to be done.

        Raises Cancelled or Interrupted before it starts, LostLease (and rolls back) when another worker has the job.
        """
        if _stopping.is_set():
            raise Interrupted
        if self.is_cancelled:
            raise Cancelled
        with transaction.atomic():
            _chunk, is_new = JobChunk.objects.get_or_create(job=self.job, number=number)
            yield is_new
            # Last, so that the row is locked only for an instant, and nothing commits after the lease is lost.
            self._write(done=F("done") + (advance if is_new else 0), checkpoint=self.checkpoint)

    def finish(self, *, file: StoredFile | None = None, result: dict[str, Any] | None = None) -> None:
        """The job is done: what it made, and small facts about it (`url`: the page to go on to)."""
        self._write(
            state=State.DONE,
            finished_at=clock.now(),
            result_file=file,
            result=result or {},
            error="",
        )
        self.is_finished = True

    def _write(self, **values: Any) -> None:
        held = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token, state=State.RUNNING)
        if held.update(lease_until=clock.now() + LEASE, **values) != 1:
            raise LostLease
