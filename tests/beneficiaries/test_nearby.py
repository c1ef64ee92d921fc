"""What stands beside a request and a hand-over: where to learn, the counter, somebody to call; beside a batch that waits too."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries.states import RequestStage
from donors.states import DonationStage
from reuse.accounts.models import Membership
from reuse.directory import workflow as directory
from reuse.directory.models import Entry
from tests import people
from tests.beneficiaries import factories
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
NUMBER = "04 76 99 88 77"


@pytest.fixture
def around():
    """The counter in the directory, a workshop in its department and one elsewhere, somebody to call."""
    people.workshop()
    act = people.act(people.coordinator())
    directory.gather(on=act.on)
    counter = Entry.objects.exclude(site=None).get()
    directory.save_entry(entry=counter, facts={"opening_hours": "Mo-Fr 09:00-18:00"}, areas=[], act=act)
    for title, department in (("Atelier du jeudi", "38"), ("Atelier de Brest", "29")):
        facts = {"title": title, "url": "https://ateliers.example", "department": department}
        directory.save_guide(guide=None, facts={**facts, "since": date(2026, 1, 1)}, act=act)
    directory.add_contact(
        department="", role="Accueil", telephone=NUMBER, hours="le matin", since=date(2026, 1, 1), act=act
    )
    return counter


def test_a_request_and_its_hand_over_say_where_to_learn_and_where_the_counter_is(client, around):
    handover = factories.handover_at("planned")
    client.force_login(people.social_worker().user)

    for address in (
        reverse("beneficiaries:request-detail", args=[handover.request.ref]),
        reverse("beneficiaries:handover-detail", args=[handover.public_id]),
    ):
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "Atelier du jeudi" in page
        assert "Atelier de Brest" not in page
        assert reverse("directory:entry", args=[around.public_id]) in page
        assert "from Monday to Friday from 9:00 to 18:00" in page


def test_a_request_that_waits_names_somebody_to_call(client, around):
    request = factories.request_at(RequestStage.WAITING)
    client.force_login(people.social_worker().user)

    page = client.get(reverse("beneficiaries:request-detail", args=[request.ref])).content.decode()

    assert NUMBER in page


@pytest.mark.parametrize("stage", [DonationStage.ANNOUNCED, DonationStage.DECLINED])
def test_a_donor_whose_batch_waits_or_was_declined_is_told_whom_to_call(client, around, stage):
    donation = donation_at(stage)
    client.force_login(Membership.objects.get(organisation=donation.donor).user)

    page = client.get(reverse("inventory:donation-detail", args=[donation.ref])).content.decode()

    assert NUMBER in page
