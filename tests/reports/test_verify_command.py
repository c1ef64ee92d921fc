"""`reuse verify` finds what raw SQL did."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from inventory.states import Stage
from reuse.core import triggers
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
