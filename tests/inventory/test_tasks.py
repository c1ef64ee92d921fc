"""Sheets of labels, from the job to codes that scan."""

import io

import pytest
from pypdfium2 import PdfDocument

from inventory import workflow
from inventory.models import DeviceEvent
from inventory.states import EventKind
from labels import decode_file
from reuse.accounts.acting import Act
from reuse.core import clock, storage
from reuse.jobs import workflow as jobs
from reuse.jobs.models import State
from tests import people
from tests.inventory.factories import announced

pytestmark = pytest.mark.django_db


def asked(devices, **sheet):
    act = Act.now(people.technician(), clock.now())
    return workflow.print_labels(devices=devices, paper=workflow.Paper(**sheet), act=act)


def drawn(job) -> bytes:
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    with storage.open_stored(job.result_file.sha256) as file:
        return file.read()


def test_a_sheet_holds_the_devices_in_the_order_asked_for(tmp_path):
    devices = announced(3)[::-1]
    job = asked(devices, start_at=20)

    jobs.run(job.pk)

    (tmp_path / "labels.pdf").write_bytes(drawn(job))
    found = [barcode.text for barcode in decode_file(tmp_path / "labels.pdf")]
    assert {text for text in found if len(text) == 9} == {one.code for one in devices}
    assert sum(text.endswith(tuple(f"/D/{one.code}" for one in devices)) for text in found) == 3
    assert job.done == job.total == 3
    assert job.result_file.name.endswith(".pdf")


def test_each_history_says_once_that_the_label_was_printed():
    devices = announced(2)
    job = asked(devices)

    jobs.run(job.pk)
    jobs.run(job.pk)

    labelled = DeviceEvent.objects.filter(kind=EventKind.LABELLED)
    assert sorted(labelled.values_list("device__code", flat=True)) == sorted(one.code for one in devices)
    assert {event.details["format"] for event in labelled} == {"L7160"}


def test_a_label_never_names_the_donor():
    [device] = announced(1)
    job = asked([device])

    jobs.run(job.pk)

    [page] = PdfDocument(io.BytesIO(drawn(job)))
    text = page.get_textpage().get_text_range()
    assert str(device) in text
    assert device.donation.donor.name not in text
