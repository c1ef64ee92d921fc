"""The verbs of a hand-over: signed, priced, whole or not at all; and what is forgotten."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import connection

from beneficiaries import workflow
from beneficiaries.models import (
    Allocation,
    AllocationEvent,
    Handover,
    HandoverEvent,
    HandoverSignature,
    Request,
    RequestEvent,
)
from beneficiaries.states import (
    AllocationStage,
    HandoverStage,
    RequestStage,
    SignatureMethod,
)
from beneficiaries.workflow.handovers import months_after
from beneficiaries.workflow.refusals import (
    AppointmentTooFar,
    OtherDevice,
    PersonalDataFound,
    PriceAboveCap,
    SignatureMissing,
)
from inventory.states import Stage
from reuse.core.refusals import MoveNotAllowed, NotPermitted, OutOfOrder
from reuse.core.verification import faults
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def worker():
    return people.act(people.social_worker())


def boss():
    return people.act(people.coordinator())


def hand_over(handover, **given):
    return workflow.hand_over(
        **{
            "handover": handover,
            "price_cents": 0,
            "signature": factories.DRAWN,
            "code": handover.device.code,
            "act": worker(),
            **given,
        }
    )


def test_a_hand_over_moves_everything_and_issues_its_form():
    rule = factories.price_rule(cap_cents=4000)
    handover = factories.handover_at(HandoverStage.PLANNED)

    event = hand_over(handover, price_cents=3000)

    handover = factories.current(handover)
    assert handover.stage == HandoverStage.DONE
    assert (handover.price_cents, handover.cap_cents, handover.cap_rule) == (3000, 4000, rule.code)
    assert handover.lane == handover.device.lane
    assert handover.warranty_until == months_after(handover.handed_over_on, 12)
    assert again(handover.device).stage == Stage.HANDED_OVER
    assert factories.again(handover.request).stage == RequestStage.SERVED
    assert handover.allocation.stage == AllocationStage.FULFILLED
    facts = handover.document.facts
    assert (facts["case"], facts["device"]["code"]) == (handover.request.ref, handover.device.code)
    assert facts["recipient_signature"]["digest"] == event.details["signature"]
    assert facts["price_cents"] == 3000
    assert event.details["first"] is True


def test_the_signature_is_kept_encrypted_and_can_be_forgotten():
    handover = factories.handover_at(HandoverStage.PLANNED)
    hand_over(handover, signature=workflow.Signature(SignatureMethod.PAPER, name="Jeanne Martin"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM beneficiaries_handoversignature WHERE handover_id = %s", [handover.pk]
        )
        [stored] = cursor.fetchone()
    workflow.erase(request=handover.request, act=people.act(people.administrator()))

    assert "Jeanne" not in stored
    assert "Jeanne" not in str(list(HandoverEvent.objects.values_list("details", flat=True)))
    assert not HandoverSignature.objects.exists()
    assert not list(faults(HandoverEvent))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"price_cents": 4001}, PriceAboveCap),
        ({"price_cents": -1}, PriceAboveCap),
        ({"code": "BCDEFGHJK"}, OtherDevice),
        ({"signature": workflow.Signature(SignatureMethod.DRAWN)}, SignatureMissing),
        ({"signature": workflow.Signature(SignatureMethod.PAPER, name=" ")}, SignatureMissing),
    ],
)
def test_a_refused_hand_over_leaves_nothing_behind(given, refusal):
    factories.price_rule(cap_cents=4000)
    handover = factories.handover_at(HandoverStage.PLANNED)

    with pytest.raises(refusal):
        hand_over(handover, **given)

    assert factories.current(handover).stage == HandoverStage.PLANNED
    assert again(handover.device).stage == Stage.RESERVED


def test_a_failure_half_way_rolls_everything_back():
    handover = factories.handover_at(HandoverStage.PLANNED)
    before = (RequestEvent.objects.count(), AllocationEvent.objects.count(), HandoverEvent.objects.count())

    with (
        patch.object(RequestEvent, "save", side_effect=RuntimeError("disk full")),
        pytest.raises(RuntimeError),
    ):
        hand_over(handover)

    assert (
        RequestEvent.objects.count(),
        AllocationEvent.objects.count(),
        HandoverEvent.objects.count(),
    ) == before
    assert factories.current(handover).stage == HandoverStage.PLANNED
    assert again(handover.device).stage == Stage.RESERVED


def test_a_hand_over_in_the_free_only_lane_costs_nothing():
    handover = factories.handover_at(HandoverStage.PLANNED, device=factories.given_for_nothing())

    with pytest.raises(PriceAboveCap):
        hand_over(handover, price_cents=1)
    hand_over(handover)

    assert factories.current(handover).cap_cents == 0


def test_what_comes_back_waits_again_in_its_place_or_not_at_all():
    replaced, ended = factories.handover_at(HandoverStage.DONE), factories.handover_at(HandoverStage.DONE)

    workflow.take_back(handover=replaced, act=boss(), reason_code="fault")
    workflow.take_back(handover=ended, act=boss(), reason_code="loan_ended", is_replaced=False)

    first, second = factories.again(replaced.request), factories.again(ended.request)
    assert (first.stage, second.stage) == (RequestStage.WAITING, RequestStage.SERVED)
    assert first.submitted_at == replaced.request.submitted_at
    assert again(replaced.device).stage == Stage.AFTER_SALES


def test_a_worker_reports_a_fault_but_takes_nothing_back():
    handover = factories.handover_at(HandoverStage.DONE)

    workflow.report_fault(handover=handover, act=worker(), note="L’écran reste noir.")

    with pytest.raises(NotPermitted):
        workflow.take_back(handover=handover, act=worker(), reason_code="fault")
    with pytest.raises(PersonalDataFound):
        workflow.report_fault(handover=handover, act=worker(), note="appeler le 06 12 34 56 78")
    with pytest.raises(MoveNotAllowed):
        workflow.report_fault(
            handover=factories.handover_at(HandoverStage.PLANNED), act=worker(), note="noir"
        )


def test_an_act_of_the_past_is_recorded_as_told_and_never_before_the_last_event():
    early = people.NOON - timedelta(days=40)
    request = factories.request_at(RequestStage.SUBMITTED, at=early)

    assert (request.submitted_at, request.events.last().on) == (early, early.date())
    with pytest.raises(OutOfOrder):
        workflow.accept(request=request, act=people.act(people.coordinator(), early - timedelta(days=1)))


def test_the_three_chains_hold():
    factories.handover_at(HandoverStage.RETURNED)

    for ledger in (RequestEvent, AllocationEvent, HandoverEvent):
        assert ledger.objects.exists()
        assert not list(faults(ledger))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, expected):
    assert months_after(day, months) == expected


def test_technicians_donors_and_observers_see_no_request():
    factories.handover_at(HandoverStage.DONE)

    for person in (
        people.technician(),
        people.manager(),
        people.donor(),
        people.observer(),
        people.administrator(),
    ):
        assert not Request.objects.visible_to(person).exists()
        assert not Allocation.objects.visible_to(person).exists()
        assert not Handover.objects.visible_to(person).exists()


@pytest.mark.parametrize("year", [1, 9999])
def test_nobody_is_asked_to_come_in_another_age(year):
    allocation, act = factories.allocation_at(AllocationStage.ACCEPTED), worker()
    _owner, site = people.workshop()

    with pytest.raises(AppointmentTooFar):
        workflow.plan_handover(
            allocation=allocation, site=site, planned_at=act.at.replace(year=year), act=act
        )

    assert not Handover.objects.exists()
