"""Consequences happen after their cause commits, once, and are never lost."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from reuse.core import clock
from reuse.jobs import outbox, registry
from reuse.jobs.models import Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """Payloads of the kind `news`, which this test alone consumes."""
    payloads = []

    def listen(payload):
        payloads.append(payload)
        time.sleep(0.2)  # long enough for others to try the same row

    consumer = registry.Consumer(listen, is_atomic=False)
    monkeypatch.setitem(registry.consumers(), "news", consumer)
    return payloads


def test_a_letter_is_sent_and_its_row_removed():
    outbox.post("mail", {"to": ["ada@example.org"], "subject": "Lot reçu", "text": "Merci."})

    outbox.deliver_due(clock.now())

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["ada@example.org"], "Lot reçu")]
    assert not Outbox.objects.exists()


@pytest.mark.usefixtures("committed")
def test_a_consequence_belongs_to_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        outbox.post("news", {})


def test_several_machines_deliver_a_row_once(together, heard):
    with transaction.atomic():
        outbox.post("news", {"number": 1})

    pk = Outbox.objects.get().pk
    together(lambda: outbox.deliver(pk, now=clock.now()))

    assert heard == [{"number": 1}]


def test_what_fails_is_kept_and_waits_longer_each_time(monkeypatch):
    broken = registry.Consumer(lambda payload: payload["missing"], is_atomic=False)
    monkeypatch.setitem(registry.consumers(), "news", broken)
    outbox.post("news", {})
    row, pauses, now = Outbox.objects.get(), [], clock.now()

    while row.due_at:
        now = max(row.due_at, now)
        assert outbox.deliver_due(now) == 0
        row.refresh_from_db()
        pauses.append(row.due_at - clock.now() if row.due_at else None)

    assert pauses[0] < pauses[1] < pauses[2]
    assert row.attempts == outbox.ATTEMPTS
    assert "missing" in row.error


def test_an_atomic_consumer_that_fails_leaves_nothing(monkeypatch):
    def spread(_payload):
        Outbox.objects.create(kind="half", payload={}, created_at=clock.now())
        raise ZeroDivisionError

    monkeypatch.setitem(registry.consumers(), "news", registry.Consumer(spread, is_atomic=True))
    outbox.post("news", {})

    outbox.deliver_due(clock.now())

    assert [row.kind for row in Outbox.objects.all()] == ["news"]


def test_a_row_in_other_hands_is_left_alone(heard):
    outbox.post("news", {})
    Outbox.objects.update(due_at=clock.now() + timedelta(minutes=1))

    assert not outbox.deliver(Outbox.objects.get().pk, now=clock.now())
    assert heard == []
