"""Every real sample dropped as one archive: each finds its device, or waits with a reason, and none is lost."""

import hashlib

import pytest

from inventory import evidence, queries, workflow
from inventory.models import Device, ErasureProof, Evidence, Medium
from tests import people
from tests.inventory.factories import announced
from tests.inventory.test_evidence_samples import FILES, UNKNOWN
from tests.inventory.test_inbox import packed, run_job

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.skipif(not FILES, reason="the folder of real samples is not beside this repository"),
]


def test_every_sample_finds_its_device_or_waits_and_nothing_is_lost():
    root = FILES[0].parents[2]
    bundle = evidence.Bundle(
        packed({str(path.relative_to(root)): path.read_bytes() for path in FILES}), name="all.zip"
    )
    named = {report.reading.device.serial for report in bundle.reports} - {None}
    imeis = {report.reading.device.imei for report in bundle.reports} - {None}
    for serial in sorted(named):
        announced(1, serial=serial)

    job = run_job(("all.zip", bundle.content))

    # The files of one machine's folder are one report, and an empty file holds nothing.
    folder = [path for path in FILES if path.parent.name == "Thinkpad-R500"]
    contents = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FILES
        if path not in folder and path.stat().st_size
    }
    kept = {one.sha256 for one in Evidence.objects.all()}
    assert contents <= kept
    assert len(kept) == len(contents) + 1
    assert job.result["reports"] == len(bundle.reports)
    assert len(job.result["bad"]) == len(UNKNOWN - {path.name for path in folder})
    machines = Evidence.objects.filter(state="attached", extract__device__serial__isnull=False)
    assert {one.extract["device"]["serial"] for one in machines.exclude(device=None)} >= named - imeis
    assert not Evidence.objects.filter(state="other_device").exists()
    for one in Evidence.objects.filter(state="attached", kind="inventory"):
        assert queries.machine_names(one.extract) or queries.disk_names(one.extract)
    # Two samples tell of an erasure that was verified; the others' disks stay as they were.
    assert set(Medium.objects.filter(state="erased").values_list("serial", flat=True)) == {"S3P9A80F", "c1s"}
    unverified = ErasureProof.objects.filter(result="unproven", medium__state="present")
    assert sorted(unverified.values_list("medium__serial", flat=True)) == [
        "10502702685",
        "5ND202LZ",
        "WD-WCAV27984668",
        "WD-WCAV29008961",
        "WD-WX11A80W7430",
    ]
    waiting = queries.waiting_reports(people.technician(), "waiting")
    assert not [one for one in waiting if queries.machine_names(one.extract) & set(Device.objects.filter(identifiers__kind="serial").values_list("identifiers__normalised", flat=True))]  # fmt: skip
    assert workflow.look_again_all(act=people.act(people.technician())) == 0
