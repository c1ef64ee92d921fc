"""Whatever names a device, a place, a person or a command, through any keyboard, is found again or honestly reported."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import codes, workflow
from inventory.models import Identifier, Place
from inventory.states import COMMANDS, Stage
from reuse.accounts.models import Badge
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
US = codes.US
CAPS = codes.with_caps


def typed(text: str, keyboard: str) -> str:
    """What a scanner set to an American keyboard types on another one, caps lock on or off."""
    other = {"azerty": codes.AZERTY, "qwertz": codes.QWERTZ}
    name, _plus, lock = keyboard.partition("+")
    if name not in other:
        return CAPS(text) if keyboard == "caps" else text
    table = str.maketrans(codes.FLIPPED if lock == "lock" else US, other[name])
    garbled = text.translate(table)
    return CAPS(garbled) if lock == "caps" else garbled


KEYBOARDS = ["", "caps", "azerty", "azerty+caps", "azerty+lock", "qwertz", "qwertz+caps", "qwertz+lock"]
SERIALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/.", min_size=5, max_size=20).filter(
    lambda text: len(codes.normalised(text)) >= 4
)


def named(device, kind, value):
    Identifier.objects.create(
        device=device,
        kind=kind,
        value=value,
        normalised=codes.normalised(value),
        since=device.stage_since,
    )


@pytest.mark.any_database
@pytest.mark.parametrize("keyboard", KEYBOARDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(serial=SERIALS)
def test_any_serial_number_typed_through_any_keyboard_is_found_or_reported(keyboard, serial, request):
    device = request.getfixturevalue("shelf")
    device.identifiers.exclude(kind=Identifier.Kind.CODE).delete()
    named(device, Identifier.Kind.SERIAL, serial)

    found = workflow.resolve(typed(serial, keyboard), membership=people.technician())

    if found.devices:
        assert [one.pk for one in found.devices] == [device.pk]
    else:  # the layout has no key for one of its characters: said, never another device
        assert found.names_nothing


@pytest.fixture
def shelf():
    """One device at the workshop."""
    return device_at(Stage.RECEIVED)


@pytest.mark.parametrize("keyboard", KEYBOARDS)
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Identifier.Kind.SERIAL, "004HQ3"),
        (Identifier.Kind.SERIAL, "PF1XK2Z9"),
        (Identifier.Kind.IMEI, "490154203237518"),
        (Identifier.Kind.DONOR_TAG, "MAIRIE-0417"),
        (Identifier.Kind.REFURBISHER, "ATL.20987"),
        (Identifier.Kind.EMMAUS, "GRPC26-0043"),
    ],
)
def test_each_kind_of_name_is_found_through_each_keyboard(shelf, keyboard, kind, value):
    named(shelf, kind, value)

    found = workflow.resolve(typed(value, keyboard), membership=people.technician())

    assert [one.pk for one in found.devices] == [shelf.pk]
    assert bool(found.fault) == (codes.normalised(typed(value, keyboard)) != codes.normalised(value))


@pytest.mark.parametrize("keyboard", KEYBOARDS)
def test_our_code_its_dashed_form_and_its_address_are_found(shelf, keyboard):
    for text in (shelf.code, shelf.code.lower(), codes.shown(shelf.code)):
        assert (
            workflow.resolve(typed(text, keyboard), membership=people.technician()).devices[0].pk == shelf.pk
        )
    address = codes.address(shelf.code, "https://reuse.example.org")
    assert (
        workflow.resolve(typed(address, keyboard), membership=people.technician()).devices[0].pk == shelf.pk
    )


@pytest.mark.parametrize("keyboard", KEYBOARDS)
def test_every_command_is_understood_through_each_keyboard(keyboard):
    for command in COMMANDS:
        text = typed(codes.command_code(command.name), keyboard)
        assert workflow.resolve(text, membership=people.technician()).command == command


def test_a_place_and_a_badge_are_named_for_what_they_are(shelf):
    technician = people.technician()
    place_code, badge_code = workflow.issue_codes(2)
    place = Place.objects.create(
        code=place_code, kind="box", name="Carton 12", site=shelf.site, created_at=shelf.stage_since
    )
    Badge.objects.create(
        membership=technician, code=badge_code, issued_by=technician.user, issued_at=shelf.stage_since
    )

    assert workflow.resolve(place_code.lower(), membership=technician).place == place
    assert workflow.resolve(codes.shown(badge_code), membership=technician).person == technician
    assert workflow.resolve(place_code, membership=people.stranger()).names_nothing
    assert workflow.resolve(badge_code, membership=people.stranger()).names_nothing


def test_the_label_of_another_installation_is_said_to_be_so():
    elsewhere = f"HTTPS://AUTRE.EXAMPLE/D/{codes.practice_code(1)}"

    found = workflow.resolve(elsewhere, membership=people.technician())

    assert (found.names_nothing, found.other_host) == (True, "autre.example")


def test_a_makers_symbol_is_taken_apart(shelf):
    named(shelf, Identifier.Kind.SERIAL, "44AACC")
    envelope = "[)>\x1e06\x1d25PLEIBMAQ7BBC448559AC\x1dS44AACC\x1e\x04"

    assert workflow.resolve(envelope, membership=people.technician()).devices[0].pk == shelf.pk


def test_many_texts_are_resolved_in_a_fixed_number_of_statements(shelf, django_assert_max_num_queries):
    texts = [shelf.code, *(f"nothing {uuid.uuid4()}" for _one in range(80))]

    with django_assert_max_num_queries(5):
        found = workflow.resolve_all(texts, membership=people.technician())

    assert [bool(one.devices) for one in found] == [True, *([False] * 80)]
