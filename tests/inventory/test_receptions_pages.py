"""The forms of a reception, posted: what arrives, what is not kept, what goes back."""

import pytest
from django.urls import reverse
from django.utils import translation

from donors import workflow as donations
from donors.states import DonationStage
from inventory import queries, workflow
from inventory.states import Stage
from reuse.core import clock
from reuse.documents.kinds import Kind
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced, device_at
from tests.inventory.test_receptions import two_here

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def page(name, donation, *args):
    return reverse(f"inventory:{name}", args=[donation.ref, *args])


def text(response):
    return response.content.decode()


def rows(*pallets, **more):
    """What the form of a delivery sends: a name, a seal and so on for each pallet."""
    sent = {f"{name}_{nth}": value for nth, one in enumerate(pallets) for name, value in one.items()}
    return {"carrier": "Geodis", "count": "6", **sent, **more}


def test_a_delivery_is_noted_as_it_leaves_then_as_it_arrives(as_):
    donation = donation_at(DonationStage.ACCEPTED)
    as_(people.donor()).post(
        page("departure-new", donation), rows({"name": "A", "seal_departed": "S1"}, {"name": "B"})
    )
    client = as_(people.technician())
    shown = text(client.get(page("arrival", donation, 1)))
    assert 'value="S1"' in shown

    answer = client.post(
        page("arrival", donation, 1),
        rows(
            {"name": "A", "seal_departed": "S1", "seal_arrived": "S2", "weight": "212,5", "here": "on"},
            {"name": "B"},
        ),
    )

    assert answer.url == page("donation-reception", donation)
    [delivery] = queries.deliveries_of(donation)
    first, second = delivery.pallets.all()
    assert (first.seal_arrived, first.weight_g, first.has_other_seal) == ("S2", 212_500, True)
    assert not second.has_arrived
    told = text(client.get(answer.url))
    assert "another seal" in told
    assert "did not arrive" in told


def test_what_leaves_with_a_trip_is_noted_once_for_both(as_):
    """The trip has left, its delivery is awaited, and a second one is no part of it."""
    donation = donation_at(DonationStage.ACCEPTED)
    van = donations.add_carrier(act=people.act(people.manager()), name="Kangoo", is_own_van=True)
    today = people.act(people.manager(), clock.now())
    trip = donations.plan_collection(
        donation=donation, on=today.on, carrier=van, act=today, known=["outside_window"]
    )
    client, address = as_(people.technician()), page("departure-new", donation)
    assert 'value="Kangoo"' in text(client.get(address))

    client.post(address, rows({"name": "A", "seal_departed": "S1"}))
    client.post(page("departure", donation, 1), rows({"name": "A", "seal_departed": "S3"}))
    client.post(address, rows({"name": "B"}))

    first, second = queries.deliveries_of(donation)
    trip.refresh_from_db()
    assert (first.trip, second.trip, trip.state) == (trip, None, "loaded")
    assert [one.details["seals"] for one in donation.events.filter(kind="loaded")] == ["S1", "S3"]
    assert page("arrival", donation, 1) in text(client.get(page("donation-reception", donation)))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (rows({"name": "A", "here": "on", "weight": "heavy"}), "kilograms"),
        (rows({"name": "", "seal_arrived": "S1"}), "name it"),
        (rows({"name": "A"}, {"name": "A"}), "a name of its own"),
    ],
)
def test_an_arrival_that_makes_no_sense_is_told_in_its_form(as_, wrong, why):
    donation = donation_at(DonationStage.ACCEPTED)

    answer = as_(people.technician()).post(page("arrival-new", donation), wrong)

    assert why in text(answer)
    assert not donation.deliveries.exists()


def test_more_rows_keep_what_was_typed(as_):
    donation = donation_at(DonationStage.ACCEPTED)

    answer = as_(people.technician()).post(page("arrival-new", donation), rows({"name": "A"}, more="1"))

    assert 'value="A"' in text(answer)
    assert 'name="name_11"' in text(answer)
    assert not donation.deliveries.exists()


def test_what_is_refused_goes_back_and_is_no_gift(as_):
    """Two laptops came; the papers of the gift speak of the one that is kept, before and after the other has left."""
    donation, device, other = two_here()
    client = as_(people.technician())

    client.post(page("reception-refuse", donation), {"devices": device.code, "reason": "too_old"})
    assert again(device).refused_at
    assert workflow.received_counts(donation) == {"laptop": 1}
    assert client.post(page("reception-give-back", donation)).status_code == 403
    as_(people.manager()).post(page("reception-give-back", donation), {"carrier": "Geodis"})

    slip = donation.documents.get(kind=Kind.RETURN_SLIP)
    assert (slip.facts["carrier"], [one["code"] for one in slip.facts["devices"]]) == (
        "Geodis",
        [device.code],
    )
    assert (again(device).stage, again(other).stage) == (Stage.RETURNED_TO_DONOR, Stage.RECEIVED)
    assert workflow.received_counts(donation) == {"laptop": 1}


def test_a_refusal_is_lifted_from_the_page(as_):
    donation, device, _other = two_here()
    client = as_(people.technician())
    client.post(page("reception-refuse", donation), {"devices": device.code, "reason": "too_old"})

    client.post(page("reception-keep", donation), {"device": device.code})

    assert again(device).refused_at is None
    assert workflow.received_counts(donation) == {"laptop": 2}


def test_refusing_asks_for_a_reason_and_for_devices_of_the_batch(as_):
    donation, device, _other = two_here()
    elsewhere = device_at(Stage.RECEIVED)
    client, address = as_(people.technician()), page("reception-refuse", donation)

    for wrong in (
        {"devices": device.code},
        {"devices": device.code, "reason": "other"},
        {"devices": elsewhere.code, "reason": "too_old"},
        {"devices": "nonsense", "reason": "too_old"},
    ):
        assert 'role="alert"' in text(client.post(address, wrong))

    assert again(device).refused_at is None
    assert again(elsewhere).refused_at is None


def test_others_refuse_and_give_back_nothing(as_):
    donation, device, _other = two_here()

    for who, status in ((people.stranger, 404), (people.donor, 403)):
        client = as_(who())
        sent = {"devices": device.code, "reason": "too_old"}
        assert client.post(page("reception-refuse", donation), sent).status_code == status
    assert again(device).refused_at is None


def test_closing_asks_why_and_says_so_where_it_is_asked(as_):
    donation = donation_at(DonationStage.IN_RECEPTION)
    [device] = announced(1, donation=donation)
    client, address = as_(people.technician()), page("donation-close", donation)
    shown = text(client.get(address))
    assert "(optional)" not in shown.split("</fieldset>")[0].split("<fieldset")[1]

    answer = client.post(address, {"count_laptop_missing": "3"})
    assert 'href="#id_reason_laptop_missing"' in text(answer)
    client.post(address, {"count_laptop_missing": "3", "reason_laptop_missing": "", "later": "1"})
    assert donation.devices.get().stage == Stage.ANNOUNCED
    client.post(address, {"count_laptop_missing": "3", "reason_laptop_missing": "carrier"})

    assert again(device).stage == Stage.NOT_DELIVERED
    donation.refresh_from_db()
    assert donation.stage == DonationStage.CLOSED
