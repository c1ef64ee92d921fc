"""Reports over HTTP: several files, archives, and devices found by what the reports name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inventory.models import Evidence
from reuse.accounts.models import StoredFile
from tests import people
from tests.api.caller import Caller
from tests.inventory.factories import device_at
from tests.inventory.test_inbox import packed
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db


def send(caller, *files, **more):
    body = {"file": [SimpleUploadedFile(name, content) for name, content in files], **more}
    return caller.client.post("/api/v1/evidence/", body, headers=caller.headers)


def brief(answer):
    assert answer.status_code == 201, answer.content
    return [(one["file"], one["kind"], one["state"], one["device"]) for one in answer.json()["files"]]


def test_several_reports_find_their_devices_or_wait(as_technician):
    device = device_at("received", serial="PC-0001")

    answer = send(as_technician, ("a.json", lshw("PC-0001")), ("b.json", lshw("PC-0404")), ("c.bin", b"\0\1"))

    assert brief(answer) == [
        ("a.json", "inventory", "attached", device.code),
        ("b.json", "inventory", "waiting", None),
        ("c.bin", "unknown", "waiting", None),
    ]
    assert answer.json()["files"][2]["problems"]


def test_an_archive_is_answered_report_by_report(as_technician):
    device = device_at("received", serial="PC-0001")

    answer = send(as_technician, ("all.zip", packed({"1/a.json": lshw("PC-0001"), "2/a.json": lshw("X-99")})))

    assert brief(answer) == [
        ("1/a.json", "inventory", "attached", device.code),
        ("2/a.json", "inventory", "waiting", None),
    ]


def test_one_report_without_a_device_is_a_list_of_one_and_again_is_the_same(as_technician):
    device_at("received", serial="PC-0001")

    first, second = (send(as_technician, ("a.json", lshw("PC-0001"))) for _time in range(2))

    assert len(first.json()["files"]) == 1
    assert first.json() == second.json()
    assert Evidence.objects.count() == 1


def test_several_reports_of_one_named_device(as_technician):
    device = device_at("received", serial="PC-0001")

    answer = send(as_technician, ("a.json", lshw("PC-0001")), ("b.json", lshw("PC-0404")), device=device.code)

    assert [state for _file, _kind, state, _device in brief(answer)] == ["attached", "other_device"]


def test_more_reports_than_a_caller_may_wait_for_are_refused_and_nothing_is_kept(as_technician):
    answer = send(as_technician, ("all.zip", packed({f"{number}.txt": b"x" for number in range(201)})))

    assert answer.status_code == 400
    assert not StoredFile.objects.exists()


def test_only_a_workshop_sends_reports_and_only_of_its_devices(client):
    device = device_at("received", serial="PC-0001")

    assert send(Caller(client, people.social_worker()), ("a.json", lshw("PC-0001"))).status_code == 403
    assert brief(send(Caller(client, people.stranger()), ("a.json", lshw("PC-0001")))) == [
        ("a.json", "inventory", "waiting", None)
    ]
    assert not device.evidence.exists()
