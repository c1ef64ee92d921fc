"""Accessories: counted by kind, attached to devices; the charger a laptop needs before it is ready."""

import pytest

from inventory import queries, workflow
from inventory.models import AccessoryKind, AccessoryMovement, AccessoryNeed, AccessoryStock
from inventory.states import EventKind, Gate, Move, Stage
from inventory.workflow.gates import GATES, Passage
from inventory.workflow.refusals import (
    AccessoryMissing,
    NothingToUndo,
    PartElsewhere,
    ReasonNeeded,
    StockTooLow,
)
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.inventory import factories
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db


def kind(code: str = "charger_usb_c_65") -> AccessoryKind:
    return AccessoryKind.objects.get(code=code)


def act(person=None):
    return people.act(person or people.technician())


def site():
    return people.technician().site


def stocked(code: str = "charger_usb_c_65", change: int = 5, person=None) -> AccessoryMovement:
    reason = "arrived" if change > 0 else "given"
    return workflow.move_accessories(
        site=site(), kind=kind(code), change=change, reason=reason, act=act(person)
    )


def quantity(code: str = "charger_usb_c_65") -> int:
    return AccessoryStock.objects.get(site=site(), kind__code=code).quantity


def waiting(**description):
    """A laptop whose checklist passed, that waits for its signature, without a charger."""
    device = device_at(Stage.SETUP, **description)
    workflow.move(device=device, move=Move.CHECK, act=act())
    factories.checked(device)
    return again(device)


def signed(device):
    return factories.signed(device)


# Quantities


def test_a_quantity_is_the_sum_of_its_movements():
    stocked(change=5)
    stocked(change=-2)
    workflow.count_accessories(site=site(), kind=kind(), counted=7, note="boîte oubliée", act=act())

    changes = list(AccessoryMovement.objects.values_list("change", "after", "reason"))
    assert changes == [(4, 7, "counted"), (-2, 3, "given"), (5, 5, "arrived")]
    assert quantity() == sum(change for change, _after, _reason in changes)
    with pytest.raises(AppendOnlyViolation):
        AccessoryMovement.objects.all().delete()


def test_nothing_is_taken_that_is_not_there():
    stocked(change=1)

    with pytest.raises(StockTooLow):
        stocked(change=-2)

    assert quantity() == 1


@pytest.mark.parametrize(
    ("change", "reason"), [(1, "given"), (-1, "arrived"), (0, "arrived"), (10_001, "arrived")]
)
def test_a_movement_has_a_reason_that_fits_it(change, reason):
    with pytest.raises(ReasonNeeded):
        workflow.move_accessories(site=site(), kind=kind(), change=change, reason=reason, act=act())


def test_a_count_that_differs_says_why_and_one_that_agrees_writes_nothing():
    stocked(change=3)

    with pytest.raises(ReasonNeeded):
        workflow.count_accessories(site=site(), kind=kind(), counted=2, note=" ", act=act())
    assert workflow.count_accessories(site=site(), kind=kind(), counted=3, note="", act=act()) is None


def test_another_workshop_or_role_moves_nothing():
    for person in (people.stranger(), people.social_worker(), people.administrator()):
        with pytest.raises(NotPermitted):
            stocked(person=person)


def test_one_takes_back_ones_own_last_movement():
    stocked(change=5)
    last = stocked(change=-2)

    with pytest.raises(NothingToUndo):
        workflow.undo_movement(movement=last, act=act(people.colleague()))
    undone = workflow.undo_movement(movement=last, act=act())

    assert (quantity(), undone.corrects) == (5, last)
    with pytest.raises(NothingToUndo):
        workflow.undo_movement(movement=last, act=act())


def test_what_is_attached_leaves_the_stock_and_comes_back():
    stocked(change=1)
    device = device_at(Stage.SETUP)

    kept = workflow.attach_accessory(device=device, kind=kind(), act=act())
    assert quantity() == 0
    with pytest.raises(StockTooLow):
        workflow.attach_accessory(device=device, kind=kind(), act=act())
    workflow.detach_accessory(accessory=kept, act=act())

    assert quantity() == 1
    with pytest.raises(PartElsewhere):
        workflow.detach_accessory(accessory=kept, act=act())
    told = list(device.events.order_by("-seq").values_list("kind", flat=True)[:2])
    assert told == [EventKind.ACCESSORY_DETACHED, EventKind.ACCESSORY_ATTACHED]


def test_nothing_is_attached_to_what_is_not_here():
    device = device_at(Stage.HANDED_OVER)

    with pytest.raises(MoveNotAllowed):
        workflow.attach_accessory(device=device, kind=kind(), act=act(), is_from_stock=False)
    with pytest.raises(MoveNotAllowed):
        workflow.detach_accessory(accessory=device.accessories.get(), act=act())


# Texts


def test_every_barcode_of_the_sheet_names_one_entry():
    kinds = list(AccessoryKind.objects.all())
    texts = [text for one in kinds for text in queries.entry_texts(one)]

    assert len(set(texts)) == len(texts)
    for one in kinds:
        plus, minus = queries.entry_texts(one)
        assert queries.entry_in(plus.lower(), kinds) == queries.Entry(one, 1)
        assert queries.entry_in(minus, kinds) == queries.Entry(one, -1)
        assert queries.command_in(plus) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+3 usb-c 65", ("charger_usb_c_65", 3)),
        ("-1 sacoche", ("bag", -1)),
        ("+2 charger", None),  # several
        ("3 sacoche", None),
        ("+0 sacoche", None),
        ("+", None),
        ("", None),
        ("+99999999 sacoche", None),
    ],
)
def test_a_typed_entry_names_one_kind(text, found):
    entry = queries.entry_in(text, list(AccessoryKind.objects.all()))

    assert (entry and (entry.kind.code, entry.change)) == found


# The gate


def test_a_laptop_without_a_charger_is_not_ready():
    device = waiting()

    with pytest.raises(AccessoryMissing, match="USB-C ≥ 45 W"):
        signed(device)

    assert again(device).stage == Stage.QUALITY_CHECK
    assert again(device).checks.get(voided_at=None).signed_by is None


@pytest.mark.parametrize("code", ["charger_usb_c_65", "charger_lenovo_slim_45"])
def test_one_that_fits_in_stock_is_enough(code):
    device = waiting()
    stocked(code, change=1)

    signed(device)

    assert again(device).stage == Stage.READY


@pytest.mark.parametrize("code", ["charger_hp_4_5_65", "keyboard_usb", "charger_other"])
def test_what_does_not_fit_in_stock_is_not(code):
    device = waiting()
    stocked(code)

    with pytest.raises(AccessoryMissing):
        signed(device)


def test_too_few_watts_are_not_enough():
    device = waiting(manufacturer="Dell", model="Latitude 5490")
    stocked("charger_usb_c_45")

    with pytest.raises(AccessoryMissing, match="65 W"):
        signed(device)


def test_one_in_another_site_is_not_at_hand():
    device = waiting()
    workflow.move_accessories(
        site=people.stranger().site, kind=kind(), change=5, reason="arrived", act=act(people.stranger())
    )

    with pytest.raises(AccessoryMissing):
        signed(device)


def test_of_an_unknown_model_any_charger_a_person_attached_counts():
    device = waiting(manufacturer="Medion", model="Akoya")
    stocked("charger_usb_c_65")
    with pytest.raises(AccessoryMissing):
        signed(device)

    workflow.attach_accessory(device=device, kind=kind("charger_other"), is_from_stock=False, act=act())
    signed(device)

    assert again(device).stage == Stage.READY


def test_one_attached_that_does_not_fit_a_known_model_is_named():
    device = waiting()
    workflow.attach_accessory(device=device, kind=kind("charger_hp_4_5_65"), is_from_stock=False, act=act())

    with pytest.raises(AccessoryMissing, match="HP"):
        signed(device)


def test_one_that_was_taken_off_does_not_count():
    device = waiting(manufacturer="Medion", model="Akoya")
    kept = workflow.attach_accessory(device=device, kind=kind(), is_from_stock=False, act=act())
    workflow.detach_accessory(accessory=kept, act=act())

    with pytest.raises(AccessoryMissing):
        signed(device)


def test_which_types_need_what_is_data():
    desktop = waiting(kind_of="desktop")
    assert workflow.accessory_refusal(desktop) is None

    AccessoryNeed.objects.create(type=DeviceType.objects.get(code="desktop"), category="keyboard")
    assert isinstance(workflow.accessory_refusal(desktop), AccessoryMissing)
    stocked("keyboard_usb")
    assert workflow.accessory_refusal(again(desktop)) is None


def test_only_release_asks_for_it():
    device = waiting()

    with pytest.raises(AccessoryMissing):
        GATES[Gate.CHARGER](Passage(device, Move.RELEASE, ""))
    workflow.move(device=device, move=Move.REPAIR, act=act())


def test_the_longest_known_name_decides():
    device = device_at(Stage.RECEIVED, manufacturer="LENOVO", model="ThinkPad T470s")

    assert {one.connector for one in queries.chargers_of(device)} == {"usb_c", "lenovo_slim"}
    assert queries.chargers_of(device_at(Stage.RECEIVED, manufacturer="", model="T470")) == []
