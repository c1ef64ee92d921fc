"""What labels refuse, to whom, and with which words: nothing is half done."""

import uuid

import pytest

from donors.states import DonationStage
from inventory import workflow
from inventory.models import LabelPrint, LabelRoll, Printer, SiteLabels
from inventory.states import Action
from inventory.workflow import Paper, Plan
from inventory.workflow.refusals import LabelTaken, LabelVoid, NotADevice
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced
from tests.inventory.test_labels_rolls import blanks, scan, series

pytestmark = pytest.mark.django_db


def act(person=None):
    return people.act(person or people.technician())


def test_nothing_chosen_is_nothing_printed():
    donation = donation_at(DonationStage.ACCEPTED)
    for ask in (
        lambda: workflow.print_labels(paper=Paper(), act=act()),
        lambda: workflow.print_commands(texts=[], paper=Paper(), act=act()),
        lambda: workflow.print_slips(donation=donation, count=0, paper=Paper(), act=act()),
        lambda: workflow.print_roll(
            site=people.technician().site, count=0, purpose="x", paper=Paper(), act=act()
        ),
    ):
        with pytest.raises(workflow.NothingToPrint):
            ask()

    assert not LabelPrint.objects.exists()
    assert not LabelRoll.objects.exists()


def test_a_label_on_a_device_or_voided_is_claimed_no_more():
    first, second = announced(2)
    taken, void, _third = blanks()
    workflow.claim_label(label=taken, device=first, act=act())
    workflow.void_labels(labels=[void], why="lost", act=act())

    with pytest.raises(LabelTaken):
        workflow.claim_label(label=taken, device=second, act=act())
    with pytest.raises(LabelVoid):
        workflow.claim_label(label=void, device=second, act=act())


def test_a_text_that_is_no_blank_label_is_told():
    with pytest.raises(NotADevice):
        workflow.blank_named("5CG9482KXN", act())


def test_a_blank_label_for_a_device_nobody_knows_stays_blank():
    [device] = announced()
    label = blanks()[0]

    record = scan(series(device.donation), label.code, device="NOSUCHONE")

    label.refresh_from_db()
    assert (record.result, record.outcome["reason"]) == ("refused", "not_a_device")
    assert label.device is None


def test_a_blank_label_without_a_series_asks_which_device():
    label = blanks()[0]

    record = workflow.scan(scan_id=uuid.uuid4(), text=label.code, move="receive", params={}, act=act())

    assert (record.result, record.outcome["reason"]) == ("unknown", "blank_label")


def test_strangers_change_no_printer_format_or_site():
    site = people.technician().site
    printer = workflow.add_printer(site=site, name="Laser", act=act())
    stranger = people.act(people.stranger())

    for change in (
        lambda: workflow.add_printer(site=site, name="Other", act=stranger),
        lambda: workflow.end_printer(printer=printer, act=stranger),
        lambda: workflow.set_site_labels(
            site=site, when="each", format_name="L7160", printer=None, act=stranger
        ),
    ):
        with pytest.raises(NotPermitted):
            change()
    with pytest.raises(MoveNotAllowed):
        workflow.retire_format(name="ATELIER", act=stranger)

    assert Printer.objects.get().ended_at is None
    assert not SiteLabels.objects.exists()


def test_sizes_that_cannot_be_printed_are_not_kept():
    sizes = dict.fromkeys(("page_width", "page_height", "width", "height", "pitch_x", "pitch_y"), 50)

    with pytest.raises(MoveNotAllowed):
        workflow.add_format(sizes={**sizes, "name": "X", "left": 10, "top": 0}, act=act())


@pytest.mark.parametrize("format_name", ["GONE"])
def test_a_reception_does_not_stop_for_a_format_that_is_gone(format_name):
    [device] = announced()
    workflow.set_site_labels(
        site=device.site, when="series", format_name=format_name, printer=None, act=act()
    )
    plan = Plan(id=uuid.uuid4(), action=Action.RECEIVE, params={}, donation=device.donation)
    row = workflow.series_of(plan, act=act())
    assert workflow.print_series(series=row, act=act()) is None
    scan(row, device.code)

    assert workflow.print_series(series=row, act=act()) is None
    assert not LabelPrint.objects.exists()


def test_the_page_of_printers_adds_one_and_says_when_labels_print(technician):
    site = people.technician().site
    prefix = f"site-{site.public_id}"

    added = technician.post(
        "/labels/printers/",
        {"site": site.pk, "name": "Zebra", "dpi": "203", "output": "zpl", "format": "ZEBRA-57X32"},
    )
    printer = Printer.objects.get()
    for when in ("each", "never?"):
        technician.post(
            f"/labels/sites/{site.public_id}/",
            {
                f"{prefix}-when": when,
                f"{prefix}-format": "ZEBRA-57X32",
                f"{prefix}-printer": printer.public_id,
            },
        )

    assert added.url == f"/labels/printers/{printer.public_id}/"
    kept = SiteLabels.objects.get()
    assert (kept.when, kept.printer) == ("each", printer)
    assert technician.get("/labels/printers/").status_code == 200


@pytest.mark.parametrize("query", ["what=slips", "what=commands", "unlabelled=1", "reprint=x", "series=x"])
def test_every_way_to_the_print_page_opens_it(technician, query):
    assert technician.get(f"/labels/?{query}").status_code == 200


def test_slips_without_their_batch_are_asked_for(technician):
    refused = technician.post("/labels/", {"what": "slips", "pallets": "2", "format": "L7165", "do": "print"})

    assert refused.status_code == 200
    assert refused.context["form"].errors
