"""The pages of places and of commands in a real browser: they fit, they are accessible, their symbols scan."""

import pytest

import labels
from inventory import queries
from inventory.models import Place
from inventory.states import Stage
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import device_at
from tests.inventory.test_places import LOCATION, PALLET, place, put

pytestmark = pytest.mark.browser


@pytest.fixture
def box(committed):
    """A box on a shelf, with devices that came from another one, and more around it."""
    room = place("Réserve du fond", LOCATION)
    shelf = place("Étagère A", LOCATION, inside=room)
    place("Palette D3E", PALLET, inside=room)
    boxes = [place(f"Carton {number:03}", inside=shelf) for number in range(1, 13)]
    inner = place("Sachet de chargeurs", inside=boxes[0])
    for stage in (Stage.RECEIVED, Stage.ERASURE, Stage.READY):
        device = device_at(stage)
        put(device, boxes[1])
        put(device, boxes[0])
    put(device_at(Stage.AUDIT), inner)
    return boxes[0]


def test_the_pages_of_places_are_accessible_and_fit(open_page, box):
    page = open_page("/places/")
    paths = (
        "/places/",
        "/places/?q=carton",
        "/places/?q=nothing",
        f"/places/new/?in={box.code}",
        f"/places/{box.code}/",
        f"/places/{box.parent.code}/",
        "/commands/",
    )

    assert faulty(page, paths) == {}
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_commands_scan_from_the_screen(open_page, box, tmp_path, width, scheme):
    page = open_page("/commands/", width=width, color_scheme=scheme, device_scale_factor=2)
    found = []

    for number, symbol in enumerate(page.locator(".commands svg").all()):
        picture = tmp_path / f"{number}.png"
        symbol.screenshot(path=picture)
        found += [barcode.text for barcode in labels.decode_file(picture)]

    groups = queries.command_groups(people.technician())
    assert found == [command.text for group in groups for command in group.commands]


def test_a_series_of_boxes_is_made_and_its_labels_chosen_without_scripts(open_page, box):
    page = open_page(f"/places/new/?in={box.parent.parent.code}", java_script_enabled=False)

    page.fill("#id_names", "Bac 1 … 3")
    page.click("main button.go")

    made = Place.objects.filter(name__startswith="Bac").order_by("name")
    assert [one.parent for one in made] == [box.parent.parent] * 3
    assert page.input_value("#id_codes").split() == [one.code for one in made]
