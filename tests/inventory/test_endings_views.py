"""The pages of the end of life: a pallet from open to certified, the register, a batch in kilograms, waste in law."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import queries, workflow
from inventory.models import BatchWeight, Device, RecyclingPallet
from inventory.states import Stage
from tests import people
from tests.inventory.factories import again, checked, device_at
from tests.inventory.test_endings import PARTNERS, closed, collected, loaded, pallet, put, waste_at

pytestmark = pytest.mark.django_db

CLOSE = {**PARTNERS, "weight_g": "9,5"}


@pytest.fixture
def manager(as_):
    return as_(people.manager())


def url(one: RecyclingPallet, gesture: str = "") -> str:
    return f"/pallets/{one.place.code}/{gesture}"


def test_a_manager_leads_a_pallet_from_open_to_certified(manager):
    manager.post("/pallets/new/", {"name": "Palette juin"})
    one = RecyclingPallet.objects.get()
    device = device_at(Stage.RECYCLED)
    put(device, one.place)
    page = manager.get(url(one)).content.decode()
    assert str(device) in page
    assert 'name="seen" value="1"' in page

    answer = manager.post(url(one, "close/"), {**CLOSE, "seen": 1}, follow=True)
    assert one.events.filter(kind="closed").exists(), answer.content.decode()
    manager.post(url(one, "collected/"), {"on": str(one.events.last().on), "tracking": "BSD-1"})
    paper = SimpleUploadedFile("c.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    manager.post(url(one, "certified/"), {"file": paper})

    one.refresh_from_db()
    assert (one.stage, one.weight_g, one.tracking) == ("certified", 9500, "BSD-1")
    assert b"".join(manager.get(url(one, "certificate/")).streaming_content) == b"%PDF-1.4 x"
    [row] = manager.get("/pallets/?state=certified").context["rows"]
    assert (str(row.pallet.place), row.devices) == ("Palette juin", 1)
    assert manager.get("/pallets/?state=open").context["rows"] == []
    register = manager.get("/waste-register/").content.decode()
    assert "BSD-1" in register
    assert "16 02 13*" in register
    table = b"".join(manager.post("/lists/waste/file/", {"do": "csv"}).streaming_content).decode()
    assert one.slip.number in table
    assert "1.65" in table or "1,65" in table


def test_a_form_with_a_fault_comes_back_with_it(manager):
    one = loaded("laptop")

    light = manager.post(url(one, "close/"), {**CLOSE, "seen": 1, "weight_g": "rien"})
    loose = manager.post(url(one, "loose/"), {"name": "Piles", "code": "99 99 99", "grams": "1"})
    other = manager.post(url(one, "close/"), {**CLOSE, "seen": 7}, follow=True)

    assert (light.status_code, loose.status_code) == (400, 400)
    assert "look at the list again" in other.content.decode()
    one.refresh_from_db()
    assert one.is_open


def test_only_a_certificate_is_kept_as_one(manager):
    one = collected(closed(loaded("laptop")))

    refused = manager.post(url(one, "certified/"), {"file": SimpleUploadedFile("c.pdf", b"MZ\x90")})

    one.refresh_from_db()
    assert refused.status_code == 400
    assert one.certificate is None


def test_a_technician_loads_and_does_not_close(technician):
    one = pallet()
    page = technician.get(url(one)).content.decode()

    added = technician.post(url(one, "loose/"), {"name": "Piles", "code": "16 06 05", "grams": "1,2"})
    line = one.lines.get()
    refused = technician.post(url(one, "close/"), {**CLOSE, "seen": 0})
    technician.post(url(one, "loose/"), {"line": line.pk})

    assert "Close the pallet" not in page
    assert (added.status_code, line.grams, refused.status_code) == (302, 1200, 403)
    assert not one.lines.exists()


def test_another_workshop_sees_nothing_of_it(as_):
    one = collected(closed(loaded("laptop")))
    stranger = as_(people.stranger())

    assert stranger.get(url(one)).status_code == 404
    assert one.slip.number not in stranger.get("/waste-register/").content.decode()


def test_an_existing_pallet_is_opened_for_recycling_from_its_page(technician):
    _owner, site = people.workshop()
    act = people.act(people.manager())
    place = workflow.create_place(site=site, kind="pallet", name="P", parent=None, act=act)
    box = workflow.create_place(site=site, kind="box", name="B", parent=None, act=act)

    assert "For recycling" in technician.get(f"/places/{place.code}/").content.decode()
    technician.post("/pallets/new/", {"place": place.code})
    technician.post("/pallets/new/", {"place": box.code})

    assert [one.place for one in RecyclingPallet.objects.all()] == [place]


def test_recycling_in_a_series_puts_the_device_on_the_pallet_that_was_scanned():
    one = pallet()
    device = device_at(Stage.ERASURE)
    workflow.state_no_storage(device=device, act=people.act(people.technician()))
    record = workflow.scan(
        scan_id=uuid4(),
        text=device.code,
        move="recycle",
        params={"reason_code": "obsolete", "place": one.place.code},
        act=people.act(people.manager()),
    )

    assert record.result == "done", record.outcome
    assert (again(device).stage, again(device).place) == (Stage.RECYCLED, one.place)


def test_waste_is_declared_and_left_on_the_page_of_the_device(manager):
    device, other = waste_at(Stage.QUALITY_CHECK), device_at(Stage.TRIAGE)
    checked(device)
    manager.post(f"/d/{other.code}/waste/", {"reason_code": "not_chosen"})
    assert again(other).regulatory_status == Device.Status.WASTE
    assert "only after a dated exit" in manager.get(f"/d/{device.code}/").content.decode()
    criteria = [item["code"] for item in queries.criteria_on(people.NOON.date()).items]

    missing = manager.post(f"/d/{device.code}/waste/left/", {"criteria": criteria})
    assert missing.status_code == 400
    manager.post(f"/d/{device.code}/waste/left/", {"criteria": criteria, "reference": "SSD-1"})

    assert again(device).regulatory_status == Device.Status.LEFT_WASTE
    page = manager.get(f"/d/{device.code}/").content.decode()
    assert "SSD-1" in page
    assert "Became waste: Taken without choosing" in page


def test_the_donor_reads_the_batch_in_kilograms_and_only_the_workshop_weighs_it(as_):
    device = device_at(Stage.RECYCLED)
    ref = device.donation.ref
    technician = as_(people.technician())
    technician.post(f"/donations/{ref}/weights/scales/", {"grams": "2,15"})
    assert BatchWeight.objects.get().grams == 2150

    donor = as_(people.donor())
    page = donor.get(f"/donations/{ref}/weights/").content.decode()
    table = b"".join(donor.get(f"/donations/{ref}/weights/table/").streaming_content).decode()
    assert "0.5 kg between" in page
    assert "1.65" in table or "1,65" in table
    assert donor.post(f"/donations/{ref}/weights/scales/", {"grams": "9"}).status_code == 403
    assert f"/donations/{ref}/weights/" in donor.get(f"/donations/{ref}/").content.decode()


@pytest.mark.parametrize("address", ["/pallets/", "/waste-register/", "{pallet}"])
def test_the_pages_ask_as_much_for_many_as_for_one(manager, address):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert manager.get(address.format(pallet=url(one))).status_code == 200
        return len(context)

    one = loaded("laptop")
    if address != "{pallet}":
        collected(closed(one))
    asked()
    few = asked()
    for number in range(3):
        if address == "{pallet}":
            put(device_at(Stage.RECYCLED, kind_of="desktop"), one.place)
        else:
            other = pallet(f"Palette {number + 5}")
            put(device_at(Stage.RECYCLED), other.place)
            collected(closed(other))

    assert asked() == few
