"""A coordinator decides on a whole hand-over day at once: each request accepted, refused or left, each outcome told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Handover
from beneficiaries.queries import HandoverDay, Line
from beneficiaries.queries.appointments import Hours
from beneficiaries.workflow import appointments
from beneficiaries.workflow.allocations import Found, accept_proposal, propose_found, refuse_proposal
from beneficiaries.workflow.refusals import DeviceTaken, NoSlotLeft, PlaceClosed
from inventory.models import Device
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided of a line. `shown`: the code of the device they saw; `reason_code`: of the refusal, or why
    another device (`other`) suits better."""

    ref: str
    is_accepted: bool
    shown: str
    other: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a choice, in words."""

    ref: str
    is_done: bool
    text: str
    handover: Handover | None = None


def decide_day(
    *, day: HandoverDay, on: date, hours: Hours, choices: Iterable[Choice], act: Act
) -> list[Outcome]:
    """Carry out the choices in the order of the ranks, each on its own: one that is refused stops no other.

    `day`: computed anew just before. What was accepted has its appointment, and the workers their letter.
    """
    act.require(Permission.ALLOCATION_DECIDE)
    if closed := queries.closed_on(day.site, on):
        raise PlaceClosed(closed)
    order = {line.ranked.request.ref: at for at, line in enumerate(day.lines)}
    outcomes = [
        _carried_out(day, choice, on, hours, act)
        for choice in sorted(choices, key=lambda one: order.get(one.ref, len(order)))
    ]
    booked = [one.handover.pk for one in outcomes if one.handover]
    appointments.tell(Handover.objects.filter(pk__in=booked).select_related(*appointments.TOLD))
    return outcomes


def _carried_out(day: HandoverDay, choice: Choice, on: date, hours: Hours, act: Act) -> Outcome:
    line = day.find(choice.ref)
    if line is None:
        return _left(choice, _("The request is served already, or nothing is left for it."))
    try:
        return (
            _accepted(day, line, choice, on, hours, act)
            if choice.is_accepted
            else _refused(day, line, choice, act)
        )
    except Refusal as refusal:
        return _left(choice, refusal.message)


@transaction.atomic
def _accepted(day: HandoverDay, line: Line, choice: Choice, on: date, hours: Hours, act: Act) -> Outcome:
    device = _chosen(line, choice)
    allocation = propose_found(
        request=line.ranked.request,
        found=_found(day, line),
        device=device,
        reason_code=choice.reason_code,
        act=act,
    )
    accept_proposal(allocation=allocation, act=act)
    try:
        handover = appointments.book(allocation=allocation, site=day.site, on=on, hours=hours, act=act)
    except NoSlotLeft as refusal:
        told = _("%(device)s is reserved. %(why)s") % {"device": device, "why": refusal.message}
        return _done(choice, told)
    return _done(choice, _("%(device)s is reserved.") % {"device": device}, handover)


@transaction.atomic
def _refused(day: HandoverDay, line: Line, choice: Choice, act: Act) -> Outcome:
    allocation = propose_found(request=line.ranked.request, found=_found(day, line), act=act)
    refuse_proposal(allocation=allocation, act=act, reason_code=choice.reason_code)
    return _done(choice, _("Refused; the request keeps its place."))


def _done(choice: Choice, text: str, handover: Handover | None = None) -> Outcome:
    return Outcome(choice.ref, is_done=True, text=text, handover=handover)


def _left(choice: Choice, text: str) -> Outcome:
    return Outcome(choice.ref, is_done=False, text=text)


def _found(day: HandoverDay, line: Line) -> Found:
    return Found(day.ranking, line.fit)


def _chosen(line: Line, choice: Choice) -> Device:
    """The device decided on, if it is still there for this request."""
    wanted = choice.other or choice.shown
    still = {one.device.code: one.device for one in line.fit.candidates}
    if wanted not in still or (not choice.other and wanted != line.offered.device.code):
        raise DeviceTaken(
            _("The device shown was taken meanwhile. The next best is %(device)s, %(distance)s.")
            % {"device": line.offered.device, "distance": line.offered.distance.label}
        )
    return still[wanted]
