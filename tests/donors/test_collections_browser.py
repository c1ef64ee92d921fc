"""The pages of trips in a real browser: they fit, nothing is said against them, and a day is agreed on without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from donors import workflow
from donors.models import Appointment, Carrier, Slot
from donors.states import DonationStage
from reuse.accounts.acting import Act
from reuse.core import clock
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at

pytestmark = pytest.mark.browser


@pytest.fixture
def trips(committed, settings):
    """One agreed on and one proposed, by the same van on the same day."""
    settings.DEMO = True  # the demo waives the second factor
    act = Act.now(people.manager(), clock.now())
    kangoo = workflow.add_carrier(act=act, name="Kangoo", is_own_van=True)
    facts = {"pickup_address": "3 rue des Lilas, 38000 Grenoble"}
    batches = [donation_at(DonationStage.ACCEPTED, **facts) for _number in range(3)]
    act = Act.now(people.manager(), clock.now())
    for batch in batches[:2]:
        workflow.plan_collection(donation=batch, on=act.on, carrier=kangoo, known=["van_taken"], act=act)
    giver = Act.now(people.donor(), clock.now())
    day = Slot(act.on + timedelta(days=4))
    workflow.propose(donation=batches[2], slot=day, words="Au quai B, rez-de-chaussée.", act=giver)
    return batches


def test_the_pages_of_trips_are_accessible_and_fit(open_page, trips):
    page = open_page("/collections/", people.manager)
    week = f"{clock.now():%G-W%V}"
    paths = (
        "/collections/",
        f"/collections/?week={week}",
        "/collections/carriers/",
        f"/collections/carriers/{Carrier.objects.get().public_id}/",
        "/collections/links/",
        reverse("donors:appointment", args=[trips[0].ref]),
        reverse("donors:appointment", args=[trips[2].ref]),
        reverse("inventory:donation-detail", args=[trips[2].ref]),
    )

    assert faulty(page, paths) == {}
    assert page.complaints == []


def test_a_workshop_accepts_without_scripts(open_page, trips):
    page = open_page(
        reverse("donors:appointment", args=[trips[2].ref]),
        people.manager,
        locale="en-GB",
        java_script_enabled=False,
    )

    page.click("text=Accept this day")

    page.wait_for_selector("text=The day is agreed on.")
    assert Appointment.objects.get(donation=trips[2]).is_agreed
