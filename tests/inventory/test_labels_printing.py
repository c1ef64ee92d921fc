"""Printing: what a label may say, on what, why again; the journal; over HTTP."""

import io

import pytest
from django.utils import translation
from pypdfium2 import PdfDocument

from donors.states import DonationStage
from inventory import queries, workflow
from inventory.models import LabelPrint, Line, PrintedLabel
from inventory.states import EventKind
from inventory.views import sentences
from inventory.workflow import Paper
from inventory.workflow.refusals import ReasonNeeded
from reuse.accounts.models import Badge
from reuse.core import storage
from reuse.core.refusals import NotPermitted
from reuse.jobs import workflow as jobs
from tests import people
from tests.api.caller import Caller
from tests.donors.factories import donation_at
from tests.inventory.factories import announced

pytestmark = pytest.mark.django_db


def act(person=None):
    return people.act(person or people.technician())


def printed(devices, **paper):
    job = workflow.print_labels(devices=devices, paper=Paper(**paper), act=act())
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.error == ""
    return job


def written(job) -> bytes:
    with storage.open_stored(job.result_file.sha256) as file:
        return file.read()


def text_of(job) -> str:
    return "".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(written(job))))


def printer(**more):
    described = {"name": "Zebra", "dpi": 203, "output": "zpl", "format": "ZEBRA-57X32", **more}
    return workflow.add_printer(site=people.technician().site, act=act(), **described)


# What a label may say


def test_the_lines_of_a_device_label_are_a_closed_list_that_names_nobody():
    [device] = announced()
    device.donation.donor.name = "Banque Secrète"

    label = queries.device_label(device, Line.values)

    assert set(queries.LINES) == set(Line)
    assert label.lines[1:] == ("Lenovo ThinkPad T470", str(device.site), device.donation.ref)
    said = " ".join([label.code, label.url, label.title, *label.lines])
    for name in ("Banque Secrète", str(people.technician().user)):
        assert name not in said


@pytest.mark.parametrize("lines", [(), ("type",), ("model", "batch")])
def test_a_template_chooses_its_lines(lines):
    [device] = announced()

    text = text_of(printed([device], lines=lines))

    assert str(device) in text
    assert ("ThinkPad" in text) == ("model" in lines)
    assert (device.donation.ref in text) == ("batch" in lines)
    assert device.donation.donor.name not in text


def test_a_line_nobody_knows_is_refused():
    [device] = announced()

    with pytest.raises(ValueError, match="donor"):
        workflow.print_labels(devices=[device], paper=Paper(lines=("donor",)), act=act())


# Paper


def test_damaged_labels_are_skipped_and_copies_counted():
    devices = announced(2)

    job = printed(devices, format="L7165", start_at=2, skip=(3,), copies=2)

    [row] = LabelPrint.objects.all()
    assert (row.count, row.copies) == (4, 2)
    page = PdfDocument(io.BytesIO(written(job)))
    assert len(page) == 1
    assert text_of(job).count(str(devices[0])) == 2


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ({"start_at": 22}, "start between 1 and 21"),
        ({"skip": tuple(range(1, 22))}, "free"),
        ({"copies": 0}, "copies"),
        ({"format": "nosuch"}, "nosuch"),
        ({"format": "L6008", "symbols": "code128+qr"}, "mm"),
        ({"output": "zpl"}, "roll"),
    ],
)
def test_a_paper_that_cannot_take_it_is_refused_with_what_would(paper, reason):
    [device] = announced()
    with translation.override("en"), pytest.raises(workflow.NothingToPrint, match=reason):
        workflow.print_labels(devices=[device], paper=Paper(**paper), act=act())


def test_a_zebra_gets_its_own_language():
    [device] = announced()

    job = printed([device], format="ZEBRA-57X32", output="zpl", printer=printer())

    assert written(job).startswith(b"^XA")
    assert device.code.encode() in written(job)
    assert job.result_file.name.endswith(".zpl")


# Again, and the journal


def test_a_label_printed_before_needs_a_reason():
    first, second = announced(2)
    printed([first])

    with pytest.raises(ReasonNeeded):
        workflow.print_labels(devices=[first, second], paper=Paper(), act=act())
    printed([first, second], reason="damaged", printer=printer(output="pdf"))

    event = first.events.filter(kind=EventKind.LABELLED).latest("seq")
    assert event.details == {"format": "L7160", "printer": "Zebra", "reason": "damaged"}
    assert "damaged" in sentences.told(event).text or "abîmée" in sentences.told(event).text
    assert PrintedLabel.objects.filter(code=first.code).count() == 2


def test_the_journal_finds_prints_by_code_person_and_reason(technician, django_assert_num_queries):
    first, second = announced(2)
    printed([first])
    printed([second])
    printed([first], reason="lost")

    by_code = technician.get("/labels/journal/", {"q": str(first)}).context["page"]
    by_reason = technician.get("/labels/journal/", {"reason": "lost"}).context["page"]
    by_person = technician.get("/labels/journal/", {"q": "Nobody"}).context["page"]

    assert [one.reason for one in by_code] == ["lost", "first"]
    assert len(by_reason) == 1
    assert len(by_person) == 0


def test_another_workshop_reads_its_own_journal(as_):
    printed(announced(1))

    assert len(as_(people.stranger()).get("/labels/journal/").context["page"]) == 0


def test_pages_cost_the_same_for_one_print_and_five(technician, django_assert_max_num_queries):
    devices = announced(6)
    printed(devices[:1])
    for path in ("/labels/journal/", "/labels/rolls/", "/labels/printers/"):
        technician.get(path)
    counts = {}
    for round_ in ("few", "many"):
        for path in ("/labels/journal/", "/labels/printers/", "/labels/"):
            with django_assert_max_num_queries(60) as counted:
                technician.get(path)
            counts.setdefault(path, []).append(len(counted))
        if round_ == "few":
            for device in devices[1:]:
                workflow.print_labels(devices=[device], paper=Paper(), act=act())
            for number in range(4):
                printer(name=f"P{number}")

    assert all(few == many for few, many in counts.values()), counts


def test_the_last_format_and_printer_are_proposed_again(technician):
    zebra = printer()
    printed(announced(1), format="ZEBRA-57X32", output="zpl", printer=zebra)

    form = technician.get("/labels/").context["form"]

    assert (form["format"].value(), form["output"].value()) == ("ZEBRA-57X32", "zpl")
    assert form["printer"].value() == zebra.public_id


# What else is printed


def test_slips_say_which_of_how_many():
    donation = donation_at(DonationStage.ACCEPTED)

    job = workflow.print_slips(donation=donation, count=3, paper=Paper(format="L7165"), act=act())
    jobs.run(job.pk)
    job.refresh_from_db()

    assert donation.ref in text_of(job)
    assert "3" in text_of(job)
    assert LabelPrint.objects.get().count == 3


def test_badges_are_printed_by_those_who_issue_them(as_):
    person = people.colleague()
    badge = workflow.issue_badge(membership=person, act=act(people.manager()))
    assert Badge.objects.get() == badge

    with pytest.raises(NotPermitted):
        workflow.print_badges(badges=[badge.code], paper=Paper(), act=act())
    asked = as_(people.manager()).post(
        "/labels/", {"what": "badges", "people": [badge.code], "format": "L7160", "do": "print"}
    )
    job = LabelPrint.objects.get().job
    jobs.run(job.pk)
    job.refresh_from_db()

    assert asked.url == f"/jobs/{job.public_id}/"
    assert "Paul R." in text_of(job)  # found in the street, it says no more
    assert person.user.name not in text_of(job)


def test_an_administrator_who_prints_no_device_label_prints_badges(as_):
    badge = workflow.issue_badge(membership=people.technician(), act=act(people.manager()))

    as_(people.administrator()).post("/badges/print/", {"badge": badge.pk, "format": "L7165"})
    row = LabelPrint.objects.get()
    jobs.run(row.drawing.pk)

    assert list(row.labels.values_list("code", flat=True)) == [badge.code]


def test_the_sheet_to_mark_lies_as_on_paper(technician):
    style = technician.get("/labels/sheet.css?format=L7160")

    assert style["Content-Type"].startswith("text/css")
    assert ".spots > :nth-child(3n+2) { left: 34." in style.content.decode()
    assert technician.get("/labels/sheet.css?format=NONE").status_code == 404
    assert b"sheet.css?format=L7160" in technician.get("/labels/?format=L7160").content


def test_orders_are_printed_as_labels(technician):
    groups = queries.command_groups(people.technician())
    order = groups[0].commands[0]

    technician.post(
        "/labels/", {"what": "commands", "orders": [order.text], "format": "L7160", "do": "print"}
    )
    job = LabelPrint.objects.get().job
    jobs.run(job.pk)
    job.refresh_from_db()

    assert order.text in text_of(job)


# Over HTTP


def test_the_api_takes_paper_template_and_reason(client):
    caller = Caller(client, people.technician())
    [device] = announced()
    body = {
        "devices": [device.code],
        "format": "L7165",
        "template": ["type", "batch"],
        "symbols": "qr",
        "skip": [1, 2],
        "copies": 2,
    }

    first = caller.post("labels/", body)
    jobs.run(LabelPrint.objects.get().job.pk)
    refused = caller.post("labels/", body)
    again = caller.post("labels/", {**body, "reason": "lost"})
    wrong = caller.post("labels/", {**body, "template": ["donor"]})

    assert (first.status_code, again.status_code, wrong.status_code) == (202, 202, 400)
    assert (refused.status_code, refused.json()["reason"]) == (409, "reason_needed")
    assert LabelPrint.objects.latest("pk").lines == ["type", "batch"]


def test_numbering_is_the_administrators_page(as_):
    workflow.issue_codes(1)

    assert as_(people.manager()).get("/labels/numbering/").status_code == 403
    administrator = as_(people.administrator())
    said = administrator.post("/labels/numbering/", {"kind": "copy"}, follow=True).content.decode()

    assert "This is a copy" in said
    assert administrator.post("/labels/numbering/", {"kind": "?"}).status_code == 400
