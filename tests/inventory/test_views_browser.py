"""The workshop's pages in a real browser: scanning by keyboard alone, with and without scripts and network."""

import pytest

from inventory import workflow
from inventory.models import Device
from inventory.states import Move, Stage
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import announced, device_at, medium

pytestmark = pytest.mark.browser


@pytest.fixture
def devices(committed):
    """Four received devices of one batch."""
    batch = announced(6)
    for device in batch[:4]:
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    return batch[:4]


def scan(page, text: str) -> None:
    """What a scanner does: it types where the focus is, and ends with Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def stage(device: Device) -> str:
    return Device.objects.values_list("stage", flat=True).get(pk=device.pk)


def test_an_unknown_device_of_a_batch_is_created_from_the_scan_page(open_page, devices):
    page = open_page(f"/scan/?move=receive&donation={devices[0].donation.ref}", locale="en-GB")
    scan(page, "5CG9482KXN")
    page.wait_for_selector("text=Create this device")

    page.fill("#id_manufacturer", "HP")
    page.click("text=Create and receive")
    page.wait_for_selector("#scan-told:has-text('created and received')")

    assert Device.objects.get(manufacturer="HP").identifiers.filter(value="5CG9482KXN").exists()
    assert page.complaints == []


def test_the_workshops_pages_are_accessible_and_fit(open_page, devices):
    blocked, tested = device_at(Stage.ERASURE), device_at(Stage.QUALITY_CHECK)
    medium(blocked)
    batch = devices[0].donation.ref
    page = open_page("/workshop/", locale="en-GB")
    paths = (
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
    )

    assert faulty(page, paths) == {}
    assert page.complaints == []
