"""Media and reports: only what is proven opens the gate."""

import json

import pytest

from inventory import evidence, workflow
from inventory.models import ErasureProof, Evidence, Medium
from inventory.states import Move, Stage
from inventory.workflow.refusals import MediumKnown
from reuse.core.refusals import NotPermitted
from tests import people
from tests.inventory.factories import again, announced, device_at, medium

pytestmark = pytest.mark.django_db

MACHINE = {"type": "Laptop", "manufacturer": "Lenovo", "model": "T470", "serialNumber": "PF0QMY5N"}
STEPS = [
    {
        "type": "StepZero",
        "severity": "Info",
        "startTime": "2026-06-15T08:00:00+00:00",
        "endTime": "2026-06-15T09:00:00+00:00",
    }
]


def snapshot(
    *,
    serial="PF0QMY5N",
    disk="WD-WCC2EVE36697",
    severity="Info",
    steps=None,
    kind="EraseSectors",
    erased=True,
):
    """A small report in the eReuse format: one machine, one disk, one erasure."""
    action = {
        "type": kind,
        "severity": severity,
        "startTime": "2026-06-15T08:00:00+00:00",
        "endTime": "2026-06-15T09:00:00+00:00",
        "steps": STEPS if steps is None else steps,
    }
    drive = {
        "type": "HardDrive",
        "serialNumber": disk,
        "model": "WDC",
        "size": 500000,
        "interface": "ATA",
        "actions": [action] if erased else [],
    }
    body = {
        "type": "Snapshot",
        "software": "Workbench",
        "version": "11.0b11",
        "uuid": "7a0e1d0c-0000-4000-8000-000000000001",
        "endTime": "2026-06-15T09:30:00+00:00",
        "device": {**MACHINE, "serialNumber": serial},
        "components": [drive, {"type": "RamModule", "size": 16384}],
    }
    return json.dumps(body).encode()


def attach(device, content, name="report.json", by=None):
    reading = evidence.read(content, name=name).as_json()
    return workflow.attach_evidence(
        device=device,
        content=content,
        name=name,
        media_type="application/json",
        reading=reading,
        act=people.act(by or people.technician()),
    )


def at_erasure(serial="PF0QMY5N"):
    [device] = announced(1, serial=serial)
    workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    workflow.move(device=device, move=Move.ERASE, act=people.act(people.technician()))
    return again(device)


def test_a_verified_erasure_opens_the_gate():
    device = at_erasure()

    kept = attach(device, snapshot())
    workflow.move(device=device, move=Move.SET_UP, act=people.act(people.technician()))

    assert kept.state == Evidence.State.ATTACHED
    assert device.media.get().state == Medium.State.ERASED
    assert again(device).ram_mb == 16384


def test_the_same_file_twice_changes_nothing():
    device = at_erasure()
    attach(device, snapshot())
    before = again(device).last_seq

    attach(device, snapshot())

    assert again(device).last_seq == before
    assert ErasureProof.objects.count() == 1


@pytest.mark.parametrize(
    "flaw",
    [
        {"erased": False},
        {"severity": "Error"},
        {"steps": []},
        {"kind": "EraseBasic"},
        {"disk": None},
        {"disk": "To be filled by O.E.M."},
    ],
)
def test_a_flawed_report_opens_no_gate(flaw):
    device = at_erasure()

    attach(device, snapshot(**flaw))

    with pytest.raises((workflow.gates.MediumNotSettled, workflow.gates.StorageNotStated)):
        workflow.move(device=device, move=Move.SET_UP, act=people.act(people.technician()))


def test_a_report_of_another_machine_is_kept_and_proves_nothing():
    device = at_erasure()

    kept = attach(device, snapshot(serial="5CD7314HDY"))

    assert kept.state == Evidence.State.OTHER_DEVICE
    assert not device.media.exists()


def test_an_unreadable_file_is_kept():
    kept = attach(at_erasure(), b"\x00\x01nonsense", name="x.bin")

    assert kept.state == Evidence.State.UNREADABLE
    assert kept.file.size == 10


def test_two_media_without_serial_are_never_taken_for_each_other():
    device = at_erasure()
    medium(device, serial="")

    attach(device, snapshot(disk=None))

    assert {one.state for one in device.media.all()} == {Medium.State.PRESENT}


def test_a_medium_removed_stays_removed_whatever_a_report_says():
    device = at_erasure()
    disk = medium(device, serial="WD-WCC2EVE36697")
    workflow.remove_medium(medium=disk, act=people.act(people.technician()))

    attach(device, snapshot(severity="Error"))

    assert device.media.get().state == Medium.State.REMOVED


def test_an_erasure_before_the_return_proves_nothing():
    device = device_at(Stage.AFTER_SALES, serial="PF0QMY5N")
    report = snapshot().replace(b"2026-06-15T0", b"2020-06-15T0")

    kept = attach(device, report)

    assert kept.problems
    assert device.media.get().state == Medium.State.PRESENT


def test_another_workshop_attaches_nothing():
    with pytest.raises(NotPermitted):
        attach(at_erasure(), snapshot(), by=people.stranger())


def test_a_medium_noted_twice_is_noted_once():
    device, act = device_at(Stage.AUDIT), people.act(people.technician())
    workflow.add_medium(device=device, serial="S3YZ-01", model="", size_gb=None, act=act)

    with pytest.raises(MediumKnown):
        workflow.add_medium(device=device, serial="s3yz 01", model="", size_gb=None, act=act)

    assert again(device).media.count() == 1


def test_serials_that_differ_beyond_what_is_kept_are_one_medium():
    device = at_erasure()
    for ending in "AB":
        content = snapshot(disk="\u1fb7" * 80 + ending, erased=False)
        attach(device, content)

    assert again(device).media.count() == 1
