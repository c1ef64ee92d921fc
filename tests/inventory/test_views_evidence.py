"""Files dropped on a device's page: real, foreign, empty, huge, hostile or damaged."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inventory.models import Device, Evidence, Identifier
from inventory.states import Stage
from reuse.accounts.models import AccessRecord
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def drop(client, device: Device, content: bytes, name: str = "report.json"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/d/{device.code}/evidence/", {"reports": file}, follow=True)


def lshw(serial: str = "PC-1", disk: str = "WD-55") -> bytes:
    """An inventory of one machine with one disk, as lshw writes it."""
    storage = {
        "id": "disk",
        "class": "disk",
        "product": "WDC WD5000",
        "serial": disk,
        "size": 500107862016,
        "logicalname": "/dev/sda",
        "businfo": "scsi@0:0.0.0",
    }
    core = {
        "id": "core",
        "class": "bus",
        "children": [{"id": "sata", "class": "storage", "children": [storage]}],
    }
    machine = {
        "id": "pc",
        "class": "system",
        "product": "Latitude 5400",
        "vendor": "Dell Inc.",
        "serial": serial,
        "children": [core],
    }
    return json.dumps(machine).encode()


def bomb() -> bytes:
    """A workbook of 300 MB in 300 kB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * (300 * 2**20))
    return packed.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]><REQUEST><CONTENT>&c;</CONTENT></REQUEST>'


@pytest.fixture
def device() -> Device:
    return device_at(Stage.ERASURE, serial="PC-1")


def test_an_inventory_is_understood_and_names_the_media(technician, device):
    page = drop(technician, device, lshw())

    assert Evidence.objects.get().state == "attached"
    assert "1 medium" in page.content.decode()
    assert device.media.get().serial == "WD-55"
    device.refresh_from_db()
    assert device.storage_gb == 500


def test_the_same_file_twice_is_kept_once(technician, device):
    drop(technician, device, lshw())
    drop(technician, device, lshw())

    assert Evidence.objects.count() == device.media.count() == 1


def test_several_files_are_kept_each_on_its_own(technician, device):
    files = [SimpleUploadedFile("one.json", lshw()), SimpleUploadedFile("two.txt", b"hello")]

    technician.post(f"/d/{device.code}/evidence/", {"reports": files})

    assert sorted(Evidence.objects.values_list("name", "state")) == [
        ("one.json", "attached"),
        ("two.txt", "unreadable"),
    ]


def test_a_report_of_another_machine_is_kept_and_proves_nothing(technician, device):
    page = drop(technician, device, lshw(serial="MJ03N2N9"))

    assert Evidence.objects.get().state == "other_device"
    assert "another device" in page.content.decode()
    assert not device.media.exists()


@pytest.mark.parametrize(
    "content",
    [ENTITIES, b'{"id": "pc", "class": "system", "children": [', bytes(range(256)) * 40, b"%PDF-1.7 broken"],
    ids=["entities", "cut JSON", "binary", "broken PDF"],
)
def test_what_cannot_be_read_is_kept_with_a_word(technician, device, content):
    page = drop(technician, device, content, "odd.bin")

    kept = Evidence.objects.get()
    assert kept.state == "unreadable"
    assert kept.problems
    assert "is kept, but was not understood" in page.content.decode()
    original = technician.get(f"/d/{device.code}/evidence/{kept.public_id}/")
    assert b"".join(original.streaming_content) == content


def test_a_zip_bomb_is_kept_and_not_unpacked(technician, device):
    drop(technician, device, bomb(), "audit.xlsx")

    assert Evidence.objects.get().state == "unreadable"


def test_an_empty_file_is_refused(technician, device):
    page = drop(technician, device, b"", "empty.json")

    assert "empty" in page.content.decode()
    assert not Evidence.objects.exists()


def test_nothing_dropped_is_said(technician, device):
    page = technician.post(f"/d/{device.code}/evidence/", {}, follow=True)

    assert "alert bad" in page.content.decode()


def test_a_file_of_sixty_megabytes_is_refused(technician, device):
    page = drop(technician, device, b"x" * 60_000_000, "large.log")

    assert "larger than 50 MB" in page.content.decode()
    assert not Evidence.objects.exists()


def test_an_original_opens_for_its_owner_as_a_download_and_the_opening_is_recorded(as_, device):
    drop(as_(people.technician()), device, lshw(), "<b>lshw</b>.html")
    kept = Evidence.objects.get()
    address = f"/d/{device.code}/evidence/{kept.public_id}/"

    opened = as_(people.technician()).get(address)

    assert b"".join(opened.streaming_content) == lshw()
    assert opened["Content-Type"] == "application/octet-stream"
    assert opened["Content-Disposition"].startswith("attachment")
    assert AccessRecord.objects.filter(subject=str(kept.file.public_id)).count() == 1
    assert as_(people.stranger()).get(address).status_code == 404
    assert as_(people.coordinator()).get(address).status_code == 403


def test_a_real_erasure_log_opens_the_gate(technician, device):
    log = SAMPLES / "erasure"
    if not log.exists():
        pytest.skip("the sample files are not beside the repository")
    device.identifiers.filter(kind=Identifier.Kind.SERIAL).delete()
    tried = [path for path in sorted(log.rglob("*")) if path.is_file()][:40]

    for path in tried:
        drop(technician, device, path.read_bytes(), path.name)

    assert Evidence.objects.count() == len({path.read_bytes() for path in tried})
    assert technician.get(f"/d/{device.code}/").status_code == 200
