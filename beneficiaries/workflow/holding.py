"""A reserved device is held for a time, once longer with a reason; then it is free again and the request keeps its rank."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Allocation, AllocationEvent
from beneficiaries.states import PROLONG_REASONS, AllocationEventKind, AllocationStage
from beneficiaries.workflow.allocations import cancel_allocation
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import ALLOCATION, locked_allocation, require_reason
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import Once
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def hold_longer(*, allocation: Allocation, reason_code: str, act: Act, note: str = "") -> AllocationEvent:
    """Hold the device longer, once. A coordinator or the partner says why."""
    act.require(Permission.HAND_OVER)
    held = locked_allocation(allocation, act)
    rule = queries.holding_rule(act.on)
    if held.stage != AllocationStage.ACCEPTED or held.held_until is None or rule is None:
        raise MoveNotAllowed(_("No device is held for a time here."), allowed=ALLOCATION.allowed(held, act))
    if held.prolonged_on:
        raise Once(_("It was already held longer once: others wait for a device."))
    require_reason(reason_code, PROLONG_REASONS)
    refuse_personal_data(note)
    until = held.held_until + timedelta(days=rule.prolong_days)
    happening = Happening(
        kind=AllocationEventKind.PROLONGED,
        reason_code=reason_code,
        details={"until": until.isoformat()},
        note=note,
        changes={"held_until": until, "prolonged_on": act.on},
    )
    return record(AllocationEvent, held, happening, act)


def release_expired(now: datetime) -> int:
    """Free what was held long enough, each in its own transaction; return how many."""
    return sum(_release(key, now) for key in list(queries.expired(now).values_list("pk", flat=True)))


@transaction.atomic
def _release(key: int, now: datetime) -> bool:
    held = queries.expired(now).select_related("request__partner", "request__worker", "device").filter(pk=key)
    allocation = held.first()
    if allocation is None:  # handed over, or held longer, meanwhile
        return False
    try:
        cancel_allocation(
            allocation=allocation,
            reason_code="expired",
            act=machine(allocation.request.partner, now, Role.COORDINATOR),
        )
    except MoveNotAllowed:  # somebody was faster by a breath
        return False
    request = allocation.request
    mails.send(
        to=request.worker,
        template="beneficiaries/mail/released",
        context={
            "ref": request.ref,
            "device": allocation.device.name,
            "until": allocation.held_until,
            "url": mails.address(reverse("beneficiaries:request-detail", args=[request.ref])),
        },
    )
    return True
