"""Campaigns: a goal in devices received, a page anyone may read, batches that name it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as project
from django.urls import reverse

from donors.models import Campaign, CampaignBatch, Donation
from donors.states import DonationStage
from donors.workflow import campaigns
from inventory.states import Stage
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import NotPermitted, Refusal
from reuse.reports import queries, workflow
from reuse.reports.models import Target
from tests import people
from tests.donors.announcing import answers
from tests.donors.factories import donation_at
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
FACTS = {
    "name": {"fr": "Un hiver connecté"},
    "introduction": {"fr": "Vos ordinateurs dorment ?"},
    "partners": ["Ville de Fontaine", "CCAS"],
    "departments": ["38"],
    "since": date(2026, 1, 1),
    "until": date(2027, 12, 31),
    "quantity": 10,
    "types": [],
}


def opened(**facts):
    return workflow.open_campaign(act=people.act(people.coordinator()), **{**FACTS, **facts})


def join(donation, campaign, membership=None):
    campaigns.join(donation=donation, campaign=campaign, act=people.act(membership or people.donor()))


def device_for(campaign, stage, **description):
    """A device of a batch given for the campaign."""
    device = device_at(stage, **description)
    join(device.donation, campaign)
    return device


def progress(target):
    return queries.progress(target, as_of=date(2026, 7, 1))


def test_a_campaign_counts_what_is_received_of_its_batches():
    target = opened()
    device_for(target.campaign, Stage.RECEIVED)
    device_for(target.campaign, Stage.HANDED_OVER)
    device_for(target.campaign, Stage.ANNOUNCED)
    device_at(Stage.RECEIVED)

    found = progress(target)

    assert (found.achieved, found.in_chain, found.blockers) == (2, 1, ())


def test_types_narrow_the_goal():
    target = opened(types=[DeviceType.objects.get(code="smartphone")])
    device_for(target.campaign, Stage.RECEIVED)
    device_for(target.campaign, Stage.RECEIVED, kind_of="smartphone")

    assert progress(target).achieved == 1


def test_a_target_may_count_what_is_collected_without_a_campaign():
    target = workflow.set_target(
        act=people.act(people.coordinator()),
        name={"fr": "Collecte"},
        counts=Target.Counts.COLLECTED,
        quantity=5,
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )
    device_at(Stage.RECEIVED)

    assert progress(target).achieved == 1


def test_anyone_reads_the_page_and_no_donor_is_named(client):
    target = opened()
    device = device_for(target.campaign, Stage.RECEIVED)

    page = client.get("/campaigns/un-hiver-connecte/").content.decode()

    assert "Un hiver connecté" in page
    assert "Ville de Fontaine" in page
    assert "Isère" in page
    assert "Atelier du Drac, Grenoble" in page
    assert device.donation.donor.name not in page
    assert device.donation.ref not in page
    assert device.code not in page


def test_another_department_lists_no_point_of_this_one(client):
    opened(departments=["75"])
    people.workshop()

    assert "Atelier du Drac, Grenoble" not in client.get("/campaigns/un-hiver-connecte/").content.decode()


def test_the_poster_bears_the_address_as_a_code(client):
    opened()

    page = client.get("/campaigns/un-hiver-connecte/poster/").content.decode()

    assert f"{project.PUBLIC_URL}/campaigns/un-hiver-connecte/" in page
    assert "<svg" in page


def test_a_coordinator_opens_one_others_do_not(client, settings):
    settings.DEMO = True
    form = {
        "name": "Été solidaire",
        "quantity": "100",
        "since": "2026-06-01",
        "until": "2026-09-30",
        "partners": "A\n\nB",
        "departments": "38",
    }
    client.force_login(people.technician().user)
    assert client.post("/campaigns/new/", form).status_code == 403
    client.force_login(people.coordinator().user)

    answer = client.post("/campaigns/new/", form)

    assert answer.url == "/campaigns/ete-solidaire/"
    assert Campaign.objects.get().partners == ["A", "B"]
    again = client.post("/campaigns/new/", form).content.decode()
    assert 'role="alert"' in again
    assert Target.objects.count() == 1
    wrong = client.post(
        "/campaigns/new/", {**form, "name": "Autre", "until": "2026-01-01", "departments": "99"}
    )
    assert wrong.content.decode().count('href="#id_') >= 2


def test_a_refused_goal_leaves_no_campaign():
    with pytest.raises(Refusal):
        opened(until=FACTS["since"] + timedelta(days=365 * 80))
    with pytest.raises(Refusal):
        opened(until=FACTS["since"])
    with pytest.raises(NotPermitted):
        workflow.open_campaign(act=people.act(people.donor()), **FACTS)
    assert not Campaign.objects.exists()


def test_a_batch_joins_one_campaign_and_may_change_its_mind(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, tzinfo=UTC))
    first, other = opened().campaign, opened(name={"fr": "Autre"}).campaign
    batch = donation_at(DonationStage.ANNOUNCED)
    client.force_login(people.donor().user)
    path = reverse("donors:donation-campaign", args=[batch.ref])

    for slug in (first.slug, other.slug):
        client.post(path, {"campaign": slug})
    assert CampaignBatch.objects.get().campaign == other
    page = client.get(reverse("inventory:donation-detail", args=[batch.ref])).content.decode()
    assert f'value="{other.slug}" selected' in page

    client.post(path, {"campaign": ""})
    assert not CampaignBatch.objects.exists()


def test_only_its_donor_and_only_while_it_runs():
    campaign, batch = opened().campaign, donation_at(DonationStage.ANNOUNCED)

    for other in (people.donor(LegalKind.COUNCIL), people.manager()):
        with pytest.raises(NotPermitted):
            join(batch, campaign, other)
    over = opened(name={"fr": "Passée"}, since=date(2025, 1, 1), until=date(2025, 2, 1)).campaign
    with pytest.raises(campaigns.CampaignRefused):
        join(batch, over)
    with pytest.raises(campaigns.CampaignRefused):
        join(donation_at(DonationStage.CLOSED), campaign)


def test_the_campaign_whose_page_led_to_the_draft_is_chosen_and_kept(client):
    campaign = opened().campaign
    client.force_login(people.donor().user)
    new = f"{reverse('donors:donation-new')}?campaign={campaign.slug}"

    page = client.get(new).content.decode()
    client.post(new, answers(("laptop", 2, "working", ""), campaign=campaign.slug))

    assert f'value="{campaign.slug}" selected' in page
    draft = Donation.objects.get()
    assert draft.for_campaign.campaign == campaign
    client.post(reverse("donors:donation-edit", args=[draft.ref]), answers(("laptop", 2, "working", "")))
    assert not CampaignBatch.objects.exists()


def test_a_draft_keeps_a_campaign_that_has_ended_since(client):
    campaign, draft = opened().campaign, donation_at()
    join(draft, campaign)
    Campaign.objects.update(ended_at=clock.now())
    client.force_login(people.donor().user)

    client.post(
        reverse("donors:donation-edit", args=[draft.ref]),
        answers(("laptop", 2, "working", ""), campaign=campaign.slug),
    )

    assert CampaignBatch.objects.get(donation=draft).campaign == campaign


def test_the_public_page_sends_who_registers_on_to_the_draft(client):
    page = client.get(reverse("reports:campaign", args=[opened().campaign.slug])).content.decode()

    assert "/register/?next=/donations/new/%3Fcampaign%3Dun-hiver-connecte" in page


def test_the_page_of_its_target_leads_to_it_and_speaks_of_no_other_chain(client):
    target = opened()
    device_for(target.campaign, Stage.RECEIVED)
    device_at(Stage.ANNOUNCED)

    page = client.get(f"/progress/{target.public_id}/").content.decode()

    assert f"/campaigns/{target.campaign.slug}/" in page
    assert 'id="blocks"' not in page
    assert '<p class="figure">1</p>' in page  # what is received concerns nobody: told exactly
