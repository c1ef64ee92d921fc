"""Blank labels: printed by the roll, given to a device by the first scan, voided when spoiled; never claimed twice."""

import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import connections

import labels
from donors.states import DonationStage
from inventory import workflow
from inventory.models import BlankLabel, Device, DeviceEvent, Identifier, LabelPrint, LabelRoll, Series
from inventory.states import Action, EventKind, Stage
from inventory.workflow import Plan
from inventory.workflow.refusals import LabelTaken
from reuse.core.refusals import NotPermitted, Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import State
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced, device_at

pytestmark = pytest.mark.django_db


def roll_of(count=3, *, by=None, **paper):
    person = by or people.technician()
    return workflow.print_roll(
        site=person.site,
        count=count,
        purpose="Collecte de juin",
        paper=workflow.Paper(**paper),
        act=people.act(person),
    )


def blanks(count=3):
    """Labels whose codes are issued, without the drawing."""
    roll = roll_of(count)
    workflow.add_blanks(roll=roll, start=0, count=count)
    return list(roll.labels.all())


def series(donation=None, *, action=Action.RECEIVE):
    plan = Plan(id=uuid.uuid4(), action=action, params={}, donation=donation)
    return workflow.series_of(plan, act=people.act(people.technician()))


def scan(row, text, **params):
    return workflow.scan(
        scan_id=uuid.uuid4(),
        text=text,
        move=row.action,
        params=params,
        act=people.act(people.technician()),
        series=row,
    )


def find(row, label, *, is_repeated=False):
    item = workflow.Item(type="laptop", description={"manufacturer": "HP"})
    return workflow.find(
        scan_id=uuid.uuid4(),
        donation=row.donation,
        item=item,
        label=label.code,
        is_repeated=is_repeated,
        act=people.act(people.technician()),
        series=row,
    )


def test_a_roll_is_drawn_by_a_job_and_no_code_twice():
    roll = roll_of(30, format="ZEBRA-57X32")

    jobs.run(roll.print.job.pk)
    jobs.run(roll.print.job.pk)

    roll.refresh_from_db()
    job = roll.print.job
    job.refresh_from_db()
    codes = list(roll.labels.values_list("code", flat=True))
    assert (job.state, job.error, job.done) == (State.DONE, "", 30)
    assert len(set(codes)) == 30
    assert (roll.first, roll.last) == (codes[0], codes[-1])
    assert not Device.objects.exists()


def test_a_blank_label_waits_for_the_device_scanned_next():
    [device] = announced()
    row = series(device.donation)
    label = blanks()[0]

    asked = scan(row, label.code)
    done = scan(row, device.code)

    label.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.result, asked.outcome["reason"]) == ("unknown", "blank_label")
    assert asked.settled_at is not None
    assert (done.result, done.outcome["label"]) == ("done", label.code)
    assert (again(device).stage, label.device) == (Stage.RECEIVED, device)
    assert scan(row, label.code).result == "repeated"
    assert scan(row, device.code).result == "repeated"


def test_a_label_waits_for_its_own_person_alone():
    first, second = announced(2)
    row = series(first.donation)
    label = blanks()[0]
    scan(row, label.code)
    colleague = people.act(people.colleague())

    theirs = workflow.scan(
        scan_id=uuid.uuid4(), text=second.code, move="receive", params={}, act=colleague, series=row
    )
    mine = scan(row, first.code)

    assert "label" not in theirs.outcome
    assert mine.outcome["label"] == label.code


def test_a_blank_label_may_go_on_the_device_just_received():
    [device] = announced()
    row = series(device.donation)
    scan(row, device.code)

    label = blanks()[0]
    asked = scan(row, label.code)
    stuck = scan(row, label.code, device=asked.outcome["choices"][0]["code"])

    assert stuck.result == "done"
    assert Identifier.objects.get(normalised=label.code).device == device


def test_a_label_named_with_the_device_needs_no_series():
    [device] = announced()
    label = blanks()[0]

    done = workflow.scan(
        scan_id=uuid.uuid4(),
        text=device.code,
        move="receive",
        params={"label": label.code},
        act=people.act(people.technician()),
    )

    assert (done.result, done.outcome["label"]) == ("done", label.code)


def test_a_device_made_from_a_blank_label_has_its_code_and_the_next_are_alike():
    row = series(donation_at(DonationStage.ACCEPTED))
    first, second, third = blanks()
    scan(row, first.code)

    made = find(row, first, is_repeated=True)
    alike = scan(Series.objects.get(pk=row.pk), second.code.lower())
    workflow.repeat_blanks(row, None)
    asked = scan(row, third.code)

    assert (made.device.code, alike.device.code) == (first.code, second.code)
    assert (again(alike.device).manufacturer, again(alike.device).stage) == ("HP", Stage.RECEIVED)
    assert asked.result == "unknown"
    kinds = list(alike.device.events.values_list("kind", flat=True))
    assert kinds == [EventKind.FOUND, EventKind.MOVED, EventKind.LABELLED]


def test_a_device_relabelled_answers_to_every_label_it_bore():
    device = device_at(Stage.ERASURE)
    old, new, _third = blanks()

    for label in (old, new):
        workflow.claim_label(label=label, device=device, act=people.act(people.technician()))

    for text in (device.code, old.code, new.code):
        [found] = workflow.resolve(text, membership=people.technician()).devices
        assert found == device
    assert DeviceEvent.objects.filter(device=device, kind=EventKind.LABELLED).count() == 2


def test_a_blank_label_means_nothing_outside_reception():
    label = blanks()[0]

    record = scan(series(action=Action.ERASE), label.code)

    assert (record.result, record.outcome["reason"]) == ("refused", "not_a_device")


def test_a_voided_label_goes_on_nothing():
    [device] = announced()
    first, second, third = blanks()
    workflow.claim_label(label=third, device=device, act=people.act(people.technician()))

    count = workflow.void_labels(
        labels=[first, second, third], why="spoiled", act=people.act(people.technician())
    )
    refused = scan(series(device.donation), first.code)

    assert count == 2  # what is on a device stays on it
    assert (refused.result, refused.outcome["reason"]) == ("refused", "label_void")
    assert BlankLabel.objects.get(pk=third.pk).device == device


def test_labels_of_another_workshop_are_not_ours():
    [device] = announced()
    label = blanks()[0]

    assert workflow.resolve(label.code, membership=people.stranger()).names_nothing
    with pytest.raises(NotPermitted):
        workflow.claim_label(label=label, device=device, act=people.act(people.stranger()))
    with pytest.raises(NotPermitted):
        workflow.print_roll(
            site=people.technician().site,
            count=1,
            purpose="x",
            paper=workflow.Paper(),
            act=people.act(people.stranger()),
        )
    assert workflow.void_labels(labels=[label], why="lost", act=people.act(people.stranger())) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_of_two_who_claim_one_label_at_once_one_is_refused():
    devices = announced(2)
    label = blanks()[0]
    acts = [people.act(one) for one in (people.technician(), people.colleague())]
    start, answers = threading.Barrier(2), []

    def claim(device, act):
        start.wait()
        try:
            answers.append(workflow.claim_label(label=label, device=device, act=act))
        except Refusal as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=claim, args=pair) for pair in zip(devices, acts, strict=True)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(type(one).__name__ for one in answers) == ["DeviceEvent", LabelTaken.__name__]
    assert Identifier.objects.filter(normalised=label.code).count() == 1


def test_the_pages_print_void_and_relabel(technician):
    device = device_at(Stage.RECEIVED)
    person = people.technician()

    asked = technician.post(
        "/labels/rolls/",
        {"count": 25, "purpose": "Été", "site": person.site.pk, "format": "L7160"},
    )
    roll = LabelRoll.objects.get()
    workflow.add_blanks(roll=roll, start=0, count=25)
    first, second, third, *_more = roll.labels.all()
    stuck = technician.post(f"/devices/{device.code}/label/", {"label": first.code}, follow=True)
    void = f"/labels/rolls/{roll.public_id}/void/"
    technician.post(void, {"first": second.code, "last": third.code, "why": "lost"})
    page = technician.get(f"/labels/rolls/{roll.public_id}/").content.decode()

    assert asked.url == f"/jobs/{roll.print.job.public_id}/"
    assert str(first) in stuck.content.decode()
    assert BlankLabel.objects.filter(void="lost").count() == 2
    assert device.name in page
    assert technician.get("/labels/rolls/").status_code == 200


def test_the_page_of_a_series_creates_devices_from_blank_labels(technician):
    donation = donation_at(DonationStage.ACCEPTED)
    first, second, _third = blanks()
    base = f"/scan/{uuid.uuid4()}/"
    query = f"?action=receive&donation={donation.ref}"

    shown = technician.post(
        base + query, {"scan": uuid.uuid4(), "text": first.code, "move": "receive"}
    ).content.decode()
    form = {"scan": uuid.uuid4(), "donation": donation.ref, "type": "laptop", "label": first.code}
    made = technician.post(f"{base}find/{query}", {**form, "is_repeated": "on"}).content.decode()
    technician.post(base + query, {"scan": uuid.uuid4(), "text": second.code, "move": "receive"})
    stopped = technician.post(f"{base}ask-again/{query}", follow=True).content.decode()

    assert f"Create the device with label {first}" in shown
    assert "blank labels become: laptop" in made.lower()
    assert Device.objects.filter(code__in=[first.code, second.code], stage=Stage.RECEIVED).count() == 2
    assert "Blank labels become" not in stopped


def test_codes_printed_on_the_command_line_are_a_roll_for_every_site(technician, tmp_path):
    for file, more in (("a.pdf", ()), ("b.pdf", ("--specimen",))):
        with pytest.raises(SystemExit, match=r"^0$"):
            call_command("labels", "--count=3", "-o", str(tmp_path / file), "--json", *more)

    row = LabelPrint.objects.get()  # the specimen reserved none
    roll = LabelRoll.objects.get()
    assert (row.subject, row.count, row.format, row.job, row.by) == ("roll", 3, "L7160", None, None)
    read = {one.text for one in labels.decode_file(tmp_path / "a.pdf") if one.format == "Code128"}
    assert set(roll.labels.values_list("code", flat=True)) == read
    for path in ("/labels/journal/", "/labels/rolls/", f"/labels/rolls/{roll.public_id}/"):
        assert "on the command line" in technician.get(path).content.decode()
    label = roll.labels.first()
    workflow.claim_label(label=label, device=device_at(Stage.RECEIVED), act=people.act(people.technician()))
    other = roll.labels.get(position=2)
    assert workflow.void_labels(labels=[other], why="lost", act=people.act(people.stranger())) == 1
