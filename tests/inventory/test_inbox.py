"""Reports of many devices at once: each finds its device by a number of its own, or waits for a person."""

import io
import json
import zipfile

import pytest

from inventory import evidence, queries, workflow
from inventory.models import ErasureProof, Evidence, Medium
from inventory.states import Move, Stage
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job, State
from tests import people
from tests.inventory import reports
from tests.inventory.factories import again, announced, device_at, medium
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db
WAITING, ATTACHED = Evidence.State.WAITING, Evidence.State.ATTACHED


def received(*serials):
    """Devices of one batch, received, by their serial numbers."""
    found = []
    for serial in serials:
        [device] = announced(1, serial=serial)
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
        found.append(again(device))
    return found


def packed(files, *, compression=zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    return archive.getvalue()


def take(content, name="report.json", *, by=None, donation=None):
    """One report, as the job takes it in."""
    act = people.act(by or people.technician())
    return workflow.take_in(
        file=workflow.keep_report(content, name, act),
        name=name,
        reading=evidence.read(content, name=name).as_json(),
        donation=donation,
        act=act,
    )


def run_job(*files, donation=None, by=None):
    """Several files dropped together, through the job."""
    job = workflow.receive_reports(
        uploads=files, donation=donation, act=people.act(by or people.technician())
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    return job


def nwipe(*serials) -> bytes:
    """A log of several disks, wiped one after the other on a bench that is no device of ours."""
    return "".join(
        reports.nwipe_log(serial=serial).replace("7XKQ2H2", "BENCH-PC-01") for serial in serials
    ).encode()


def original(kept, person=None) -> bytes:
    with workflow.open_evidence(kept, act=people.act(person or people.technician())) as stream:
        return stream.read()


# Matched by a number of its own


def test_an_inventory_finds_its_device_by_serial_number_and_an_erasure_report_by_its_disk():
    first, second = received("PC-0001", "PC-0002")

    run_job(
        ("b.json", lshw("pc-0002", "WD-2222")),
        ("wiped.txt", nwipe("WD-2222")),
        ("a.json", lshw("PC-0001", "WD-1111")),
    )

    assert sorted(Evidence.objects.values_list("device__code", "name", "state")) == sorted(
        [
            (first.code, "a.json", "attached"),
            (second.code, "b.json", "attached"),
            (second.code, "wiped.txt", "attached"),
        ]
    )
    assert second.media.get().state == Medium.State.ERASED
    assert first.media.get().state == Medium.State.PRESENT


def test_an_erasure_report_of_several_machines_proves_each_ones_own_disk_alone():
    devices = received("PC-0001", "PC-0002", "PC-0003")
    for device, serial in zip(devices, ("WD-1111", "WD-2222", "WD-3333"), strict=True):
        medium(device, serial)

    given = take(nwipe("WD-1111", "WD-2222"), "log.txt")

    assert [one.device for one in given] == devices[:2]
    assert len({one.sha256 for one in given}) == 1
    assert [device.media.get().state for device in devices] == ["erased", "erased", "present"]
    assert ErasureProof.objects.filter(evidence__in=given).count() == 2
    assert not any(one.problems for one in given)


def test_disks_nobody_knows_keep_the_report_waiting_beside_the_ones_it_proves():
    [device] = received("PC-0001")
    medium(device, "WD-1111")

    given = take(nwipe("WD-1111", "WD-9999"), "log.txt")

    assert [(one.device, one.state) for one in given] == [(device, ATTACHED), (None, WAITING)]
    [other] = received("PC-0009")
    medium(other, "WD-9999")
    assert workflow.look_again_all(act=people.act(people.technician())) == 1
    assert other.media.get().state == Medium.State.ERASED


def test_a_phone_is_found_by_its_imei():
    [phone] = announced(1, kind_of="smartphone", serial="")
    phone.identifiers.create(
        kind="imei", value="490154203237518", normalised="490154203237518", since=people.NOON
    )
    report = json.dumps(
        {"type": "Snapshot", "software": "Workbench", "version": "11.0b11", "uuid": "7a0e1d0c-0000-4000-8000-000000000001",
         "device": {"type": "Smartphone", "manufacturer": "Fairphone", "model": "FP3", "imei": "490154203237518"}, "components": []}
    ).encode()  # fmt: skip

    [given] = take(report)

    assert given.device == phone


def test_twins_without_a_serial_number_never_merge():
    twins = received("", "")
    report = lshw("To be filled by O.E.M.", "WD-1111")

    [given] = take(report)

    assert (given.device, given.state) == (None, WAITING)
    assert not outside_names(twins)
    [match] = queries.matches([given.extract], people.technician())
    assert (match.devices, match.unknown) == ((), ())


def outside_names(devices):
    return [one for device in devices for one in device.identifiers.exclude(kind="code")]


def test_two_devices_that_answer_wait_for_a_person():
    received("PC-0001", "PC-0001")

    [given] = take(lshw("PC-0001"))

    assert given.device is None
    [match] = queries.matches([given.extract], people.technician())
    assert [len(devices) for devices in match.rivals.values()] == [2]


def test_the_batch_it_came_with_decides_between_two():
    _elsewhere, here = received("PC-0001", "PC-0001")

    [given] = take(lshw("PC-0001"), donation=here.donation)

    assert given.device == here


def test_a_device_that_is_gone_steps_back_behind_the_one_at_hand():
    device_at(Stage.RECYCLED, serial="PC-0001")
    [here] = received("PC-0001")

    [given] = take(lshw("PC-0001"))

    assert given.device == here


def test_another_workshops_device_is_never_found():
    received("PC-0001")

    [given] = take(lshw("PC-0001"), by=people.stranger())

    assert (given.device, given.holder) == (None, people.stranger().organisation)
    assert not queries.waiting_reports(people.technician(), WAITING).exists()


def test_a_disk_wiped_in_a_machine_of_ours_is_not_taken_for_that_machines():
    bench, device = received("BENCH-PC-01", "PC-0001")
    medium(device, "WD-1111")

    given = take(nwipe("WD-1111"), "log.txt")

    assert [one.device for one in given] == [device]
    assert not bench.media.exists()


def test_a_report_that_came_before_its_inventory_proves_once_the_disk_is_known():
    [device] = received("PC-0001")
    take(nwipe("WD-1111"), "log.txt")

    take(lshw("PC-0001", "WD-1111"))
    workflow.look_again_all(act=people.act(people.technician()))

    assert device.media.get().state == Medium.State.ERASED


def test_an_erasure_attached_by_hand_proves_once_an_inventory_names_its_disk():
    [device] = received("PC-0001")
    log = nwipe("WD-1111")
    workflow.attach_evidence(device=device, content=log, name="log.txt", media_type="text/plain", reading=evidence.read(log, name="log.txt").as_json(), act=people.act(people.technician()))  # fmt: skip

    assert device.evidence.get().state == Evidence.State.OTHER_DEVICE
    take(lshw("PC-0001", "WD-1111"))
    take(log, "log.txt")

    assert device.media.get().state == Medium.State.ERASED


# The same bytes again


@pytest.mark.parametrize("serial", ["PC-0001", "UNKNOWN-77"])
def test_the_same_bytes_again_change_nothing(serial):
    [device] = received("PC-0001")
    take(lshw(serial))
    before = again(device).last_seq, list(Evidence.objects.values_list("pk", "device", "state"))

    take(lshw(serial), "renamed.json")

    assert (again(device).last_seq, list(Evidence.objects.values_list("pk", "device", "state"))) == before


def test_what_was_set_aside_or_given_by_hand_is_not_asked_about_again():
    [device] = received("")
    aside, given = lshw("SOMEONE-ELSES"), lshw("")
    act = people.act(people.technician())
    [one] = take(aside)
    workflow.set_aside(evidence=one, reason="Appareil d'un autre atelier", act=act)
    [two] = take(given)
    workflow.assign(evidence=two, device=device, act=people.act(people.technician()))

    take(aside)
    take(given)

    assert not queries.waiting_reports(people.technician(), WAITING).exists()
    assert Evidence.objects.count() == 2


def test_a_job_that_runs_twice_reads_each_report_once():
    received("PC-0001")
    job = run_job(("a.json", lshw("PC-0001")), ("b.json", lshw("PC-0404")))
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, lease_until=None)

    jobs.run(job.pk)

    assert Evidence.objects.count() == 2
