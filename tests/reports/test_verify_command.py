"""`reuse verify` finds what raw SQL did."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from inventory.states import Stage
from reuse.core import triggers
from reuse.documents.kinds import Kind
from reuse.documents.models import Document, Series
from tests.documents.factories import issued
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db


def verify(capsys):
    code = 0
    try:
        call_command("verify", json=True)
    except SystemExit as exit_:
        code = exit_.code
    return code, json.loads(capsys.readouterr().out)


def test_an_intact_installation_verifies(capsys):
    device_at(Stage.READY)

    code, said = verify(capsys)

    assert code == 0
    assert said["intact"] is True
    assert "DeviceEvent" in said["ledgers"]


def test_an_altered_event_and_a_missing_trigger_are_said(capsys):
    device = device_at(Stage.RECEIVED)
    triggers.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inventory_deviceevent SET reason_code = 'x' WHERE device_id = %s AND seq = 1", [device.pk]
        )

    code, said = verify(capsys)
    triggers.install_triggers()

    assert code == 1
    assert {
        "what": "DeviceEvent",
        "subject": f"{device.code} #1",
        "problem": "was altered after it was written",
    } in said["faults"]
    assert any(fault["what"] == "trigger" for fault in said["faults"])


def test_a_gap_in_a_series_of_receipts_is_said(capsys):
    for _time in range(3):
        last = issued(Kind.DONATION_RECEIPT, {"batch": "L26-0001"})
    triggers.drop_triggers()
    Document.objects.filter(sequence=2).delete()
    Series.objects.update(last_sequence=2)

    code, said = verify(capsys)
    triggers.install_triggers()

    assert code == 1
    assert [
        (fault["subject"], fault["problem"]) for fault in said["faults"] if fault["what"] == "document"
    ] == [
        (f"RD-2026-00002 ({last.issuer})", "is missing from its series"),
        (f"RD-2026-00003 ({last.issuer})", "is beyond the end of its series"),
    ]
