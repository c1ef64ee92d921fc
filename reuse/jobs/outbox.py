"""Consequences written in the transaction that causes them, carried out after it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from reuse.core import clock
from reuse.jobs import registry
from reuse.jobs.models import Outbox

logger = logging.getLogger(__name__)
HOLD = timedelta(minutes=5)  # how long one consumer may take before another tries
ATTEMPTS = 12  # the last after about three days


def post(kind: str, payload: dict[str, Any]) -> None:
    """Leave a consequence to be carried out once the caller's transaction commits."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a consequence belongs to the transaction that causes it"
        )
    now = clock.now()
    Outbox.objects.create(kind=kind, payload=payload, created_at=now, due_at=now)


def deliver_due(now: datetime, *, limit: int = 100) -> int:
    """Carry out what is due, oldest first; return how many were."""
    due = Outbox.objects.filter(due_at__lte=now).order_by("id").values_list("pk", flat=True)[:limit]
    return sum(deliver(pk, now=now) for pk in list(due))


def deliver(pk: int, *, now: datetime) -> bool:
    """Carry out one row unless another has taken it; when that fails, the row waits longer each time."""
    taken = Outbox.objects.filter(pk=pk, due_at__lte=now)
    if taken.update(due_at=now + HOLD, attempts=F("attempts") + 1) != 1:
        return False
    row = Outbox.objects.get(pk=pk)
    try:
        _carry_out(row)
    except Exception as error:  # whatever the consumer's fault, the row is kept
        logger.exception("outbox row %s failed at attempt %s", row, row.attempts)
        pause = timedelta(seconds=30 * 2**row.attempts)
        due_at = now + pause if row.attempts < ATTEMPTS else None
        Outbox.objects.filter(pk=pk).update(due_at=due_at, error=repr(error)[:500])
        return False
    return True


def _carry_out(row: Outbox) -> None:
    consumer = registry.consumers()[row.kind]
    if consumer.is_atomic:
        with transaction.atomic():
            Outbox.objects.filter(pk=row.pk).delete()
            consumer.call(row.payload)
    else:
        consumer.call(row.payload)
        Outbox.objects.filter(pk=row.pk).delete()
