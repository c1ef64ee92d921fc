"""The pages of a reception in a real browser; a gift at the counter, measured in keystrokes and seconds."""

import time

import pytest
from django.urls import reverse

from donors.models import Donation
from donors.states import DonationStage
from inventory import workflow
from inventory.states import Move
from inventory.workflow import Pallet
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, item

pytestmark = pytest.mark.browser


def counted():
    """Pallets with a broken seal, a device refused, one missing, one not announced."""
    donation = donation_at(DonationStage.ACCEPTED)
    here, _absent = announced(2, donation=donation)
    act = people.act(people.technician())
    pallets = [
        Pallet("A", "S1", "S1", has_arrived=True, weight_g=212_500),
        Pallet("B", "S2", "S9", has_arrived=True),
    ]
    workflow.note_arrival(
        donation=donation, number=None, carrier="Geodis", pallets=[*pallets, Pallet("C", "S3")], act=act
    )
    workflow.move(device=here, move=Move.RECEIVE, act=people.act(people.technician()))
    workflow.refuse(devices=[here], reason="locked", words="MDM", act=people.act(people.technician()))
    workflow.find_unlisted(
        donation=donation, item=item(kind_of="monitor"), act=people.act(people.technician())
    )
    return donation


def test_the_pages_of_a_reception(open_page):
    donation = counted()
    gift = workflow.receive_walk_in(
        site=people.workshop()[1], quantities={"laptop": 2}, act=people.act(people.technician())
    )
    paths = (
        reverse("inventory:donation-reception", args=[donation.ref]),
        reverse("inventory:arrival", args=[donation.ref, 1]),
        reverse("inventory:departure-new", args=[donation.ref]),
        reverse("inventory:reception-refuse", args=[donation.ref]),
        reverse("inventory:donation-close", args=[donation.ref]),
        reverse("inventory:walk-in"),
        reverse("inventory:walk-in-done", args=[gift.ref]),
        reverse("inventory:walk-in-thanks", args=[gift.ref]),
    )
    page = open_page(paths[0])

    assert faulty(page, paths) == {}
    assert page.complaints == []


def test_a_gift_takes_two_keys_and_a_few_seconds(open_page):
    page = open_page(reverse("inventory:walk-in"))
    began = time.monotonic()

    for key in ("2", "Enter"):  # the cursor waits in the number
        page.keyboard.press(key)
    page.wait_for_url("**/walk-ins/P*/")

    assert time.monotonic() - began < 30
    assert Donation.objects.get().devices.count() == 2
