"""The pages of labels in a real browser, wide and narrow, judged by axe: printing, blank labels, formats, printers."""

import pytest
from django.conf import settings
from django.test import Client

from inventory import workflow
from inventory.models import LabelPrint
from inventory.states import Stage
from inventory.workflow import Paper
from tests import people
from tests.browsers import faults
from tests.inventory.factories import device_at

pytestmark = pytest.mark.browser

FORMAT = {
    "name": "ATELIER",
    "kind": "sheet",
    "page_width": 210,
    "page_height": 297,
    "width": 60,
    "height": 30,
    "columns": 3,
    "rows": 9,
    "pitch_x": 64,
    "pitch_y": 31,
    "left": 10,
    "top": 8,
}


@pytest.fixture
def bench(committed):
    """A device, a roll with a claimed and a voided label, a printer, a format and a journal."""
    act = people.act(people.technician())
    device = device_at(Stage.RECEIVED)
    printer = workflow.add_printer(
        site=act.site, name="Laser du bureau", dpi=600, output="pdf", format="L7160", act=act
    )
    workflow.add_format(sizes=FORMAT, act=act)
    roll = workflow.print_roll(
        site=act.site, count=20, purpose="Collecte de juin", paper=Paper(printer=printer), act=act
    )
    workflow.add_blanks(roll=roll, start=0, count=20)
    first, second, *_more = roll.labels.all()
    workflow.claim_label(label=first, device=device, act=people.act(people.technician()))
    workflow.void_labels(labels=[second], why="spoiled", act=act)
    return device, roll, printer


@pytest.fixture
def open_page(chromium, bench, live_server):
    """Opens an address in French as a technician, or another."""
    contexts = []

    def opened(path, *, width=1280, by=people.technician, **options):
        client = Client()
        client.force_login(by().user)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
        contexts.append(
            chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR", **options)
        )
        contexts[-1].add_cookies([{**session, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_every_page_is_accessible_and_fits(open_page, bench):
    device, roll, printer = bench
    pages = {
        "print": f"/labels/?codes={device.code}",
        "many": f"/labels/?codes={device.code}&format=L6008",
        "slips": f"/labels/?what=slips&donation={device.donation.ref}",
        "orders": "/labels/?what=commands",
        "rolls": "/labels/rolls/",
        "roll": f"/labels/rolls/{roll.public_id}/",
        "printers": "/labels/printers/",
        "printer": f"/labels/printers/{printer.public_id}/",
        "formats": "/labels/formats/",
        "journal": "/labels/journal/",
    }
    for name, path in pages.items():
        page = open_page(path)
        assert faults(page, name) == [], name
        assert page.complaints == []


def test_damaged_labels_are_marked_without_script(open_page, bench):
    device, _roll, _printer = bench
    page = open_page(f"/labels/?codes={device.code}", java_script_enabled=False)

    page.click("label[for=s2]")
    page.select_option("[name=reason]", "damaged")
    page.click("button[value=print]")

    row = LabelPrint.objects.filter(subject="codes").get()
    assert (row.job.params["skip"], row.reason) == ([2], "damaged")
