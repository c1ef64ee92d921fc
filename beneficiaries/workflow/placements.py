"""A coordinator moves a waiting request, with a reason of a list; or gives it back the place the rule gives."""

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import Placement, Request, RequestEvent
from beneficiaries.states import PLACEMENT_REASONS, RequestEventKind, RequestStage, Where
from beneficiaries.workflow.moves import REQUEST, coarse, locked_request, require_reason
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import NoSuchPlace
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def place(
    *, request: Request, where: str, act: Act, reason_code: str, after: Request | None = None, note: str = ""
) -> RequestEvent:
    """Put a waiting request first of its queue, or just after another one."""
    held = _waiting(request, act)
    require_reason(reason_code, PLACEMENT_REASONS)
    refuse_personal_data(note)
    followed = _followed(held, after) if where == Where.AFTER else None
    Placement.objects.update_or_create(
        request=held,
        defaults={
            "where": where,
            "after": followed,
            "reason_code": reason_code,
            "by": act.by,
            "at": act.at,
        },
    )
    details = {**coarse(held), "where": str(where), "after": followed.ref if followed else None}
    happening = Happening(kind=RequestEventKind.PLACED, reason_code=reason_code, details=details, note=note)
    return record(RequestEvent, held, happening, act)


@transaction.atomic
def unplace(*, request: Request, act: Act, note: str = "") -> RequestEvent:
    """Back to the place the rule gives."""
    act.require(Permission.ALLOCATION_DECIDE)
    held = locked_request(request, act)
    refuse_personal_data(note)
    if not Placement.objects.filter(request=held).delete()[0]:
        raise NoSuchPlace(_("Nobody moved this request: it stands where the rule puts it."))
    return record(
        RequestEvent, held, Happening(kind=RequestEventKind.UNPLACED, details=coarse(held), note=note), act
    )


def _waiting(request: Request, act: Act) -> Request:
    act.require(Permission.ALLOCATION_DECIDE)
    held = locked_request(request, act)
    if held.stage != RequestStage.WAITING:
        raise MoveNotAllowed(_("Only a request that waits has a place."), allowed=REQUEST.allowed(held, act))
    return held


def _followed(request: Request, after: Request | None) -> Request:
    """The other request, waiting in the same queue, and not itself placed behind this one."""
    found = (
        Request.objects.filter(type=request.type, stage=RequestStage.WAITING, pk=after.pk)
        .exclude(pk=request.pk)
        .first()
        if after
        else None
    )
    if found is None:
        raise NoSuchPlace(_("Name a request that waits for the same type of device."))
    step: Placement | None = Placement.objects.filter(request=found).first()
    while step is not None and step.after_id is not None:
        if step.after_id == request.pk:
            raise NoSuchPlace(_("That request is itself placed behind this one."))
        step = Placement.objects.filter(request=step.after_id).first()
    return found
