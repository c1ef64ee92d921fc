"""Ledgers that cannot be rewritten, on either database."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from inventory import workflow
from inventory.models import DeviceEvent
from inventory.states import Move, Stage
from reuse.core import ledger, triggers, verification
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db


def test_an_event_refuses_to_be_saved_again_or_deleted():
    event = device_at(Stage.RECEIVED).events.last()

    with pytest.raises(ledger.AppendOnlyViolation):
        event.save()
    with pytest.raises(ledger.AppendOnlyViolation):
        event.delete()
    with pytest.raises(ledger.AppendOnlyViolation):
        DeviceEvent.objects.all().update(reason_code="x")
    with pytest.raises(ledger.AppendOnlyViolation):
        DeviceEvent.objects.all().delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE inventory_deviceevent SET reason_code = 'x'", "DELETE FROM inventory_deviceevent"]
)
def test_the_database_refuses_what_the_code_would_not_do(statement):
    device_at(Stage.RECEIVED)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_intact_ledger_has_no_fault():
    device_at(Stage.AFTER_SALES)

    assert list(verification.faults(DeviceEvent)) == []


def test_a_walk_tells_how_far_it_is(monkeypatch):
    device = device_at(Stage.RECEIVED)
    monkeypatch.setattr(verification, "CHUNK", 1)
    told = []

    assert list(verification.faults(DeviceEvent, progress=told.append)) == []

    assert told == list(range(1, device.last_seq + 1))


def test_an_event_altered_by_raw_sql_is_found():
    device = device_at(Stage.ERASURE)
    triggers.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inventory_deviceevent SET reason_code = 'x' WHERE seq = 2 AND device_id = %s", [device.pk]
        )

    [fault] = verification.faults(DeviceEvent)

    assert (fault.subject, fault.seq) == (device.code, 2)
    triggers.install_triggers()


def test_an_event_removed_by_raw_sql_is_found():
    device = device_at(Stage.ERASURE)
    triggers.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inventory_deviceevent WHERE seq = 2 AND device_id = %s", [device.pk])

    assert {fault.seq for fault in verification.faults(DeviceEvent)} == {3}
    triggers.install_triggers()


def test_a_missing_trigger_is_found_and_comes_back():
    triggers.drop_triggers()
    assert "inventory_deviceevent_no_update" in triggers.missing_triggers()

    call_command("migrate", verbosity=0)

    assert triggers.missing_triggers() == []


def test_a_note_may_go_and_the_chain_still_holds():
    device = device_at(Stage.RECEIVED)
    event = workflow.move(
        device=device, move=Move.REPAIR, act=people.act(people.technician()), note="Écran fêlé"
    )
    assert ledger.note_digest(event.note.salt, event.note.text) == event.note_digest

    event.note.delete()

    assert list(verification.faults(DeviceEvent)) == []


def test_a_ledger_holds_no_floats():
    with pytest.raises(TypeError):
        ledger.canonical({"weight": 1.5})
