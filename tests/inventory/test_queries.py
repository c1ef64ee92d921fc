"""Questions about devices: the text search finds by how a name begins."""

import pytest

from inventory import queries
from inventory.models import Device
from inventory.states import Stage
from tests import people
from tests.inventory.factories import announced, device_at

pytestmark = pytest.mark.django_db


def found(text, *, by=people.technician, **narrowed):
    return list(queries.devices(by(), queries.DeviceFilter(text=text, **narrowed)))


@pytest.fixture(params=[2000, 0], ids=["by the names", "down the list"])
def _either_way(request, monkeypatch):
    monkeypatch.setattr(queries, "FEW", request.param)


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("dell", True),
        ("DELL IN", True),
        ("latitude e7", True),
        ("Écran", True),
        ("%", False),
        ("ell", False),
        ("Delm", False),
        ("dell!", False),
        ("dell\U0010ffff", False),
    ],
)
@pytest.mark.usefixtures("_either_way")
def test_a_device_is_found_by_how_maker_or_model_begins(text, finds):
    [device] = announced(manufacturer="Dell Inc.", model="Latitude E7440")
    [screen] = announced(manufacturer="Écrans de France", model="24 pouces")

    expected = [screen if text == "Écran" else device] if finds else []

    assert found(text) == expected


@pytest.mark.usefixtures("_either_way")
def test_a_device_is_found_by_how_an_identifier_begins_in_any_writing():
    device, other = announced(2)
    serial = device.identifiers.get(kind="serial").normalised

    assert found(serial.lower()) == [device]
    assert found(f" {serial[:4]}-{serial[4:]} ") == [device]
    assert found(serial[1:]) == []
    assert found(device.code[:8].lower()) == [device]
    assert found(other.code) == [other]


@pytest.mark.usefixtures("_either_way")
def test_what_is_found_keeps_the_order_the_filters_and_the_view_of_the_list():
    early, late = device_at("triage"), device_at("audit")

    assert found("lenovo") == [late, early]
    assert found("lenovo", stage="triage") == [early]
    assert found("lenovo", by=people.stranger) == []


def test_a_search_takes_as_many_statements_for_many_devices(django_assert_num_queries):
    technician = people.technician()
    announced(30)

    with django_assert_num_queries(4):
        assert len(list(queries.devices(technician, queries.DeviceFilter(text="lenovo")))) == 30


def test_what_was_handed_over_was_ready_and_erased_whatever_became_of_it_since():
    device = device_at(Stage.HANDED_OVER)
    Device.objects.filter(pk=device.pk).update(stage=Stage.PARTS)

    [by_batch] = queries.funnels([device.donation]).values()
    whole = queries.funnel(Device.objects.all())

    for found in (by_batch, whole):
        assert (found.erased, found.ready, found.handed_over, found.parts) == (1, 1, 1, 1)
