"""Requests, allocations and hand-overs brought to a stage by the moves that lead there."""

from datetime import date, datetime, timedelta
from typing import Any

from beneficiaries import workflow
from beneficiaries.models import Allocation, Handover, Programme, PurposeProfile, Request
from beneficiaries.states import (
    AgeBand,
    AllocationStage,
    HandoverStage,
    RequestStage,
    SignatureMethod,
)
from donors.states import Lane
from inventory import workflow as inventory
from inventory.models import Device, PriceRule
from inventory.states import Stage
from reuse.accounts.models import LegalKind, Membership
from reuse.accounts.roles import Role
from reuse.core.models import DeviceType
from tests import people
from tests.inventory.factories import device_at

ALWAYS_NEEDED = ("no_suitable_device", "no_recent_device")
ALL_MET = (*ALWAYS_NEEDED, "minimum_income")
DRAWN = workflow.Signature(
    SignatureMethod.DRAWN, strokes=[[[1, 1], [5, 9], [9, 2], [14, 8], [20, 3], [30, 5]]]
)


def other_worker() -> Membership:
    """The social worker of another partner."""
    body = people.organisation("Mission locale de Voiron", LegalKind.ASSOCIATION, is_partner=True)
    known = Membership.objects.filter(organisation=body).select_related("user", "organisation").first()
    return known or people.person("Farid Ailleurs", body, Role.SOCIAL_WORKER)


def fields(**given: Any) -> dict[str, Any]:
    """What a worker fills in for a laptop for studies in Échirolles."""
    _owner, site = people.workshop()
    return {
        "programme": Programme.objects.get(code="solidarity_equipment"),
        "type": DeviceType.objects.get(code="laptop"),
        "purpose": PurposeProfile.objects.get(code="study"),
        "age_band": AgeBand.FROM_26,
        "commune": "38151",
        "site": site,
        **given,
    }


def draft(worker: Membership | None = None, at: datetime | None = None, **given: Any) -> Request:
    return workflow.save_draft(
        act=people.act(worker or people.social_worker(), at),
        met=given.pop("met", ALL_MET),
        seen_on=given.pop("seen_on", date(2026, 1, 10)),
        **fields(**given),
    )


def request_at(
    stage: str = RequestStage.WAITING,
    worker: Membership | None = None,
    at: datetime | None = None,
    **given: Any,
) -> Request:
    """A request at a stage. `at`: when it was drafted and sent (accepted a minute later)."""
    worker = worker or people.social_worker()
    request = draft(worker, at, **given)
    later = at + timedelta(minutes=1) if at else None
    if stage == RequestStage.DRAFT:
        return again(request)
    if stage == RequestStage.CANCELLED:
        workflow.cancel(request=request, act=people.act(worker, later), reason_code="not_needed")
        return again(request)
    workflow.submit(request=request, act=people.act(worker, at))
    boss = people.coordinator()
    if stage == RequestStage.DECLINED:
        workflow.decline(request=request, act=people.act(boss, later), reason_code="other_scheme")
    if stage in {RequestStage.SUBMITTED, RequestStage.DECLINED}:
        return again(request)
    workflow.accept(request=request, act=people.act(boss, later))
    if stage == RequestStage.PAUSED:
        workflow.pause(request=request, act=people.act(worker))
    if stage in {RequestStage.WAITING, RequestStage.PAUSED}:
        return again(request)
    allocation = workflow.propose(
        request=again(request), device=stocked(), act=people.act(boss), reason_code="other"
    )
    if stage == RequestStage.PROPOSED:
        return again(request)
    workflow.accept_proposal(allocation=allocation, act=people.act(boss))
    if stage == RequestStage.SERVED:
        _hand_over(plan(allocation))
    return again(request)


def stocked(**described: Any) -> Device:
    """A laptop (or `kind_of=`) in stock, ready to distribute."""
    return device_at(Stage.READY, **described)


def given_for_nothing() -> Device:
    """A laptop in stock of a council's gift that an administrator put in the lane where nothing may be charged."""
    device = stocked(kind=LegalKind.COUNCIL)
    inventory.correct_lane(
        donation=device.donation,
        lane=Lane.PUBLIC_GIFT_FREE_ONLY,
        reason="Le preneur est une association du 2°",
        act=people.act(people.administrator()),
    )
    return device


def allocation_at(
    stage: str = AllocationStage.PROPOSED, device: Device | None = None, **given: Any
) -> Allocation:
    """An allocation at a stage, of this device or of a laptop put in stock for it."""
    boss = people.coordinator()
    request = request_at(RequestStage.WAITING, **given)
    allocation = workflow.propose(
        request=request, device=device or stocked(), act=people.act(boss), reason_code="other"
    )
    match stage:
        case AllocationStage.REFUSED:
            workflow.refuse_proposal(allocation=allocation, act=people.act(boss), reason_code="too_far")
        case AllocationStage.ACCEPTED | AllocationStage.CANCELLED | AllocationStage.FULFILLED:
            workflow.accept_proposal(allocation=allocation, act=people.act(boss))
    if stage == AllocationStage.CANCELLED:
        workflow.cancel_allocation(allocation=allocation, act=people.act(boss), reason_code="not_collected")
    if stage == AllocationStage.FULFILLED:
        _hand_over(plan(allocation))
    return Allocation.objects.with_labels().get(pk=allocation.pk)


def handover_at(stage: str = HandoverStage.PLANNED, **given: Any) -> Handover:
    """A hand-over at a stage."""
    handover = plan(allocation_at(AllocationStage.ACCEPTED, **given))
    if stage == HandoverStage.CANCELLED:
        workflow.cancel_handover(handover=handover, act=people.act(people.social_worker()))
    if stage in {HandoverStage.DONE, HandoverStage.RETURNED}:
        _hand_over(handover)
    if stage == HandoverStage.RETURNED:
        workflow.take_back(handover=handover, act=people.act(people.coordinator()), reason_code="fault")
    return current(handover)


def plan(allocation: Allocation) -> Handover:
    _owner, site = people.workshop()
    moment = people.act(people.social_worker())
    return workflow.plan_handover(
        allocation=allocation, site=site, planned_at=moment.at + timedelta(days=2), act=moment
    )


def _hand_over(handover: Handover) -> None:
    workflow.hand_over(
        handover=handover,
        price_cents=0,
        signature=DRAWN,
        code=handover.device.code,
        act=people.act(people.social_worker()),
    )


def price_rule(cap_cents: int = 18000, **given: Any) -> PriceRule:
    """A cap for laptops given privately to a body of general interest, later than those that ship."""
    return PriceRule.objects.create(
        **{
            "lane": "private_gift",
            "owner_kind": LegalKind.GENERAL_INTEREST,
            "cap_cents": cap_cents,
            "type": DeviceType.objects.get(code="laptop"),
            "since": date(2026, 1, 1),
            "code": f"test-{cap_cents}",
            "source": "test",
            **given,
        }
    )


def again(request: Request) -> Request:
    """The request as it is now."""
    return Request.objects.with_labels().get(pk=request.pk)


def current(handover: Handover) -> Handover:
    """The hand-over as it is now."""
    return Handover.objects.select_related("allocation__request", "device", "request", "site").get(
        pk=handover.pk
    )
