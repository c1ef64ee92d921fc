"""A worker killed in the middle of an import, or of a sheet of labels: the job completes, and nothing happens twice."""

import signal
import time

import pypdfium2
import pytest

from donors import workflow as donations
from donors.sheets.stored import read_dropped, summary_of
from donors.states import DonationStage
from inventory import workflow
from inventory.models import Device, DeviceEvent
from inventory.states import EventKind
from inventory.tasks import imported_at_once
from reuse.core import storage
from reuse.jobs import sweep
from reuse.jobs.models import Job, State
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import item
from tests.workers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed"), pytest.mark.django_db(transaction=True)]
ROWS = 4000


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", sweep.EVERY / 5)


def kill_in_the_middle(job, start_worker):
    """Start a worker, kill it once some chunks are done, start another and wait for the end."""
    first = start_worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).state == State.RUNNING, seconds=90)
    until = time.monotonic() + 90
    while Job.objects.get(pk=job.pk).done == 0:  # looked at often: the first chunk must not become the last
        assert time.monotonic() < until, "no chunk was done in time"
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    killed_at = Job.objects.get(pk=job.pk)
    assert killed_at.state == State.RUNNING, "it was killed too late to show anything"
    assert killed_at.done < killed_at.total
    start_worker()
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished, seconds=90)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == (State.DONE, 2, job.total)


def test_an_import_completes_once(start_worker):
    donor, several = (
        people.donor(),
        max(ROWS, 5 * imported_at_once() // 2),
    )  # chunks, so that there is a middle
    donation = donation_at(DonationStage.DRAFT)
    rows = "\n".join(f"KIL-{number};PC portable;Lenovo;T480;KILLED{number:05d}" for number in range(several))
    content = f"N° inventaire;Type;Marque;Modèle;N° de série\n{rows}\n".encode()
    reading, mapping = read_dropped(content, name="parc.csv", memory={})
    sheet = donations.add_sheet(
        donation=donation,
        content=content,
        name="parc.csv",
        media_type="text/csv",
        summary=summary_of(reading),
        mapping=mapping,
        act=people.act(donor),
    )
    job = workflow.start_import(sheet=sheet, act=people.act(donor))

    kill_in_the_middle(job, start_worker)

    assert Device.objects.filter(donation=donation).count() == several
    assert DeviceEvent.objects.filter(device__donation=donation).count() == several


def test_a_run_of_labels_completes_once(start_worker):
    donation = donation_at(DonationStage.ACCEPTED)
    for start in range(0, ROWS, 500):
        items = [item(row=start + number) for number in range(500)]
        workflow.announce_items(
            donation=donation, sheet=None, items=items, act=people.act(people.technician())
        )
    devices = list(Device.objects.filter(donation=donation))
    job = workflow.print_labels(
        devices=devices,
        paper=workflow.Paper(),
        donation=donation,
        act=people.act(people.technician()),
    )

    kill_in_the_middle(job, start_worker)

    labelled = DeviceEvent.objects.filter(device__donation=donation, kind=EventKind.LABELLED)
    assert labelled.count() == labelled.values("device").distinct().count() == ROWS
    with storage.open_stored(job.result_file.sha256) as pdf:
        assert len(pypdfium2.PdfDocument(pdf.read())) == -(-ROWS // 21)
