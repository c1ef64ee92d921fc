"""Archives of reports: taken apart, a machine's folder kept together, a hostile one kept whole."""

import zipfile

import pytest

from inventory import evidence
from inventory.models import Evidence
from reuse.accounts.models import StoredFile
from tests.inventory.test_inbox import ATTACHED, WAITING, nwipe, original, packed, received, run_job
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db


def test_a_zip_is_taken_apart_and_each_member_has_its_own_original():
    first, second = received("PC-0001", "PC-0002")
    content = packed(
        {
            "PC-1/lshw.json": lshw("PC-0001"),
            "PC-2/lshw.json": lshw("PC-0002"),
            "__MACOSX/._x": b"x",
            "PC-2/.DS_Store": b"x",
        }
    )

    job = run_job(("all.zip", content))

    assert sorted(Evidence.objects.values_list("device__code", "name")) == sorted(
        [(first.code, "PC-1/lshw.json"), (second.code, "PC-2/lshw.json")]
    )
    kept = first.evidence.get()
    assert original(kept) == lshw("PC-0001")
    assert job.result["reports"] == 2
    assert StoredFile.objects.get(name="all.zip").retention == "result"


def test_two_archives_are_read_together_inventories_first():
    first, second = received("PC-0001", "PC-0002")
    logs = packed({"1/log.txt": nwipe("WD-1111"), "2/log.txt": nwipe("WD-2222")})
    machines = packed({"1/a.json": lshw("PC-0001", "WD-1111"), "2/a.json": lshw("PC-0002", "WD-2222")})

    job = run_job(("logs.zip", logs), ("machines.zip", machines))

    assert [one.media.get().state for one in (first, second)] == ["erased", "erased"]
    assert (job.result["attached"], job.result.get("waiting", 0)) == (4, 0)


FOLDER = {
    "chassis.txt": b"# dmidecode 3.2\nHandle 0x0003, DMI type 3, 22 bytes\nChassis Information\n\tManufacturer: LENOVO\n\tType: Notebook\n\tSerial Number: PC-0001\n",
    "baseboard.txt": b"# dmidecode 3.2\nHandle 0x0002, DMI type 2, 15 bytes\nBase Board Information\n\tManufacturer: LENOVO\n\tProduct Name: 2718V8C\n",
    "lscpu.txt": b"Architecture:        x86_64\nCPU(s):              2\nCore(s) per socket:  2\nSocket(s):           1\nModel name:          Intel(R) Core(TM)2 Duo CPU P8600 @ 2.40GHz\n",
}


def test_one_machines_folder_is_one_report_alone_or_in_a_larger_archive():
    alone = packed(FOLDER)
    several = packed(
        {f"{name}/{file}": content for name in ("A", "B") for file, content in FOLDER.items()}
        | {"C/lshw.json": lshw()}
    )

    [one] = evidence.Bundle(alone, name="pc.zip").reports
    found = evidence.Bundle(several, name="all.zip").reports

    assert (one.reading.format, one.reading.specs.cpu_cores, one.member) == ("machine-folder", 2, None)
    assert sorted(report.name for report in found) == ["A.zip", "B.zip", "C/lshw.json"]
    assert {report.reading.format for report in found} == {"machine-folder", "lshw-json"}


def test_a_machines_folder_is_known_again_whatever_archive_it_comes_in():
    bundles = [
        evidence.Bundle(
            packed({f"A/{file}": content for file, content in files} | {"x.txt": b"note"}), name="x.zip"
        )
        for files in (FOLDER.items(), reversed(FOLDER.items()))
    ]

    [one, other] = [
        bundle.content_of(report) for bundle in bundles for report in bundle.reports if report.name == "A.zip"
    ]

    assert one == other


HOSTILE = {
    "bomb": packed({"a.json": b"0" * (300 * 2**20)}),
    "too many": packed({f"{number}.txt": b"x" for number in range(2001)}, compression=zipfile.ZIP_STORED),
    "damaged": packed({"a.json": lshw()})[:-40],
    "empty": packed({}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_kept_whole_with_its_reason(name):
    job = run_job((f"{name}.zip", HOSTILE[name]))

    kept = Evidence.objects.get()
    assert (kept.state, kept.kind, kept.device) == (WAITING, "unknown", None)
    assert kept.problems
    assert kept.file.retention == "evidence"
    assert job.result["bad"] == [f"{name}.zip"]


def test_an_archive_in_an_archive_is_not_opened_and_names_lead_nowhere():
    [device] = received("PC-0001")
    content = packed(
        {
            "../../etc/lshw.json": lshw("PC-0001"),
            "C:\\temp\\inner.zip": packed({"a.json": lshw(), "b.json": lshw("X-1")}),
        }
    )

    run_job(("all.zip", content))

    assert device.evidence.get().name == "etc/lshw.json"
    inner = Evidence.objects.get(device=None)
    assert (inner.name, inner.kind) == ("temp/inner.zip", "unknown")


def test_a_damaged_member_is_named_and_nothing_of_the_archive_is_lost():
    [device] = received("PC-0001")
    content = bytearray(
        packed({"good.json": lshw("PC-0001"), "bad.txt": b"A" * 2000}, compression=zipfile.ZIP_STORED)
    )
    content[content.index(b"AAAA") + 7] ^= 1

    run_job(("all.zip", bytes(content)))

    assert device.evidence.get().state == ATTACHED
    whole = Evidence.objects.get(device=None)
    assert "bad.txt" in str(whole.problems)
    assert original(whole) == bytes(content)
