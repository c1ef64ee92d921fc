"""The verbs of an allocation: the rule proposes, a person decides, one device for one request."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from beneficiaries import queries, workflow
from beneficiaries.models import (
    Allocation,
)
from beneficiaries.states import (
    AllocationStage,
    HandoverStage,
    RequestStage,
)
from beneficiaries.workflow.refusals import (
    DeviceTaken,
    NothingFits,
    ReasonNeeded,
)
from inventory.states import Stage
from reuse.core.refusals import MoveNotAllowed, OutOfOrder
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db


def worker():
    return people.act(people.social_worker())


def boss():
    return people.act(people.coordinator())


def test_the_rule_proposes_the_best_fit_and_keeps_what_it_rests_on():
    request = factories.request_at(RequestStage.WAITING)
    device = factories.stocked()
    stronger = factories.stocked(ram_mb=16384)

    allocation = workflow.propose(request=request, act=boss())

    assert (allocation.device, allocation.by_rule) == (device, True)
    assert allocation.facts["rule"] == 1
    assert (allocation.facts["rank"], allocation.facts["of"]) == (1, 1)
    assert [one["device"] for one in allocation.facts["devices"]] == [device.code, stronger.code]
    assert allocation.facts["points"] == sum(one["points"] for one in allocation.facts["factors"])
    assert again(device).stage == Stage.READY


def test_another_device_than_the_rules_takes_a_reason():
    request = factories.request_at(RequestStage.WAITING)
    factories.stocked()
    stronger = factories.stocked(ram_mb=16384)

    with pytest.raises(ReasonNeeded):
        workflow.propose(request=request, device=stronger, act=boss())
    allocation = workflow.propose(
        request=request,
        device=stronger,
        act=boss(),
        reason_code="need_seen_with_person",
        note="Montage vidéo",
    )

    assert (allocation.device, allocation.by_rule) == (stronger, False)
    [event] = allocation.events.all()
    assert (event.reason_code, event.note.text) == ("need_seen_with_person", "Montage vidéo")


def test_without_a_device_that_fits_nothing_is_proposed():
    request = factories.request_at(RequestStage.WAITING)
    weak = factories.stocked(ram_mb=2048)

    with pytest.raises(NothingFits):
        workflow.propose(request=request, act=boss())
    assert workflow.propose(request=request, device=weak, act=boss(), reason_code="other").device == weak


def test_overruling_reserves_the_other_device_and_frees_the_first():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    other = factories.stocked()

    chosen = workflow.overrule(allocation=allocation, device=other, reason_code="transport", act=boss())

    allocation.refresh_from_db()
    assert (allocation.stage, chosen.stage) == (AllocationStage.REFUSED, AllocationStage.ACCEPTED)
    assert (again(allocation.device).stage, again(other).stage) == (Stage.READY, Stage.RESERVED)
    assert factories.again(allocation.request).stage == RequestStage.RESERVED


def test_an_answer_frees_a_proposal_at_once_and_a_reservation_through_a_coordinator():
    proposed = factories.allocation_at(AllocationStage.PROPOSED)
    reserved = factories.allocation_at(AllocationStage.ACCEPTED)

    workflow.answer(allocation=proposed, suits=False, reason_code="too_far", act=worker())
    workflow.answer(allocation=reserved, suits=False, reason_code="not_suitable", act=worker())

    proposed.refresh_from_db()
    reserved.refresh_from_db()
    assert (proposed.stage, reserved.stage) == (AllocationStage.REFUSED, AllocationStage.ACCEPTED)
    assert reserved.answer is False
    assert list(queries.coordinator_home(people.coordinator(), on=date(2026, 6, 20)).unsuitable) == [reserved]
    with pytest.raises(ReasonNeeded):
        workflow.answer(allocation=reserved, suits=False, act=worker())
    with pytest.raises(MoveNotAllowed):
        workflow.answer(allocation=proposed, suits=True, act=worker())


def test_cancelling_a_proposed_request_frees_its_device():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)

    workflow.cancel(request=allocation.request, act=worker(), reason_code="not_needed")

    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.REFUSED


def test_releasing_a_device_cancels_its_appointment():
    handover = factories.handover_at(HandoverStage.PLANNED)

    workflow.cancel_allocation(allocation=handover.allocation, act=boss(), reason_code="not_collected")

    assert factories.current(handover).stage == HandoverStage.CANCELLED
    assert again(handover.device).stage == Stage.READY
    assert factories.again(handover.request).stage == RequestStage.WAITING


def test_the_database_holds_a_device_for_one_request_alone():
    allocation = factories.allocation_at(AllocationStage.PROPOSED)
    second = factories.allocation_at(AllocationStage.PROPOSED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(pk=second.pk).update(device=allocation.device)
    with pytest.raises(DeviceTaken):
        workflow.propose(
            request=factories.request_at(RequestStage.WAITING),
            device=allocation.device,
            reason_code="other",
            act=boss(),
        )


def test_two_coordinators_race_for_one_device_and_one_wins(committed):
    device = factories.stocked()
    requests = [factories.request_at(RequestStage.WAITING) for _one in range(2)]
    acts = [boss(), boss()]
    start, outcomes = threading.Barrier(2), []

    def reserve(request, act):
        try:
            start.wait(timeout=60)
            outcomes.append(
                workflow.reserve_for(request=request, device=device, reason_code="other", act=act).stage
            )
        except (DeviceTaken, OutOfOrder) as refusal:
            outcomes.append(refusal.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reserve, args=pair) for pair in zip(requests, acts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert sorted(outcomes) == [AllocationStage.ACCEPTED, DeviceTaken.reason]
    assert Allocation.objects.live().count() == 1
    assert again(device).stage == Stage.RESERVED
