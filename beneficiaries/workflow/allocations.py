"""The verbs of an allocation: a rule or a person proposes, a person decides, the device is reserved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import LIVE, Allocation, AllocationEvent, Request
from beneficiaries.queries import Fit, Ranked, Ranking
from beneficiaries.states import (
    OVERRULING,
    AllocationEventKind,
    AllocationMove,
    AllocationStage,
    HandoverMove,
    HandoverStage,
    RequestMove,
)
from beneficiaries.workflow.moves import (
    ALLOCATION,
    HANDOVER,
    REQUEST,
    coarse,
    locked_allocation,
    locked_request,
    require_reason,
)
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import DeviceTaken, NothingFits
from beneficiaries.workflow.sets import free_again, hold_set, release_set, reserve_set
from inventory import workflow as inventory
from inventory.models import Device
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@dataclass(frozen=True, slots=True)
class Found:
    """What a proposal rests on: the queue, and the devices compared."""

    ranking: Ranking
    fit: Fit


def propose(
    *, request: Request, act: Act, device: Device | None = None, reason_code: str = "", note: str = ""
) -> Allocation:
    """Propose the device the rule finds, or another one with a reason of OVERRULING. The device is held meanwhile.

    The facts the proposal rests on (rule, rank, devices compared) are kept with it.
    Raises NothingFits, DeviceTaken, ReasonNeeded, MoveNotAllowed, NotPermitted.
    """
    act.require(Permission.ALLOCATION_DECIDE)
    on = clock.local_date(act.at, request.site.time_zone)
    # Read before the locks are taken.
    ranking, fit = queries.ranking(on=on, device_type=request.type), queries.best_fit(request)
    found = Found(ranking, fit)
    return propose_found(
        request=request, found=found, device=device, reason_code=reason_code, note=note, act=act
    )


def propose_found(
    *,
    request: Request,
    found: Found,
    act: Act,
    device: Device | None = None,
    reason_code: str = "",
    note: str = "",
) -> Allocation:
    """Propose what was found for the request before any lock was taken, or another device with a reason."""
    act.require(Permission.ALLOCATION_DECIDE)
    best = found.fit.best
    if device is None and best is None:
        raise NothingFits(" ".join(found.fit.reasons))
    chosen = device or best.device  # type: ignore[union-attr]  # one of them is there
    by_rule = best is not None and chosen.pk == best.device.pk
    if not by_rule:
        require_reason(reason_code, OVERRULING)
    with transaction.atomic():
        held = locked_request(request, act)
        return _propose(
            held,
            chosen,
            facts_of(held, found.ranking, found.fit, chosen),
            act,
            by_rule=by_rule,
            reason_code=reason_code,
            note=note,
        )


def _propose(
    request: Request,
    device: Device,
    facts: Mapping[str, Any],
    act: Act,
    *,
    by_rule: bool,
    reason_code: str,
    note: str,
) -> Allocation:
    REQUEST.check(request, RequestMove.PROPOSE, act)
    allocation = allocate(request, device, facts, act, by_rule=by_rule, reason_code=reason_code, note=note)
    REQUEST.move(request, RequestMove.PROPOSE, act, details=noted(allocation, reason_code))
    return allocation


def allocate(
    request: Request,
    device: Device,
    facts: Mapping[str, Any],
    act: Act,
    *,
    by_rule: bool,
    reason_code: str,
    note: str = "",
    at_counter: bool = False,
) -> Allocation:
    """Hold a ready device for a request the caller holds, with its set and the facts it rests on. Raises DeviceTaken.

    `at_counter`: the other devices of the set are those scanned there.
    """
    refuse_personal_data(note)
    try:
        device = free_again(device.pk)
    except DeviceTaken as taken:
        raise DeviceTaken(_taken(request, device, taken.message)) from taken
    allocation = Allocation.objects.create(
        request=request,
        device=device,
        stage=AllocationStage.PROPOSED,
        stage_since=act.at,
        facts=facts,
        by_rule=by_rule,
        created_at=act.at,
    )
    others = [] if at_counter else hold_set(allocation)
    details = {
        "request": request.ref,
        "device": device.code,
        **({"set": [item.device.code for item in others]} if others else {}),
        "by_rule": by_rule,
        "rule": facts["rule"],
        "rank": facts["rank"],
    }
    happening = Happening(
        kind=AllocationEventKind.PROPOSED,
        to_stage=AllocationStage.PROPOSED,
        reason_code="" if by_rule else reason_code,
        details=details,
        note=note,
    )
    record(AllocationEvent, allocation, happening, act)
    return allocation


def _taken(request: Request, device: Device, gone: str) -> str:
    """The refusal of a device somebody else was faster to take, with the next best one."""
    best = queries.best_fit(request).best
    if best is None or best.device.pk == device.pk:
        return gone
    next_best = _("The next best is %(device)s, %(distance)s.") % {
        "device": best.device,
        "distance": best.distance.label,
    }
    return f"{gone} {next_best}"


def noted(allocation: Allocation, reason_code: str = "") -> dict[str, Any]:
    """What the request's own ledger keeps of a proposal: enough to read it without the allocation."""
    facts = allocation.facts
    reckoned = {one["code"]: [one["value"], one["weight"], one["points"]] for one in facts["factors"]}
    return {
        **coarse(allocation.request),
        **{name: facts[name] for name in ("rule", "rank", "of", "points")},
        "factors": reckoned,
        "by_rule": allocation.by_rule,
        "device": allocation.device.code,
        **({} if allocation.by_rule else {"overruling": reason_code}),
    }


@transaction.atomic
def reserve_for(
    *, request: Request, act: Act, device: Device | None = None, reason_code: str = "", note: str = ""
) -> Allocation:
    """Propose and accept in one gesture: for a coordinator who needs no answer first."""
    allocation = propose(request=request, act=act, device=device, reason_code=reason_code, note=note)
    accept_proposal(allocation=allocation, act=act)
    allocation.refresh_from_db()
    return allocation


@transaction.atomic
def accept_proposal(*, allocation: Allocation, act: Act) -> AllocationEvent:
    """Decide for the proposal: the device is reserved."""
    held = locked_allocation(allocation, act)
    until = queries.held_until(held, act.at)
    event = ALLOCATION.move(
        held,
        AllocationMove.ACCEPT,
        act,
        details={"by_rule": held.by_rule, "until": until.isoformat() if until else None},
        changes={"held_until": until},
    )
    inventory.reserve(device=held.device, act=act, allocation=str(held.public_id))
    reserve_set(held, act)
    inventory.hold_accessories(
        device=held.device,
        wanted=list(queries.wanted_with(held.request, held.device, act.on).values()),
        allocation=str(held.public_id),
        act=act,
    )
    REQUEST.move(held.request, RequestMove.RESERVE, act, details=coarse(held.request))
    return event


@transaction.atomic
def refuse_proposal(*, allocation: Allocation, act: Act, reason_code: str, note: str = "") -> AllocationEvent:
    """Decide against the proposal: the request goes back to its place in the queue, the device is free."""
    return refuse_held(locked_allocation(allocation, act), act, reason_code=reason_code, note=note)


def refuse_held(held: Allocation, act: Act, *, reason_code: str, note: str = "") -> AllocationEvent:
    """Refuse a proposal the caller holds."""
    event = ALLOCATION.move(held, AllocationMove.REFUSE, act, reason_code=reason_code, note=note)
    release_set(held, act)
    REQUEST.move(held.request, RequestMove.WITHDRAW, act, details=_withdrawn(held, reason_code))
    return event


def _withdrawn(allocation: Allocation, reason_code: str) -> dict[str, Any]:
    return {**coarse(allocation.request), "device": allocation.device.code, "because": reason_code}


@transaction.atomic
def overrule(
    *, allocation: Allocation, device: Device, act: Act, reason_code: str, note: str = ""
) -> Allocation:
    """Choose another device than the one proposed, with a reason; the other one is reserved."""
    require_reason(reason_code, OVERRULING)
    refuse_proposal(allocation=allocation, act=act, reason_code="overruled")
    request = Request.objects.with_labels().get(pk=allocation.request_id)
    return reserve_for(request=request, device=device, act=act, reason_code=reason_code, note=note)


@transaction.atomic
def answer(
    *, allocation: Allocation, suits: bool, act: Act, reason_code: str = "", note: str = ""
) -> AllocationEvent:
    """Say what the person thinks of the device. A proposal that does not suit is refused at once, without loss of rank;
    a reserved device that does not suit is released by a coordinator, who reads the answer."""
    act.require(Permission.REQUEST_FILE)
    held = locked_allocation(allocation, act)
    if held.stage not in LIVE:
        raise MoveNotAllowed(_("This proposal is closed."), allowed=ALLOCATION.allowed(held, act))
    if not suits:
        require_reason(reason_code, ALLOCATION.reasons[AllocationMove.REFUSE])
    if not suits and held.stage == AllocationStage.PROPOSED:
        return refuse_proposal(allocation=held, act=act, reason_code=reason_code, note=note)
    refuse_personal_data(note)
    happening = Happening(
        kind=AllocationEventKind.ANSWERED,
        reason_code="" if suits else reason_code,
        details={"suits": suits},
        note=note,
        changes={"answer": suits},
    )
    return record(AllocationEvent, held, happening, act)


@transaction.atomic
def cancel_allocation(
    *, allocation: Allocation, act: Act, reason_code: str, note: str = ""
) -> AllocationEvent:
    """Release a reserved device: it is back in stock, the request back in its place, the appointment cancelled."""
    held = locked_allocation(allocation, act)
    event = ALLOCATION.move(held, AllocationMove.CANCEL, act, reason_code=reason_code, note=note)
    inventory.unreserve(device=held.device, act=act, allocation=str(held.public_id))
    release_set(held, act)
    inventory.put_back_accessories(allocation=str(held.public_id), act=act)
    REQUEST.move(held.request, RequestMove.WITHDRAW, act, details=_withdrawn(held, reason_code))
    handover = getattr(held, "handover", None)
    if handover is not None and handover.stage == HandoverStage.PLANNED:
        HANDOVER.move(handover, HandoverMove.CANCEL, act)
    return event


def facts_of(request: Request, ranking: Ranking, fit: Fit, chosen: Device) -> dict[str, Any]:
    """What the proposal rests on, in whole numbers and codes: enough to compute it again by hand."""
    place: Ranked | None = ranking.find(request)
    return {
        "rule": ranking.rule.version,
        "on": ranking.on.isoformat(),
        "rank": place.position if place else None,
        "of": place.of if place else None,
        "points": place.points if place else None,
        "factors": [
            {
                "code": factor.code,
                "value": factor.value,
                "weight": factor.weight,
                "limit": factor.limit,
                "points": factor.points,
            }
            for factor in (place.factors if place else ())
        ],
        "need": {
            "ram_mb": fit.need.ram_mb,
            "storage_gb": fit.need.storage_gb,
            "large_screen": fit.need.large_screen,
            "light": fit.need.light,
        },
        "ready": fit.ready,
        "fitting": fit.fitting,
        "devices": [
            {
                "device": one.device.code,
                "distance": one.distance.value,
                "ram_mb": one.device.ram_mb,
                "storage_gb": one.device.storage_gb,
                "grade": one.device.grade,
            }
            for one in fit.candidates
        ],
        "chosen": chosen.code,
    }
