"""The workshop's pages in a real browser: scanning by keyboard alone, with and without scripts and network."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from inventory import workflow
from inventory.models import Device
from inventory.states import Move, Stage
from tests import people
from tests.inventory.factories import announced, device_at, medium

pytestmark = pytest.mark.browser


@pytest.fixture
def devices(committed):
    """Four received devices of one batch."""
    batch = announced(6)
    for device in batch[:4]:
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    return batch[:4]


@pytest.fixture
def open_page(chromium, devices, live_server):
    """Opens an address as a technician, and remembers what the console complained of."""
    client = Client()
    client.force_login(people.technician().user)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.session.session_key,
        "url": live_server.url,
    }
    contexts = []

    def opened(path, *, width=1280, **options):
        contexts.append(
            chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **options)
        )
        contexts[-1].add_cookies([cookie])
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def scan(page, text: str) -> None:
    """What a scanner does: it types where the focus is, and ends with Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def stage(device: Device) -> str:
    return Device.objects.values_list("stage", flat=True).get(pk=device.pk)


def test_an_unknown_device_of_a_batch_is_created_from_the_scan_page(open_page, devices):
    page = open_page(f"/scan/?move=receive&donation={devices[0].donation.ref}")
    scan(page, "5CG9482KXN")
    page.wait_for_selector("text=Create this device")

    page.fill("#id_manufacturer", "HP")
    page.click("text=Create and receive")
    page.wait_for_selector("#scan-told:has-text('created and received')")

    assert Device.objects.get(manufacturer="HP").identifiers.filter(value="5CG9482KXN").exists()
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_workshops_pages_are_accessible_and_fit(open_page, devices, width):
    blocked, tested = device_at(Stage.ERASURE), device_at(Stage.QUALITY_CHECK)
    medium(blocked)
    batch = devices[0].donation.ref
    page = open_page("/workshop/", width=width)
    home = page.url.removesuffix("/workshop/")
    found = {}

    for path in (
        "/workshop/",
        "/scan/",
        "/scan/?action=erase",
        f"/scan/?move=receive&donation={batch}",
        "/devices/",
        "/devices/?type=tablet",
        f"/labels/?donation={batch}",
        "/search/?q=Lenovo",
        f"/d/{blocked.code}/",
        f"/d/{tested.code}/",
    ):
        page.goto(home + path)
        page.evaluate("document.querySelectorAll('details.more').forEach(each => { each.open = true })")
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[path] = [each["id"] for each in violations] + ["too wide"] * wide

    assert {path: faults for path, faults in found.items() if faults} == {}
    assert page.complaints == []
