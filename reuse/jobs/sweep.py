"""What is due, every few seconds: hints for waiting jobs, the outbox, periodic chores. Any number of machines may sweep."""

import logging
from datetime import datetime, timedelta

from reuse.jobs import hints, outbox, registry
from reuse.jobs.models import Chore, Job

logger = logging.getLogger(__name__)
EVERY = timedelta(seconds=5)
PATIENCE = timedelta(seconds=15)  # between two hints for the same job, so that a busy worker is not flooded


def sweep(now: datetime) -> None:
    """Do all that is due; whatever fails is logged and tried again at the next sweep."""
    for step in (_hint, outbox.deliver_due, _chores):
        try:
            step(now)
        except Exception:  # one step's fault must not stop the others, nor the timer
            logger.exception("a step of the sweep failed")


def _hint(now: datetime) -> None:
    forgotten = Job.objects.due(now).hinted_before(now, PATIENCE).order_by("id")
    for pk in list(forgotten.values_list("pk", flat=True)[:50]):
        if Job.objects.filter(pk=pk).hinted_before(now, PATIENCE).update(hinted_at=now):
            hints.send(pk)


def _chores(now: datetime) -> None:
    for name, periodic in registry.chores().items():
        chore, is_new = Chore.objects.get_or_create(name=name, defaults={"due_at": now + periodic.every})
        due = Chore.objects.filter(pk=chore.pk, due_at__lte=now)
        if is_new or due.update(due_at=now + periodic.every):
            try:
                periodic.call(now)
            except Exception:  # it comes back at its next time
                logger.exception("the chore %s failed", name)
