"""What became of a batch, of a year, of a campaign, in a real browser: accessible, never wider than the screen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from donors.states import DonationStage
from donors.workflow import campaigns
from inventory.queries import whereabouts
from inventory.states import Stage
from inventory.workflow import followups
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.reports import workflow
from tests import people
from tests.browsers import faulty
from tests.donors.factories import donation_at
from tests.inventory.factories import ROADS, announced, device_at, medium

pytestmark = pytest.mark.browser
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _december(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(whereabouts, "LEAST", 2)


def test_the_pages_of_outcomes(open_page):
    council = people.donor(LegalKind.COUNCIL)
    batch = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL, title="Hôtel d’agglomération")
    people.workshop()[1].__class__.objects.update(
        address="12 rue des Ateliers", opening_hours="lundi au vendredi, 9 h – 17 h"
    )
    roads = (Stage.HANDED_OVER, Stage.HANDED_OVER, Stage.HANDED_OVER, Stage.RECYCLED, Stage.ERASURE)
    for device, stage in zip(announced(5, donation=batch), roads, strict=True):
        for step in ROADS[stage]:
            step(device)
    medium(device, "WD-WX11A8876543")
    device_at(Stage.OTHER_REUSE, kind=LegalKind.COUNCIL, kind_of="monitor")
    target = workflow.open_campaign(
        act=people.act(people.coordinator()),
        name={"fr": "Un hiver connecté en Isère"},
        introduction={
            "fr": "Vos ordinateurs dorment dans un placard ? Ils peuvent servir à une personne qui en a besoin."
        },
        partners=["Ville de Fontaine", "Emmaüs Grenoble"],
        departments=["38"],
        since=date(2026, 1, 1),
        until=date(2027, 3, 31),
        quantity=40,
        types=[],
    )
    campaigns.join(donation=batch, campaign=target.campaign, act=people.act(council))
    _link, key = followups.share(
        donation=batch,
        label="Équipe RSE",
        ends_on=people.NOON.date() + timedelta(days=300),
        documents=[batch.agreement.public_id],
        act=people.act(council),
    )
    workflow.state_reuse(
        year=2026, stock=12, routes=[("Vente à une autre collectivité", 2)], act=people.act(council)
    )

    page = open_page(reverse("inventory:follow-up", args=[batch.ref]), council)
    theirs = faulty(
        page,
        [
            reverse("inventory:follow-up", args=[batch.ref]),
            reverse("inventory:donation-detail", args=[batch.ref]),
            reverse("reports:yearly"),
            reverse("reports:reuse-rate-of", args=[2026]),
            reverse("reports:reuse-rate-of", args=[2025]),
        ],
    )
    anyone = open_page("/progress/", None)
    public = faulty(
        anyone,
        [
            reverse("inventory:followed", args=[key]),
            reverse("reports:campaign", args=[target.campaign.slug]),
            reverse("reports:campaign-poster", args=[target.campaign.slug]),
        ],
    )
    staff = open_page(reverse("reports:campaign-new"), people.coordinator())

    assert theirs == {}
    assert public == {}
    assert faulty(staff, [reverse("reports:campaign-new"), "/progress/"]) == {}
    assert page.complaints == anyone.complaints == staff.complaints == []


def test_a_link_is_made_without_scripts_and_opens_for_anyone(open_page):
    donor = people.donor()
    batch = device_at(Stage.HANDED_OVER).donation

    page = open_page(reverse("inventory:follow-up", args=[batch.ref]), donor, java_script_enabled=False)
    page.fill("[name=label]", "Direction")
    page.click("form[action='#links'] button")
    address = page.input_value("#fresh")
    anyone = open_page("/" + address.split("/", 3)[3], None)

    assert batch.ref in anyone.inner_text("h1")
