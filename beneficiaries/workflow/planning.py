"""When and where a device is handed over: planned at a free time of an open day, moved, called off."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Allocation, Appointment, Handover, HandoverEvent
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import AllocationStage, HandoverEventKind, HandoverMove, HandoverStage
from beneficiaries.workflow.moves import ALLOCATION, HANDOVER, locked_allocation, locked_handover
from beneficiaries.workflow.refusals import AppointmentTooFar, NoSlotLeft, Once, PlaceClosed
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

FURTHEST_APPOINTMENT: Final = timedelta(days=366)


@transaction.atomic
def plan_handover(
    *, allocation: Allocation, site: Site, planned_at: datetime, act: Act, hours: Hours | None = None
) -> Handover:
    """Make an appointment for a reserved device, or move the one there is, at a time that is free.

    `hours`: of the hand-over day; without them those of the rule. The site is held: nobody gives the same place twice.
    """
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    held = locked_allocation(allocation, act)
    act.require(Permission.HAND_OVER)
    if held.stage != AllocationStage.ACCEPTED:
        raise MoveNotAllowed(
            _("Only a reserved device is handed over: accept the proposal first."),
            allowed=ALLOCATION.allowed(held, act),
        )
    if abs(planned_at - act.at) > FURTHEST_APPOINTMENT:
        raise AppointmentTooFar(_("Choose a day within a year of today."))
    known = Handover.objects.select_for_update(of=("self",)).filter(allocation=held).first()
    kept = _place_kept(site, planned_at, hours, known)
    if known is None:
        known = new_handover(held, site=site, planned_at=planned_at, act=act)
    else:
        _note_move(known, act)
        changes = {"site": site, "planned_at": planned_at}
        HANDOVER.move(known, HandoverMove.PLAN, act, details=_when(site, planned_at), changes=changes)
    if kept:
        defaults = {"minutes": kept.minutes, "reminded_at": None}
        Appointment.objects.update_or_create(handover=known, defaults=defaults)
    return known


def _place_kept(site: Site, at: datetime, hours: Hours | None, moved: Handover | None) -> Hours | None:
    """How the times of that day are spread, where they are: raises PlaceClosed or NoSlotLeft when nobody can come then."""
    on = clock.local_date(at, site.time_zone)
    rule = queries.holding_rule(on)
    if closed := queries.closed_on(site, on):
        raise PlaceClosed(closed)
    spread = hours or (Hours.of(rule) if rule else None)
    if spread and (full := queries.no_room(site, at, spread, but=moved)):
        raise NoSlotLeft(full)
    return spread if hours or queries.hours_known(site, on) else None


def new_handover(held: Allocation, *, site: Site, planned_at: datetime, act: Act) -> Handover:
    """The hand-over of an allocation the caller holds."""
    handover = Handover.objects.create(
        allocation=held,
        device=held.device,
        request=held.request,
        site=site,
        planned_at=planned_at,
        stage=HandoverStage.PLANNED,
        stage_since=act.at,
    )
    happening = Happening(
        kind=HandoverEventKind.PLANNED,
        to_stage=HandoverStage.PLANNED,
        details={**_when(site, planned_at), "request": held.request.ref, "device": held.device.code},
    )
    record(HandoverEvent, handover, happening, act)
    return handover


def _when(site: Site, planned_at: datetime) -> dict[str, str]:
    return {"site": str(site.public_id), "planned_at": planned_at.isoformat()}


def _note_move(handover: Handover, act: Act) -> None:
    """Raise when a partner moves an appointment of a hand-over day for the second time; coordinators may."""
    if act.membership.description.reach != Reach.ORGANISATION or handover.stage != HandoverStage.PLANNED:
        return
    known = Appointment.objects.filter(handover=handover)
    moved = known.filter(moved_at=None).update(moved_at=act.at, reminded_at=None)
    if not moved and known.exists():
        raise Once(_("You moved this appointment once: a coordinator gives another one."))


@transaction.atomic
def cancel_handover(*, handover: Handover, act: Act, note: str = "") -> HandoverEvent:
    """Cancel the appointment; the device stays reserved."""
    return HANDOVER.move(locked_handover(handover, act), HandoverMove.CANCEL, act, note=note)
