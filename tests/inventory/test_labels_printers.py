"""Formats of one's own, printers and their calibration, and labels that print by themselves at reception."""

import uuid
from decimal import Decimal

import pytest

import labels
from inventory import queries, workflow
from inventory.models import LabelPrint, OwnFormat, Printer, SiteLabels
from inventory.states import Action, Move, Stage
from inventory.workflow import Paper, Plan
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.inventory.factories import announced, device_at
from tests.inventory.test_labels_printing import act, printed, printer

pytestmark = pytest.mark.django_db

OWN = {
    "name": "ATELIER",
    "kind": "sheet",
    "page_width": "210",
    "page_height": "297",
    "width": "60",
    "height": "30",
    "columns": "3",
    "rows": "9",
    "pitch_x": "64",
    "pitch_y": "31",
    "left": "10",
    "top": "8",
}


# Formats of one's own, printers


def test_a_format_of_ones_own_is_drawn_kept_used_and_retired(technician):
    drawn = technician.post("/labels/formats/", {**OWN, "do": "show"})
    assert "<svg" in drawn.context["drawn"]
    assert not OwnFormat.objects.exists()

    technician.post("/labels/formats/", {**OWN, "do": "save"})
    job = printed(announced(1), format="ATELIER")
    technician.post("/labels/formats/", {**OWN, "rows": "8", "do": "save"})
    technician.post("/labels/formats/retire/", {"name": "ATELIER"})

    assert job.result_file
    assert OwnFormat.objects.count() == 2
    assert not OwnFormat.objects.live().exists()
    assert technician.get("/labels/formats/").context["own"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"pitch_x": "50"}, "pitch_x"), ({"columns": "4"}, "width"), ({"name": "L7160"}, "name")],
)
def test_a_format_that_cannot_be_printed_says_why(technician, wrong, field):
    refused = technician.post("/labels/formats/", {**OWN, **wrong, "do": "save"})

    assert refused.context["form"].errors[field]
    assert not OwnFormat.objects.exists()


def test_ones_own_roll_needs_two_sizes(technician):
    roll = {"name": "R1", "kind": "roll", "width": "50", "height": "30", "columns": "1", "rows": "1"}
    whole = {**roll, "page_width": "210", "page_height": "297", "do": "save"}

    technician.post("/labels/formats/", whole)

    assert queries.format_named("R1", people.technician().organisation).is_roll


def test_another_workshop_does_not_see_our_formats_and_printers(as_):
    zebra = printer()
    stranger = as_(people.stranger())

    assert stranger.get(f"/labels/printers/{zebra.public_id}/").status_code == 404
    assert stranger.post(f"/labels/sites/{people.technician().site.public_id}/", {}).status_code == 404
    with pytest.raises(NotPermitted):
        workflow.print_labels(
            devices=[device_at(Stage.RECEIVED)], paper=Paper(printer=zebra), act=act(people.stranger())
        )


def test_a_printer_is_calibrated_by_a_ruler(technician):
    laser = printer(name="Laser", dpi=600, output="pdf", format="L7160")
    base = f"/labels/printers/{laser.public_id}/"
    assert len(technician.get(base).context["wanted"]) == 4
    wanted = labels.targets(labels.find("L7160"))
    page = technician.get(f"{base}test-page/")
    off = {
        "left": wanted.left + 1,
        "across": wanted.across,
        "top": wanted.top - 2,
        "along": wanted.along * 0.99,
    }

    technician.post(base, {**{name: f"{value:.2f}" for name, value in off.items()}, "format": "L7160"})

    laser.refresh_from_db()
    assert page["Content-Type"] == "application/pdf"
    assert laser.x_mm == Decimal("-1.00")
    assert laser.scale == Decimal("1.00000")
    assert float(laser.scale_y) == pytest.approx(1 / 0.99, abs=2e-4)
    assert laser.calibrated_at is not None


def test_a_misread_ruler_is_told(technician):
    laser = printer(output="pdf", format="L7160")

    with pytest.raises(MoveNotAllowed):
        workflow.calibrate(
            printer=laser,
            readings=labels.Readings(15, 50, 15, 50),
            on=labels.find("L7160"),
            act=act(),
        )


def test_a_printer_that_is_gone_is_offered_no_more(technician):
    laser = printer(output="pdf")
    technician.post(f"/labels/printers/{laser.public_id}/end/")

    assert not Printer.objects.visible_to(people.technician()).exists()


# By themselves, at reception


def reception(when, **more):
    person = people.technician()
    workflow.set_site_labels(site=person.site, when=when, format_name="L7160", printer=None, act=act())
    [device] = announced()
    plan = Plan(id=uuid.uuid4(), action=Action.RECEIVE, params={}, donation=device.donation)
    return device, workflow.series_of(plan, act=act())


def receive(client, device, row):
    address = f"/scan/{row.public_id}/?action=receive&donation={device.donation.ref}"
    return client.post(address, {"scan": uuid.uuid4(), "text": device.code, "move": "receive"})


@pytest.mark.parametrize(("when", "count"), [("never", 0), ("each", 1), ("series", 0)])
def test_a_label_is_asked_for_after_each_device_where_the_site_wants_it(technician, when, count):
    device, row = reception(when)

    shown = receive(technician, device, row).content.decode()

    assert LabelPrint.objects.count() == count
    assert ("Its label" in shown) == bool(count)
    assert ("still missing" in shown) or count


@pytest.mark.parametrize(("when", "count"), [("never", 0), ("each", 0), ("series", 1)])
def test_labels_are_asked_for_at_the_end_of_the_series_where_the_site_wants_it(technician, when, count):
    device, row = reception(when)
    workflow.scan(scan_id=uuid.uuid4(), text=device.code, move=Move.RECEIVE, params={}, act=act(), series=row)

    ended = technician.post(f"/scan/{row.public_id}/end/")

    assert LabelPrint.objects.count() == count
    assert ended.url.startswith("/jobs/" if count else "/scan/")


def test_a_series_fills_the_print_page(technician):
    device, row = reception("never")
    receive(technician, device, row)

    shown = technician.get("/labels/", {"series": str(row.public_id)})

    assert shown.context["count"] == 1
    assert not SiteLabels.objects.exclude(when="never").exists()
