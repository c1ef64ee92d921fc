"""The page of the reports that wait."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import queries
from reuse.accounts.models import StoredFile
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.inventory.test_inbox import WAITING, received, take
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db


def drop(client, *files, **more):
    dropped = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/evidence/receive/", {"reports": dropped, **more})


def test_dropped_files_are_kept_at_once_and_the_inbox_says_what_waits_and_why(technician):
    first, _second = received("PC-0001", "PC-0002")

    answer = drop(
        technician,
        ("a.json", lshw("PC-0001")),
        ("b.json", lshw("PC-0404")),
        ("c.bin", b"\0\1hello"),
        ("d.json", lshw("")),
    )
    assert StoredFile.objects.count() == 4
    job = Job.objects.get()
    jobs.run(job.pk)
    job.refresh_from_db()
    page = technician.get(job.result["url"]).content.decode()

    assert answer.url == f"/jobs/{job.public_id}/"
    assert "4 reports were read, 1 has found its device, 3 wait for you." in page
    assert "No device of yours bears the serial number PC-0404." in page
    assert "It names no serial number." in page
    assert "Not understood, kept all the same: c.bin" in page.replace("\n", " ")
    assert first.evidence.count() == 1


def test_the_inbox_asks_the_same_questions_for_two_reports_and_for_twenty(technician):
    def statements():
        with CaptureQueriesContext(connection) as found:
            assert technician.get("/evidence/").status_code == 200
        return len(found)

    for number in range(2):
        take(lshw(f"PC-1{number:03}"))
    few = statements()
    for number in range(20):
        take(lshw(f"PC-2{number:03}"))

    assert statements() == few


def test_a_waiting_report_is_given_by_scanning_its_device(technician):
    [device] = received("")
    [kept] = take(lshw(""))

    page = technician.post(f"/evidence/{kept.public_id}/assign/", {"text": str(device).lower()}, follow=True)

    assert f"belongs to {device} now" in page.content.decode()
    assert device.evidence.get() == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No device of yours"),
        ("NOTHING-LIKE-IT", "No device of yours"),
        ("TWIN-0001", "Several devices answer"),
        ("PC-0001", "another device"),
    ],
)
def test_what_cannot_be_given_says_why(technician, text, said):
    received("PC-0001", "TWIN-0001", "TWIN-0001")
    [kept] = take(lshw("PC-0404"))

    page = technician.post(
        f"/evidence/{kept.public_id}/assign/", {"text": text}, follow=True
    ).content.decode()

    assert said in page
    kept.refresh_from_db()
    assert kept.state == WAITING


def test_setting_aside_takes_a_reason_and_can_be_taken_back(technician):
    [kept] = take(lshw("PC-0404"))

    technician.post(f"/evidence/{kept.public_id}/set-aside/", {"reason": ""})
    assert queries.waiting_reports(people.technician(), WAITING).count() == 1
    technician.post(f"/evidence/{kept.public_id}/set-aside/", {"reason": "Écran d'un bureau"})
    assert "Écran d&#x27;un bureau" in technician.get("/evidence/?state=set_aside").content.decode()
    technician.post(f"/evidence/{kept.public_id}/bring-back/")

    assert queries.waiting_reports(people.technician(), WAITING).count() == 1


def test_another_workshops_reports_are_not_there(as_):
    [kept] = take(lshw("PC-0404"))
    client = as_(people.stranger())

    assert "PC-0404" not in client.get("/evidence/").content.decode()
    assert client.get(f"/evidence/{kept.public_id}/original/").status_code == 404
    assert client.post(f"/evidence/{kept.public_id}/set-aside/", {"reason": "x"}).status_code == 404


def test_a_waiting_original_opens_as_a_download_until_it_is_purged(technician):
    [kept] = take(lshw("PC-0404"), "<b>lshw</b>.html")
    address = f"/evidence/{kept.public_id}/original/"

    opened = technician.get(address)
    assert (b"".join(opened.streaming_content), opened["Content-Type"]) == (
        lshw("PC-0404"),
        "application/octet-stream",
    )
    StoredFile.objects.update(purged_at=people.NOON + timedelta(days=400))

    assert "reached the end of its keeping" in technician.get(address, follow=True).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/evidence/?before=abc",
        "/evidence/?job=nonsense",
        f"/evidence/?job={'0' * 32}",
        "/evidence/?donation=L99-1",
        "/evidence/?before=99999999999999999999",
    ],
)
def test_a_strange_address_is_the_plain_page(technician, path):
    assert technician.get(path).status_code == 200
