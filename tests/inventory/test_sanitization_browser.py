"""The account of a batch's media in a real browser: serials scanned one after the other, pages that fit and can be read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from inventory import workflow
from inventory.models import Medium
from inventory.states import Stage
from reuse.documents import workflow as documents
from tests import people
from tests.inventory.factories import device_at, medium
from tests.inventory.test_sanitization import batch, reset, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(chromium, committed, live_server):
    """Opens an address as a person, and remembers what the console complained of."""
    contexts = []

    def opened(path, *, person, width=1280, **options):
        client = Client()
        client.force_login(person.user)
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": 900}, locale="fr-FR", reduced_motion="reduce", **options
            )
        )
        contexts[-1].add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.session.session_key,
                    "url": live_server.url,
                }
            ]
        )
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_serials_are_scanned_one_after_the_other(open_page):
    donation = batch()
    page = open_page(f"/donations/{donation.ref}/sanitization/", person=people.technician())

    for typed, found in (("OUT-2", "OUT-2"), ("qwerty)&", "AZERTY-1"), ("NOTHING", "NOTHING")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".result:has-text('{found}')")

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


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(open_page, width):
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
        page = open_page(report, person=person, width=width)
        home = page.url.removesuffix(report)
        for path in paths:
            page.goto(home + path)
            page.evaluate("document.querySelectorAll('details.more').forEach(each => { each.open = true })")
            violations = Axe().run(page).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[path] = [each["id"] for each in violations] + ["too wide"] * wide
        assert page.complaints == []

    assert {path: faults for path, faults in found.items() if faults} == {}
