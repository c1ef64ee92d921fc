"""A donor's list becomes devices: in chunks, once, without twins when it is dropped again, and back again."""

import pytest

from donors import workflow as donations
from donors.models import Sheet
from donors.sheets.stored import read_dropped, summary_of
from donors.states import DonationStage
from inventory import tasks, workflow
from inventory.models import Device, DeviceEvent, Identifier
from inventory.states import EventKind, Move, Stage
from reuse.accounts.acting import Act
from reuse.core import clock
from reuse.core.refusals import MoveNotAllowed
from reuse.core.verification import faults
from reuse.jobs import workflow as jobs
from reuse.jobs.models import State
from reuse.reports.queries import rollups
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db

HEAD = "Type;Marque;Modèle;N° de série;Quantité"
LIST = f"{HEAD}\nPC portable;Dell;Latitude 5420;5CD335G7GT;\nÉcran;Iiyama;XB2483;;3\n;;;;\nUC;Dell;;5CD335G7GU;\n"


def dropped(donation, text=LIST, name="parc.csv"):
    content = text.encode("cp1252")
    reading, _remembered = read_dropped(content, name=name, memory={})
    return donations.add_sheet(
        donation=donation,
        content=content,
        name=name,
        media_type="text/csv",
        summary=summary_of(reading),
        act=people.act(people.donor()),
    )


def imported(sheet):
    job = workflow.start_import(sheet=sheet, act=people.act(people.donor()))
    jobs.run(job.pk)
    job.refresh_from_db()
    sheet.refresh_from_db()
    return job


def listed(donation):
    return list(donation.devices.exclude(stage=Stage.NOT_DELIVERED).order_by("pk"))


def test_each_ready_row_becomes_its_devices():
    donation = donation_at()
    sheet = dropped(donation)

    job = imported(sheet)

    assert (job.state, job.error, job.done, job.total) == (State.DONE, "", 3, 3)
    assert [device.type.code for device in listed(donation)] == ["laptop"] + ["monitor"] * 3 + ["desktop"]
    assert (sheet.state, sheet.summary["created"]) == (Sheet.State.IMPORTED, 5)
    assert Identifier.objects.filter(kind="serial", device__donation=donation).count() == 2
    assert job.result["url"].endswith(f"/{donation.ref}/")
    assert list(faults(DeviceEvent)) == []


def test_the_same_list_again_makes_no_twins_and_says_what_changed():
    donation = donation_at()
    imported(dropped(donation))
    again = dropped(donation, LIST.replace("XB2483", "XB2485"))

    imported(again)

    assert len(listed(donation)) == 5
    assert (again.summary["created"], again.summary["updated"]) == (0, 3)


def test_a_row_that_grew_adds_the_difference(monkeypatch):
    monkeypatch.setattr(tasks, "imported_at_once", lambda: 2)
    donation = donation_at()
    imported(dropped(donation))

    imported(dropped(donation, LIST.replace(";;3", ";;7")))

    assert [device.type.code for device in listed(donation)].count("monitor") == 7


def test_row_two_of_another_list_is_another_device():
    donation = donation_at()
    imported(dropped(donation, "Type;Marque;Modèle\nPC portable;HP;840 G6\n"))

    imported(dropped(donation, "Type;Marque;Modèle\nPC portable;HP;840 G6\n", name="deuxième.csv"))

    assert len(listed(donation)) == 2


def test_a_number_another_row_bears_is_kept_aside():
    donation = donation_at()
    text = "Type;Modèle;N° inventaire\nPC portable;840 G6;INV1\nPC portable;840 G5;INV1\n"
    imported(dropped(donation, text))
    imported(dropped(donation, text))

    first, second = listed(donation)
    assert [one.identifiers.filter(kind="donor_tag").count() for one in (first, second)] == [1, 0]
    assert second.extra["asset_tag"] == "INV1"


def test_a_second_run_repeats_nothing():
    donation = donation_at()
    job = workflow.start_import(sheet=dropped(donation), act=people.act(people.donor()))
    jobs.run(job.pk)
    type(job).objects.filter(pk=job.pk).update(state=State.QUEUED, lease_until=None)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, len(listed(donation)), job.result["created"]) == (State.DONE, 5, 5)


def test_asked_twice_it_is_one_job():
    sheet = dropped(donation_at())
    act = people.act(people.donor())

    assert workflow.start_import(sheet=sheet, act=act) == workflow.start_import(sheet=sheet, act=act)


def test_a_cancelled_import_keeps_what_it_did_and_may_be_asked_again(monkeypatch):
    monkeypatch.setattr(tasks, "imported_at_once", lambda: 2)
    donation = donation_at()
    sheet = dropped(donation)
    announce, calls = workflow.announce_items, []

    def announce_and_stop(**arguments):
        calls.append(arguments)
        type(job).objects.filter(pk=job.pk).update(is_cancel_requested=True)
        return announce(**arguments)

    monkeypatch.setattr(workflow, "announce_items", announce_and_stop)
    job = workflow.start_import(sheet=sheet, act=people.act(people.donor()))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, len(listed(donation)), len(calls)) == (State.CANCELLED, 2, 1)

    monkeypatch.undo()
    sheet.refresh_from_db()
    imported(sheet)

    assert len(listed(donation)) == 5


def test_a_list_with_too_many_devices_is_refused(monkeypatch):
    monkeypatch.setattr(workflow, "MOST_DEVICES", 4)
    sheet = dropped(donation_at())

    job = imported(sheet)

    assert (job.state, sheet.state) == (State.FAILED, Sheet.State.READ)
    assert "4" in job.error
    assert not Device.objects.exists()


def test_an_original_gone_is_said():
    sheet = dropped(donation_at())
    type(sheet.file).objects.filter(pk=sheet.file_id).update(sha256="0" * 64)

    assert imported(sheet).state == State.FAILED


def test_an_import_is_undone_but_not_for_what_was_seen():
    donation = donation_at(DonationStage.ACCEPTED)
    sheet = dropped_by_receiver(donation)
    job = workflow.start_import(sheet=sheet, act=people.act(people.technician()))
    jobs.run(job.pk)  # it acts now, and what follows comes after
    seen = listed(donation)[0]
    workflow.move(device=seen, move=Move.RECEIVE, act=Act.now(people.technician(), clock.now()))
    sheet = Sheet.objects.get(pk=sheet.pk)

    assert workflow.withdraw_sheet(sheet=sheet, act=Act.now(people.technician(), clock.now())) == 4
    [announced] = rollups.read(["announced"])
    assert announced.sums.count == 1  # what is withdrawn was never announced

    assert listed(donation) == [seen]
    assert DeviceEvent.objects.filter(kind=EventKind.CORRECTED, reason_code="import_undone").count() == 4
    assert workflow.counts_of(donation)["missing"] == []


def dropped_by_receiver(donation):
    content = LIST.encode("cp1252")
    reading, _remembered = read_dropped(content, name="bench.csv", memory={})
    return donations.add_sheet(
        donation=donation,
        content=content,
        name="bench.csv",
        media_type="text/csv",
        summary=summary_of(reading),
        act=people.act(people.technician()),
    )


def test_what_a_donor_corrected_is_remembered_for_their_next_list():
    content = "Machin;Marque;N° de série\nPC portable;Dell;5CD335G7GT\n".encode("cp1252")

    reading, remembered = read_dropped(
        content, name="x.csv", memory={"Machin": "type", "Marque": "manufacturer"}
    )

    assert remembered == {0: "type"}
    assert reading.columns["type"] == "Machin"


def test_two_lists_of_a_batch_are_not_imported_at_once():
    donation = donation_at()
    act = people.act(people.donor())
    workflow.start_import(sheet=dropped(donation), act=act)

    with pytest.raises(MoveNotAllowed):
        workflow.start_import(sheet=dropped(donation, name="deuxième.csv"), act=act)
