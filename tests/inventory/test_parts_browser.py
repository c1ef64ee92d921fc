"""The pages of parts and accessories in a real browser: they fit, they are accessible, their barcodes scan."""

import pytest

import labels
from inventory import queries, workflow
from inventory.models import AccessoryKind
from inventory.states import Stage
from tests.browsers import at_the_field, faulty
from tests.inventory.factories import device_at
from tests.inventory.test_parts import act, in_stock, kind, ssd, stripped
from tests.inventory.test_parts_accessories import quantity, stocked
from tests.inventory.test_places import place

pytestmark = pytest.mark.browser


@pytest.fixture
def bench(committed):
    """Parts in stock and fitted, devices that wait for one that arrived and one that did not, chargers and bags."""
    shelf = place("Étagère pièces")
    sources = [stripped(serial=f"S3Z8NX0K{each}") for each in range(4)]
    part = in_stock(sources[0], place=shelf)
    in_stock(sources[1], "keyboard", "AZERTY")
    disk = ssd(sources[2])
    broken, other = (
        device_at(Stage.REPAIR),
        device_at(Stage.REPAIR, manufacturer="Dell", model="Latitude 5490"),
    )
    workflow.fit(part=disk, device=broken, act=act())
    for code, spec in (("ram", "DDR4 8 Go"), ("battery", ""), ("wifi", "M.2 Wi-Fi 6")):
        workflow.await_part(device=other, kind=kind(code), spec=spec, act=act())
    stocked("charger_usb_c_65", 12)
    stocked("charger_hp_4_5_45", 6)
    stocked("bag", 2)
    workflow.attach_accessory(
        device=broken, kind=AccessoryKind.objects.get(code="charger_usb_c_65"), act=act()
    )
    need = other.part_needs.get(kind__code="wifi")
    return part, disk, broken, other, sources[3], need


def test_the_pages_of_parts_are_accessible_and_fit(open_page, bench):
    part, disk, broken, other, source, need = bench
    page = open_page("/parts/")
    paths = (
        "/parts/",
        "/parts/?q=nothing",
        "/parts/?state=any",
        f"/parts/{part.public_id}/",
        f"/parts/{disk.public_id}/",
        "/parts/awaited/",
        "/parts/awaited/?kind=fan",
        f"/parts/givers/?need={need.public_id}",
        "/accessories/",
        "/accessories/charger_usb_c_65/",
        "/accessories/sheet/",
        f"/d/{broken.code}/",
        f"/d/{other.code}/",
        f"/d/{source.code}/",
    )

    assert faulty(page, paths) == {}
    assert page.complaints == []


def test_a_barcode_of_the_sheet_counts_one_more(open_page, bench, tmp_path):
    page = open_page("/accessories/sheet/", device_scale_factor=2)
    page.locator("section:has(#kind-bag)").screenshot(path=tmp_path / "bag.png")
    texts = {found.text for found in labels.decode_image((tmp_path / "bag.png").read_bytes())}
    assert texts == set(queries.entry_texts(AccessoryKind.objects.get(code="bag")))

    page.goto(page.url.replace("sheet/", ""))
    at_the_field(page)
    page.keyboard.type(queries.entry_texts(AccessoryKind.objects.get(code="bag"))[0].lower())
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert.ok, .toast")

    assert quantity("bag") == 3
