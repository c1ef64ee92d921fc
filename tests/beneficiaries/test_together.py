"""Several devices of one household, one signature: all of them or none; one paper stands for all."""

import pytest
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import Handover, SignedPaper
from beneficiaries.states import AllocationStage, HandoverStage, SignatureMethod
from beneficiaries.workflow.refusals import NotTogether, PriceAboveCap
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
ON_FORM = workflow.Signature(SignatureMethod.FORM)


def worker():
    return people.act(people.social_worker())


def two(**second):
    return factories.handover_at(HandoverStage.PLANNED), factories.handover_at(
        HandoverStage.PLANNED, **second
    )


def part(handover, cents=0):
    return workflow.Part(handover, handover.device.code, cents, workflow.Terms())


def test_one_signature_stands_for_several_devices_each_with_its_form():
    first, second = two()

    events = workflow.hand_over_together(parts=[part(first), part(second)], signature=ON_FORM, act=worker())

    done = Handover.objects.filter(stage=HandoverStage.DONE)
    assert set(done) == {first, second}
    assert len({one.document.number for one in done}) == 2
    [shared] = {event.details["together"] for event in events}
    assert shared
    assert set(queries.signed_together(first)) == {first.pk, second.pk}


def test_all_are_handed_over_or_none():
    factories.price_rule(cap_cents=1000)
    first, second = two()

    with pytest.raises(PriceAboveCap):
        workflow.hand_over_together(parts=[part(first), part(second, 1001)], signature=ON_FORM, act=worker())

    assert not Handover.objects.filter(stage=HandoverStage.DONE).exists()


def test_devices_of_two_structures_are_not_signed_for_at_once():
    first = factories.handover_at(HandoverStage.PLANNED)
    elsewhere = factories.allocation_at(AllocationStage.ACCEPTED, worker=factories.other_worker())
    boss = people.act(people.coordinator())
    second = workflow.plan_handover(
        allocation=elsewhere, site=first.site, planned_at=first.planned_at, act=boss
    )

    with pytest.raises(NotTogether):
        workflow.hand_over_together(
            parts=[part(first), part(second)], signature=ON_FORM, act=people.act(people.coordinator())
        )
    assert not queries.to_sign_together(first)


def test_one_paper_is_attached_to_all_it_stands_for():
    first, second = two()
    workflow.hand_over_together(parts=[part(first), part(second)], signature=ON_FORM, act=worker())

    workflow.attach_paper(handover=first, image=b"jpeg", act=worker())

    assert {one.signature.handover for one in SignedPaper.objects.all()} == {first, second}
    assert not queries.papers_missing(people.social_worker())


def test_the_page_hands_over_those_whose_label_was_scanned(browser):
    first, second = two()
    third = factories.handover_at(HandoverStage.PLANNED)
    client = browser(people.social_worker())
    page = reverse("beneficiaries:handover-detail", args=[first.public_id])

    shown = client.get(page).content.decode()
    client.post(
        page,
        {
            "code": first.device.code,
            "given": ["charger"],
            "checks": ["starts", "explained", "free"],
            "price": "0",
            "signature_method": "form",
            f"also{second.pk}-code": second.device.code,
        },
    )

    assert second.device.code in shown
    assert set(Handover.objects.filter(stage=HandoverStage.DONE)) == {first, second}
    assert factories.current(third).stage == HandoverStage.PLANNED
    assert factories.current(second).terms.missing == ["charger"]
