"""The pages of proposals and appointments: what they explain, accept, refuse and move."""

import pytest

from beneficiaries import workflow
from beneficiaries.models import Allocation
from beneficiaries.states import AllocationStage, Feature, HandoverStage, RequestStage
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_views import address

pytestmark = pytest.mark.django_db


def stage_of(allocation):
    return Allocation.objects.values_list("stage", flat=True).get(pk=allocation.pk)


def test_a_proposal_by_the_rule_explains_device_rank_and_alternatives(browser):
    request = factories.request_at(RequestStage.WAITING)
    chosen, weak = factories.stocked(screen='14"'), factories.stocked(ram_mb=2048)
    allocation = workflow.propose(request=request, act=people.act(people.coordinator()))

    page = (
        browser(people.coordinator()).get(address("allocation-detail", allocation.public_id)).content.decode()
    )

    assert chosen.name in page
    assert "8\u00a0Go de mémoire" in page
    assert "règle n°\u00a01" in page
    assert weak.code in page
    assert "mémoire trop petite" in page


def test_a_proposal_by_a_person_says_why(browser):
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    client = browser(people.social_worker())

    page = client.get(address("allocation-detail", allocation.public_id)).content.decode()
    on_request = client.get(address("request-detail", allocation.request.ref)).content.decode()

    assert "Autre raison" in page
    assert allocation.device.name in on_request
    assert (
        browser(factories.other_worker()).get(address("allocation-detail", allocation.public_id)).status_code
        == 404
    )


def test_a_proposal_is_refused_with_a_reason_and_not_without(browser):
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    client = browser(people.coordinator())

    answer = client.post(address("allocation-refuse", allocation.public_id), follow=True)
    assert "Choisissez une raison" in answer.content.decode()
    assert stage_of(allocation) == AllocationStage.PROPOSED
    client.post(address("allocation-refuse", allocation.public_id), {"reason_code": "better_use"})

    assert stage_of(allocation) == AllocationStage.REFUSED


def test_a_device_that_does_not_suit_is_released(browser):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    worker, boss = browser(people.social_worker()), browser(people.coordinator())

    worker.post(
        address("allocation-answer", allocation.public_id), {"answer": "no", "reason_code": "not_suitable"}
    )
    home = boss.get(address("coordinator-home")).content.decode()
    events = worker.get(address("allocation-detail", allocation.public_id)).content.decode()
    boss.post(address("allocation-release", allocation.public_id), {"reason_code": "not_suitable"})

    assert allocation.request.ref in home
    assert "l’appareil ne convient pas" in events
    assert stage_of(allocation) == AllocationStage.CANCELLED


def test_a_refusal_of_the_rules_is_shown_on_the_page(browser):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)

    answer = browser(people.coordinator()).post(
        address("allocation-accept", allocation.public_id), follow=True
    )

    assert "n’est pas possible" in answer.content.decode()


def test_the_proposal_page_without_stock_says_what_lacks(browser):
    request = factories.request_at(RequestStage.WAITING, features=[Feature.LARGE_SCREEN])
    factories.stocked(screen='14"')
    client = browser(people.coordinator())

    page = client.get(address("request-propose", request.ref)).content.decode()
    refused = client.post(address("request-propose", request.ref), {"decision": "reserve"}).content.decode()

    assert "Aucun appareil prêt ne répond au besoin" in page
    assert "un écran de 15 pouces ou plus" in page
    assert "alert bad" in refused


def test_a_request_that_does_not_wait_gets_no_proposal_page(browser):
    request = factories.request_at(RequestStage.SUBMITTED)

    page = browser(people.coordinator()).get(address("request-propose", request.ref)).content.decode()

    assert "n’attend pas d’appareil" in page


def test_an_appointment_is_made_moved_and_cancelled(browser):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    client = browser(people.social_worker())
    plan = address("handover-new", allocation.public_id)

    assert client.get(plan).status_code == 200
    assert client.post(plan, {"site": allocation.request.site_id}).status_code == 200  # no day: asked again
    client.post(plan, {"site": allocation.request.site_id, "planned_at": "2026-12-01T14:00"})
    client.post(plan, {"site": allocation.request.site_id, "planned_at": "2026-12-02T09:30"})
    handover = factories.current(Allocation.objects.get(pk=allocation.pk).handover)
    client.post(address("handover-cancel", handover.public_id))
    after = factories.current(handover)
    page = client.get(address("handover-detail", handover.public_id))

    assert handover.planned_at.isoformat() == "2026-12-02T08:30:00+00:00"
    assert after.stage == HandoverStage.CANCELLED
    assert page.status_code == 200
    assert stage_of(allocation) == AllocationStage.ACCEPTED


def test_a_fault_needs_a_device_that_was_handed_over(browser):
    handover = factories.handover_at(HandoverStage.PLANNED)

    answer = browser(people.social_worker()).post(
        address("handover-fault", handover.public_id), {"note": "noir"}, follow=True
    )
    back = browser(people.coordinator()).post(address("handover-take-back", handover.public_id), follow=True)

    assert "n’est pas chez la personne" in answer.content.decode()
    assert "Choisissez une raison" in back.content.decode()


@pytest.mark.parametrize("stage", RequestStage)
def test_every_stage_of_a_request_has_its_page(browser, stage):
    request = factories.request_at(stage)
    worker, boss = browser(people.social_worker()), browser(people.coordinator())

    assert worker.get(address("request-detail", request.ref)).status_code == 200
    assert boss.get(address("request-detail", request.ref)).status_code == (
        404 if stage == RequestStage.DRAFT else 200
    )
    if stage != RequestStage.DRAFT:
        assert boss.get(address("request-decide", request.ref)).status_code == 200


def test_a_decision_without_its_reason_is_asked_again_and_one_declined_is_reviewed(browser):
    request = factories.request_at(RequestStage.SUBMITTED, met=factories.ALL_MET[1:])
    client, decide = browser(people.coordinator()), address("request-decide", request.ref)

    for move in ("accept", "decline"):
        assert "alert bad" in client.post(decide, {"decision": move}).content.decode()
    client.post(decide, {"decision": "decline", "decline-reason_code": "conditions_not_met"})
    assert factories.again(request).stage == RequestStage.DECLINED
    client.post(decide, {"decision": "review", "review-reason_code": "contested"})
    client.post(decide, {"decision": "accept", "accept-reason_code": "local_decision"})

    assert factories.again(request).stage == RequestStage.WAITING
