"""The pages of parts and accessories: who sees them, what they show, what they change, in a fixed number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import queries, workflow
from inventory.models import AccessoryMovement, Device, Part, PartNeed
from inventory.states import Stage
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_parts import act, in_stock, kind, ssd, stripped
from tests.inventory.test_parts_accessories import kind as accessory
from tests.inventory.test_parts_accessories import quantity, site, stocked
from tests.inventory.test_places import place

pytestmark = pytest.mark.django_db

LISTS = ("/parts/", "/parts/awaited/", "/accessories/", "/accessories/bag/")


def said(response) -> str:
    return response.content.decode()


def page(part: Part, gesture: str = "") -> str:
    return f"/parts/{part.public_id}/{gesture}"


@pytest.mark.parametrize("address", LISTS)
def test_the_lists_are_the_workshops(as_, address):
    for reader in (people.technician(), people.manager(), people.coordinator(), people.administrator()):
        assert as_(reader).get(address).status_code == 200
    for outsider in (people.donor(), people.social_worker(), people.observer()):
        assert as_(outsider).get(address).status_code == 403


@pytest.mark.parametrize("gesture", ["fit/", "return/", "scrap/", "undo/"])
def test_anothers_part_is_no_page_and_a_gesture_is_a_post(as_, gesture):
    part = in_stock()

    assert as_(people.stranger()).get(page(part)).status_code == 404
    assert as_(people.stranger()).post(page(part, gesture)).status_code == 404
    assert as_(people.technician()).get(page(part, gesture)).status_code == 405
    assert as_(people.administrator()).post(page(part, gesture)).status_code == 403


def test_the_list_is_narrowed_by_its_address(technician):
    ram, disk = in_stock(), ssd(stripped(serial="XYZ99"))

    assert str(disk.serial) in said(technician.get("/parts/"))
    narrowed = said(technician.get("/parts/?kind=ram"))
    assert ram.source.code[:4] in narrowed
    assert disk.serial not in narrowed
    assert disk.serial in said(technician.get("/parts/?q=xyz99"))
    assert "No part answers" in said(technician.get("/parts/?state=fitted"))
    assert "No part answers" in said(technician.get("/parts/?q=nothing"))


def test_empty_lists_say_what_to_do(technician):
    assert "No part in stock yet" in said(technician.get("/parts/"))
    assert "No device waits for a part" in said(technician.get("/parts/awaited/"))


def test_a_part_is_taken_out_fitted_and_taken_back_from_its_pages(technician):
    source, broken, shelf = stripped(), device_at(Stage.REPAIR), place("Étagère pièces")
    assert "Take a part out" in said(technician.get(f"/d/{source.code}/"))
    technician.post(
        f"/d/{source.code}/parts/harvest/",
        {"kind": "ssd", "spec": "SATA 256 Go", "medium": source.media.get().public_id, "place": shelf.code},
    )
    part = Part.objects.get()
    assert (part.place, part.serial) == (shelf, "S3Z8NX0K")

    answer = technician.post(f"/d/{broken.code}/parts/fit/", {"part": part.public_id}, follow=True)
    assert "Fitted: SSD SATA 256 Go" in said(answer)
    told = said(technician.get(page(part)))
    assert str(source) in told
    assert str(broken) in told

    technician.post(page(part, "undo/"))
    technician.post(page(part, "fit/"), {"device": str(broken).lower()})
    part.refresh_from_db()
    assert part.fitted_in == broken
    answer = technician.post(page(part, "return/"), {"place": ""}, follow=True)
    assert "not proven erased in this machine" in said(answer)


def test_what_is_wrong_is_said(technician):
    source, part = stripped(), in_stock()

    answers = [
        technician.post(f"/d/{source.code}/parts/harvest/", {"kind": "nothing"}, follow=True),
        technician.post(f"/d/{source.code}/parts/harvest/", {"kind": "ram", "place": "nowhere"}, follow=True),
        technician.post(page(part, "fit/"), {"device": "nonsense"}, follow=True),
        technician.post(page(part, "scrap/"), {"reason_code": "bored"}, follow=True),
        technician.post(page(part, "return/"), {"place": "nowhere"}, follow=True),
    ]

    assert [b'class="alert bad' in answer.content for answer in answers] == [True] * 5
    assert Part.objects.get().state == Part.State.IN_STOCK
    assert technician.post(f"/d/{source.code}/parts/fit/", {"part": "no"}).status_code == 404


def test_a_part_with_a_code_answers_to_its_address(technician):
    part = in_stock(is_labelled=True)

    assert technician.get(f"/d/{part.code}", follow=True).redirect_chain[-1][0] == page(part)


def test_a_device_that_waits_is_listed_until_the_part_is_there(technician):
    broken = device_at(Stage.REPAIR)
    technician.post(f"/d/{broken.code}/parts/await/", {"kind": "ram", "spec": "DDR4 8 Go"})
    need = PartNeed.objects.get()
    assert "To be found" in said(technician.get("/parts/awaited/"))

    source = stripped()
    assert "Take one out" in said(technician.get("/parts/awaited/"))
    assert str(source) in said(technician.get(f"/parts/givers/?need={need.public_id}"))
    in_stock(source)
    assert "Arrived: fit it" in said(technician.get("/parts/awaited/?kind=ram"))
    assert "No device waits" in said(technician.get("/parts/awaited/?kind=ssd"))
    assert "It has arrived" in said(technician.get(f"/d/{broken.code}/"))

    technician.post(f"/d/{broken.code}/parts/await/{need.public_id}/end/")
    assert "No device waits" in said(technician.get("/parts/awaited/"))
    assert technician.get(f"/parts/givers/?need={need.public_id}").status_code == 404
    assert technician.get("/parts/givers/?need=x").status_code == 404


def test_accessories_are_counted_by_keys_and_barcodes(technician):
    plus, minus = queries.entry_texts(accessory("bag"))
    for text in (plus, "+4 sacoche", minus):
        technician.post("/accessories/entry/", {"text": text, "site": site().public_id})
    assert quantity("bag") == 4

    assert "names no single kind" in said(
        technician.post("/accessories/entry/", {"text": "what?"}, follow=True)
    )
    assert "only 4 in stock" in said(
        technician.post("/accessories/entry/", {"text": "-9 sacoche"}, follow=True)
    )
    technician.post("/accessories/bag/move/", {"count": 3, "reason": "broken", "back": "kind"})
    technician.post("/accessories/bag/count/", {"counted": 8, "note": "second shelf"})
    assert quantity("bag") == 8
    assert "second shelf" in said(technician.get("/accessories/bag/"))

    technician.post(f"/accessories/undo/{AccessoryMovement.objects.first().public_id}/")
    assert quantity("bag") == 1


def test_a_wrong_count_or_number_changes_nothing(technician):
    technician.post("/accessories/bag/move/", {"count": 0, "reason": "arrived"})
    technician.post("/accessories/bag/count/", {"counted": -1})
    answer = technician.post("/accessories/bag/count/", {"counted": 5}, follow=True)

    assert "Say why the count differs" in said(answer)
    assert not AccessoryMovement.objects.exists()


def test_another_organisations_site_is_no_page(technician):
    other = people.stranger().site.public_id

    assert technician.get("/accessories/", {"site": other}).status_code == 404
    assert technician.post("/accessories/entry/", {"site": other, "text": "+1 sacoche"}).status_code == 404


def test_a_charger_is_attached_and_taken_off_on_the_devices_page(technician):
    stocked(change=1)
    device = device_at(Stage.SETUP)
    assert "Not ready without its accessory" not in said(technician.get(f"/d/{device.code}/"))

    technician.post(f"/d/{device.code}/accessories/attach/", {"accessory": "charger_usb_c_65"})
    kept = device.accessories.get()
    assert quantity() == 0
    technician.post(f"/d/{device.code}/accessories/{kept.public_id}/detach/")
    assert quantity() == 1
    stocked(change=-1)
    assert "Not ready without its accessory" in said(technician.get(f"/d/{device.code}/"))
    technician.post(f"/d/{device.code}/accessories/attach/", {"accessory": "nothing"})
    assert not device.accessories.filter(detached_at=None).exists()


def test_the_sheet_has_two_barcodes_a_kind(technician):
    sheet = said(technician.get("/accessories/sheet/"))

    assert all(text in sheet for text in queries.entry_texts(accessory("bag")))


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def filled(number: int) -> Device:
    """So many parts in stock, devices that wait and movements; the last device that waits."""
    shelf = place(f"Étagère {number}")
    for each in range(number):
        in_stock(stripped(serial=f"N{number}X{each}"), spec=f"DDR4 {each} Go", place=shelf)
        stocked("bag", change=each + 1)
        broken = device_at(Stage.REPAIR)
        workflow.await_part(device=broken, kind=kind("ssd"), spec="SATA 256 Go", act=act())
    return broken


@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_the_same_statements_for_two_and_twenty(technician, address):
    filled(2)
    few = statements(technician, address)

    filled(18)

    assert statements(technician, address) == few


def test_the_devices_page_takes_the_same_statements_for_two_and_ten_parts(technician):
    source = stripped()
    for code in ("ram", "wifi"):
        in_stock(source, code, "")
    few = statements(technician, f"/d/{source.code}/")
    for code in ("battery", "screen", "keyboard", "fan", "webcam", "optical", "other", "power_board"):
        in_stock(source, code, "")

    many = statements(technician, f"/d/{source.code}/")

    assert many == few
