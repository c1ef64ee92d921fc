"""Reports of many devices at once: each finds its device by a number of its own, or waits for a person."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import evidence, queries, workflow
from inventory.models import Device, ErasureProof, Evidence, EvidenceDecision, Medium
from inventory.states import Move, Stage
from inventory.workflow.refusals import OtherDevice, ReasonNeeded
from reuse.accounts.models import AccessRecord, StoredFile
from reuse.core.refusals import MoveNotAllowed, NotPermitted
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


# Archives


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


# What a person decides


def test_a_report_of_another_machine_is_refused_and_keeps_waiting():
    [device] = received("PC-0001")
    [kept] = take(lshw("MJ03N2N9"))

    with pytest.raises(OtherDevice, match=r"MJ03N2N9.*PC-0001"):
        workflow.assign(evidence=kept, device=device, act=people.act(people.technician()))

    kept.refresh_from_db()
    assert (kept.device, kept.state) == (None, WAITING)
    assert not device.evidence.exists()


def test_a_corrected_serial_number_lets_a_refused_report_in():
    [device] = received("PC-0001")
    content = lshw("NEW-BOARD-1")

    def attach():
        return workflow.attach_evidence(device=device, content=content, name="a.json", media_type="x/y", reading=evidence.read(content, name="a").as_json(), act=people.act(people.technician()))  # fmt: skip

    assert attach().state == Evidence.State.OTHER_DEVICE
    item = workflow.Item(identifiers={"serial": "NEW-BOARD-1"})
    workflow.describe(device=device, item=item, act=people.act(people.technician()))

    assert attach().state == ATTACHED
    assert device.media.get().serial == "WD-55"


def test_a_report_that_counted_stays_when_the_device_is_named_otherwise_later():
    [device] = received("PC-0001")
    take(lshw("PC-0001"))
    device.identifiers.filter(kind="serial").update(value="OTHER-1", normalised="OTHER1")

    def drop():
        content = lshw("PC-0001")
        return workflow.attach_evidence(device=device, content=content, name="a.json", media_type="x/y", reading=evidence.read(content, name="a").as_json(), act=people.act(people.technician()))  # fmt: skip

    assert drop().state == ATTACHED
    assert device.evidence.count() == device.media.count() == 1


def test_a_format_learnt_since_is_read_when_the_file_is_dropped_again():
    [device] = received("PC-0001")
    act = people.act(people.technician())
    content = lshw("PC-0001")
    unknown = evidence.read(b"not a report", name="x").as_json()
    known = evidence.read(content, name="a").as_json()

    states = [
        workflow.attach_evidence(
            device=device, content=content, name="a", media_type="x/y", reading=reading, act=act
        ).state
        for reading in (unknown, known, known)
    ]

    assert states == [Evidence.State.UNREADABLE, ATTACHED, ATTACHED]
    assert device.media.get().serial == "WD-55"


def test_a_person_gives_sets_aside_and_brings_back_each_with_a_name():
    [device] = received("")
    [kept] = take(lshw(""))
    who = people.technician()

    with pytest.raises(ReasonNeeded):
        workflow.set_aside(evidence=kept, reason=" ", act=people.act(who))
    workflow.set_aside(evidence=kept, reason="Doublon", act=people.act(who))
    workflow.bring_back(evidence=kept, act=people.act(who))
    workflow.assign(evidence=kept, device=device, act=people.act(people.colleague()))

    assert list(EvidenceDecision.objects.order_by("pk").values_list("kind", "reason", "by__name")) == [
        ("set_aside", "Doublon", "Nadia Benali"),
        ("brought_back", "", "Nadia Benali"),
        ("assigned", "", "Paul Roux"),
    ]
    assert device.media.get().serial == "WD-55"
    with pytest.raises(MoveNotAllowed):
        workflow.assign(evidence=kept, device=device, act=people.act(who))


def test_nobody_decides_of_anothers_report_or_without_the_right():
    [device] = received("PC-0001")
    [kept] = take(lshw("PC-0404"))

    for person in (people.stranger(), people.social_worker(), people.donor()):
        with pytest.raises((NotPermitted, MoveNotAllowed)):
            workflow.assign(evidence=kept, device=device, act=people.act(person))
        with pytest.raises((NotPermitted, MoveNotAllowed)):
            workflow.set_aside(evidence=kept, reason="x", act=people.act(person))


# Originals


def test_originals_follow_the_device_to_the_workshop_that_holds_it_and_each_opening_is_recorded():
    [device] = received("PC-0001")
    [kept] = take(lshw("PC-0001"))
    other = people.stranger()

    with pytest.raises(NotPermitted):
        original(kept, other)
    # What a transfer to another workshop leaves behind.
    Device.objects.filter(pk=device.pk).update(holder=other.organisation, site=other.site)
    kept = Evidence.objects.get(pk=kept.pk)

    assert original(kept, other) == lshw("PC-0001")
    with pytest.raises(NotPermitted):
        original(kept)
    assert original(kept, people.administrator())
    assert AccessRecord.objects.filter(subject=str(kept.file.public_id)).count() == 2


# The page


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
