"""The three tables are total, and every move from every stage is decided by them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from beneficiaries import workflow
from beneficiaries.models import Allocation, Handover, Request
from beneficiaries.states import (
    ALLOCATION_REASONS,
    ALLOCATION_RULES,
    HANDOVER_REASONS,
    HANDOVER_RULES,
    REQUEST_REASONS,
    REQUEST_RULES,
    AllocationMove,
    AllocationStage,
    HandoverMove,
    HandoverStage,
    RequestMove,
    RequestStage,
    moves_from,
)
from reuse.core.refusals import MoveNotAllowed
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db

TABLES = [
    (REQUEST_RULES, REQUEST_REASONS, RequestMove, RequestStage, {RequestStage.DRAFT}),
    (ALLOCATION_RULES, ALLOCATION_REASONS, AllocationMove, AllocationStage, {AllocationStage.PROPOSED}),
    (HANDOVER_RULES, HANDOVER_REASONS, HandoverMove, HandoverStage, set()),
]


@pytest.mark.parametrize(("rules", "reasons", "moves", "stages", "first"), TABLES)
def test_every_move_has_a_rule_and_every_stage_is_reached(rules, reasons, moves, stages, first):
    assert set(rules) == set(moves)
    assert {rule.target for rule in rules.values()} | first == set(stages)
    assert {move for move, rule in rules.items() if rule.needs_reason} <= set(reasons)
    assert all(rule.permissions and rule.sources for rule in rules.values())


def test_moves_from_a_stage_are_those_the_table_names():
    assert moves_from(REQUEST_RULES, RequestStage.PAUSED) == [RequestMove.CANCEL, RequestMove.RESUME]
    assert moves_from(ALLOCATION_RULES, AllocationStage.FULFILLED) == []


def _request_move(move: str, request: Request) -> None:
    worker, boss = people.social_worker(), people.coordinator()
    allocation = request.allocations.order_by("-pk").first()
    verbs: dict[str, Callable[[], Any]] = {
        RequestMove.SUBMIT: lambda: workflow.submit(request=request, act=people.act(worker)),
        RequestMove.ACCEPT: lambda: workflow.accept(request=request, act=people.act(boss)),
        RequestMove.DECLINE: lambda: workflow.decline(
            request=request, act=people.act(boss), reason_code="other_scheme"
        ),
        RequestMove.REVIEW: lambda: workflow.review(
            request=request, act=people.act(boss), reason_code="contested"
        ),
        RequestMove.CANCEL: lambda: workflow.cancel(
            request=request, act=people.act(worker), reason_code="not_needed"
        ),
        **{move: partial(_undo, request, move) for move in WAYS_BACK},
        RequestMove.PAUSE: lambda: workflow.pause(request=request, act=people.act(worker)),
        RequestMove.RESUME: lambda: workflow.resume(request=request, act=people.act(worker)),
        RequestMove.PROPOSE: lambda: workflow.propose(
            request=request, device=factories.stocked(), reason_code="other", act=people.act(boss)
        ),
        RequestMove.WITHDRAW: lambda: _withdraw(allocation),
        RequestMove.RESERVE: lambda: workflow.accept_proposal(allocation=allocation, act=people.act(boss)),
        RequestMove.COLLECT: lambda: _collect(request),
        RequestMove.SERVE: lambda: workflow.hand_over(
            handover=factories.plan(allocation),
            price_cents=0,
            signature=factories.DRAWN,
            code=allocation.device.code,
            act=people.act(worker),
        ),
        RequestMove.RETURN: lambda: workflow.take_back(
            handover=allocation.handover, act=people.act(boss), reason_code="fault"
        ),
    }
    verbs[move]()


def _undo(request: Request, move: str) -> None:
    workflow.undo_cancel(request=request, act=people.act(people.social_worker()), move=move)


def _collect(request: Request) -> None:
    """With a voucher, another device than the one proposed."""
    act = people.act(people.social_worker())
    workflow.REQUEST.check(request, RequestMove.COLLECT, act)
    voucher = workflow.issue_voucher(request=request, act=act)
    device = factories.stocked(ram_mb=16384, storage_gb=512)
    later = people.act(people.social_worker())
    workflow.choose_with_voucher(voucher=voucher, device=device, site=device.site, act=later)


def _withdraw(allocation: Allocation) -> None:
    verb, reason = (
        (workflow.refuse_proposal, "too_far")
        if allocation.stage == AllocationStage.PROPOSED
        else (workflow.cancel_allocation, "not_collected")
    )
    verb(allocation=allocation, act=people.act(people.coordinator()), reason_code=reason)


WAYS_BACK = {  # of a cancelled request: where it stood
    RequestMove.TAKE_UP: RequestStage.DRAFT,
    RequestMove.REOPEN: RequestStage.SUBMITTED,
    RequestMove.RESTORE: RequestStage.WAITING,
}
NEEDS_ALLOCATION = {RequestMove.WITHDRAW, RequestMove.RESERVE, RequestMove.SERVE, RequestMove.RETURN}


@pytest.mark.parametrize("stage", RequestStage)
def test_the_table_decides_each_move_of_a_request_from_each_stage(stage):
    for move in RequestMove:
        request = factories.request_at(stage)
        if stage == RequestStage.CANCELLED and move in WAYS_BACK:
            request = factories.request_at(WAYS_BACK[move])
            _request_move(RequestMove.CANCEL, request)
            request = factories.again(request)
        if move in NEEDS_ALLOCATION and not request.allocations.exists():
            assert stage not in REQUEST_RULES[move].sources
            continue
        if move == RequestMove.RETURN and not Handover.objects.filter(request=request).exists():
            assert stage not in REQUEST_RULES[move].sources
            continue

        if stage in REQUEST_RULES[move].sources:
            _request_move(move, request)
            assert factories.again(request).stage == REQUEST_RULES[move].target
        else:
            with pytest.raises(MoveNotAllowed):
                _request_move(move, request)
            after = factories.again(request)
            assert (after.stage, after.last_seq) == (request.stage, request.last_seq)


def _allocation_move(move: str, allocation: Allocation) -> None:
    act = people.act(people.coordinator())
    verbs: dict[str, Callable[[], Any]] = {
        AllocationMove.ACCEPT: lambda: workflow.accept_proposal(allocation=allocation, act=act),
        AllocationMove.REFUSE: lambda: workflow.refuse_proposal(
            allocation=allocation, act=act, reason_code="too_far"
        ),
        AllocationMove.CANCEL: lambda: workflow.cancel_allocation(
            allocation=allocation, act=act, reason_code="not_collected"
        ),
        AllocationMove.COLLECT: lambda: _collect_held(allocation),
        AllocationMove.FULFIL: lambda: _handover_move(HandoverMove.HAND_OVER, factories.plan(allocation)),
    }
    verbs[move]()


def _collect_held(allocation: Allocation) -> None:
    """With a voucher, the very device of the allocation."""
    act = people.act(people.social_worker())
    workflow.ALLOCATION.check(allocation, AllocationMove.COLLECT, act)
    voucher = workflow.issue_voucher(request=allocation.request, act=act)
    device = allocation.device
    workflow.choose_with_voucher(voucher=voucher, device=device, site=device.site, act=act)


def _handover_move(move: str, handover: Handover) -> None:
    act = people.act(people.coordinator())
    verbs: dict[str, Callable[[], Any]] = {
        HandoverMove.PLAN: lambda: factories.plan(handover.allocation),
        HandoverMove.HAND_OVER: lambda: workflow.hand_over(
            handover=handover,
            price_cents=0,
            signature=factories.DRAWN,
            code=handover.device.code,
            act=people.act(people.coordinator()),
        ),
        HandoverMove.TAKE_BACK: lambda: workflow.take_back(handover=handover, act=act, reason_code="fault"),
        HandoverMove.CANCEL: lambda: workflow.cancel_handover(handover=handover, act=act),
    }
    verbs[move]()


@pytest.mark.parametrize("stage", AllocationStage)
def test_the_table_decides_each_move_of_an_allocation_from_each_stage(stage):
    for move in AllocationMove:
        allocation = factories.allocation_at(stage)
        before = allocation.last_seq
        if stage in ALLOCATION_RULES[move].sources:
            _allocation_move(move, allocation)
            allocation.refresh_from_db()
            assert allocation.stage == ALLOCATION_RULES[move].target
        else:
            with pytest.raises(MoveNotAllowed):
                _allocation_move(move, allocation)
            allocation.refresh_from_db()
            assert (allocation.stage, allocation.last_seq) == (stage, before)


@pytest.mark.parametrize("stage", HandoverStage)
def test_the_table_decides_each_move_of_a_handover_from_each_stage(stage):
    for move in HandoverMove:
        handover = factories.handover_at(stage)
        if stage in HANDOVER_RULES[move].sources:
            _handover_move(move, handover)
            assert factories.current(handover).stage == HANDOVER_RULES[move].target
        else:
            with pytest.raises(MoveNotAllowed):
                _handover_move(move, handover)
            after = factories.current(handover)
            assert (after.stage, after.last_seq) == (handover.stage, handover.last_seq)
