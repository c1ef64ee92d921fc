"""The account of a batch's media in a real browser: serials scanned one after the other, pages that fit and can be read."""

import pytest

from inventory import workflow
from inventory.models import Medium
from inventory.states import Stage
from reuse.documents import workflow as documents
from tests import people
from tests.browsers import at_the_field, faulty
from tests.inventory.factories import device_at, medium
from tests.inventory.test_sanitization import batch, reset, settled

pytestmark = pytest.mark.browser


def test_serials_are_scanned_one_after_the_other(open_page):
    donation = batch()
    page = open_page(f"/donations/{donation.ref}/sanitization/", person=people.technician())

    for typed, found in (("OUT-2", "OUT-2"), ("qwerty)&", "AZERTY-1"), ("NOTHING", "NOTHING")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".result:has-text('{found}')")
        at_the_field(page)

    assert page.evaluate("document.activeElement.id") == "q"
    assert page.complaints == []


def test_a_reset_takes_two_sessions_and_every_tick_without_scripts(open_page):
    device = device_at(Stage.ERASURE, kind_of="smartphone")
    medium(device, serial="")
    path = f"/d/{device.code}/"
    mine = open_page(path, person=people.technician(), java_script_enabled=False)

    mine.click("details:has(.ticks) > summary")
    for box in mine.locator(".ticks input").all():
        box.check()
    mine.click(".ticks ~ p button")
    assert Medium.objects.get().state == Medium.State.ATTESTED
    assert not mine.locator("form[action$='reset/confirmed/']").count()
    theirs = open_page(path, person=people.colleague(), java_script_enabled=False)
    theirs.click("form[action$='reset/confirmed/'] button")

    assert Medium.objects.get().state == Medium.State.ERASED


def test_anyone_verifies_a_certificate_by_its_file_or_by_what_is_printed_on_it(open_page, live_server):
    donation = settled()
    issued = workflow.certify_batch(donation=donation, act=people.act(people.technician()))
    pdf = documents.content(issued)
    page = open_page("/verify/", person=people.social_worker())

    def answer_to(content):
        page.goto(f"{live_server.url}/verify/")
        file = {"name": "certificat.pdf", "mimeType": "application/pdf", "buffer": content}
        page.set_input_files("input[type=file]", file)
        page.click("button[value=file]")
        return page.get_attribute(".alert", "class")

    assert answer_to(pdf) == "alert ok"
    assert answer_to(pdf[:500] + bytes([pdf[500] ^ 1]) + pdf[501:]) == "alert bad"
    page.goto(f"{live_server.url}/v/{issued.number}/{issued.check_code}/")
    page.click("form[aria-labelledby=by-number] button")
    assert issued.number in page.inner_text(".alert.ok")
    documents.void(issued, reason="a medium was missed", act=people.act(people.manager()))
    assert answer_to(pdf) == "alert warn"
    assert page.complaints == []


def test_the_pages_are_accessible_and_fit(open_page):
    donation = batch()
    phone = device_at(Stage.ERASURE, kind_of="smartphone")
    reset(phone)
    empty, disks = device_at(Stage.ERASURE), device_at(Stage.ERASURE)
    medium(disks)
    report = f"/donations/{donation.ref}/sanitization/"
    found = {}

    for person, paths in (
        (
            people.technician(),
            (
                report,
                f"{report}?view=failed",
                f"{report}?q=OUT-2",
                f"{report}?q=NOTHING",
                f"/d/{disks.code}/",
            ),
        ),
        (people.colleague(), (f"/d/{phone.code}/", f"/d/{empty.code}/")),
        (people.donor(), (report, f"/donations/{donation.ref}/")),
    ):
        page = open_page(report, person=person)
        found |= faulty(page, paths)
        assert page.complaints == []

    assert found == {}
