"""Appointments of a hand-over day: given in a free time, moved once by the partner, given again once when nobody came."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Allocation, Appointment, Handover, HandoverEvent
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import HandoverEventKind, HandoverMove
from beneficiaries.workflow import calendars
from beneficiaries.workflow.allocations import cancel_allocation
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import HANDOVER, locked_handover
from beneficiaries.workflow.planning import plan_handover
from beneficiaries.workflow.refusals import NoSlotLeft, PlaceClosed, TooEarly
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.core.ledger import Happening, record


@transaction.atomic
def book(*, allocation: Allocation, site: Site, on: date, hours: Hours, act: Act) -> Handover:
    """Give the first time of the day that is free. The site is held meanwhile: two people never give the same place."""
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if closed := queries.closed_on(site, on):
        raise PlaceClosed(closed)
    free = queries.free_slots(site, on, hours, since=act.at)
    if not free:
        raise NoSlotLeft(_("No time is left on that day: choose another one, or more people at once."))
    return plan_handover(allocation=allocation, site=site, planned_at=free[0], act=act, hours=hours)


@transaction.atomic
def miss(*, handover: Handover, act: Act) -> Handover | None:
    """Nobody came. The first time the appointment is given again; the next time the device is free, the rank is kept.

    Returns the new appointment, or None when the device was released.
    """
    held = locked_handover(handover, act)
    HANDOVER.check(held, HandoverMove.PLAN, act)
    HANDOVER.check(held, HandoverMove.CANCEL, act)  # planned, and neither done nor called off
    if held.planned_at > act.at:
        raise TooEarly(_("The appointment is still to come."))
    appointment = Appointment.objects.select_for_update().filter(handover=held).first()
    rule = queries.holding_rule(act.on)
    is_first = rule is not None and (appointment is None or appointment.missed_at is None)
    record(HandoverEvent, held, Happening(kind=HandoverEventKind.MISSED, details={"first": is_first}), act)
    again = None
    if rule is not None and is_first:
        again = _give_again(held, rule.again_days, Hours.of(rule), act)
        Appointment.objects.filter(handover=held).update(missed_at=act.at)
    else:
        rules = machine(
            held.request.partner, act.at, Role.COORDINATOR
        )  # what the rule says, whoever noted it
        cancel_allocation(allocation=held.allocation, reason_code="not_collected", act=rules)
    _tell_missed(held, again)
    return again


def _give_again(handover: Handover, days: int, hours: Hours, act: Act) -> Handover:
    """The same day of a week to come, or the first after it with a free time."""
    zone = handover.site.time_zone
    last = clock.local_date(max(handover.planned_at, act.at), zone)
    for later in range(days, days * 3):
        on = last + timedelta(days=later)
        if queries.free_slots(handover.site, on, hours, since=act.at):
            return book(
                allocation=handover.allocation,
                site=handover.site,
                on=on,
                hours=hours,
                act=machine(handover.request.partner, act.at, Role.COORDINATOR),
            )
    raise NoSlotLeft(_("No time is left in the weeks to come: give one by hand."))


def _tell_missed(handover: Handover, again: Handover | None) -> None:
    handover.request.worker.refresh_from_db()
    mails.send(
        to=handover.request.worker,
        template="beneficiaries/mail/missed",
        context={
            "ref": handover.request.ref,
            "again": again,
            "where": calendars.where(handover.site),
            "url": mails.address(reverse("beneficiaries:request-detail", args=[handover.request.ref])),
        },
        attachments=[(calendars.NAME, calendars.MEDIA_TYPE, calendars.calendar_of([again]))] if again else (),
    )


@transaction.atomic
def tell(handovers: Iterable[Handover], *, is_reminder: bool = False) -> int:
    """One letter to each worker about their appointments, with a file for the calendar; return how many letters."""
    rows = sorted(handovers, key=lambda one: (one.request.worker_id, one.planned_at, one.pk))
    letters = 0
    for worker, found in groupby(rows, key=lambda one: one.request.worker):
        given = list(found)
        mails.send(
            to=worker,
            template="beneficiaries/mail/appointments",
            context={
                "handovers": [(one, calendars.where(one.site)) for one in given],
                "is_reminder": is_reminder,
                "url": mails.address(reverse("beneficiaries:worker-home")),
            },
            attachments=[(calendars.NAME, calendars.MEDIA_TYPE, calendars.calendar_of(given))],
        )
        letters += 1
    return letters


@transaction.atomic
def remind(now: datetime) -> int:
    """Write to the workers whose appointments are close by, once for each; return how many letters."""
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        handover__in=queries.to_remind_of(now), reminded_at=None
    )
    keys = list(rows.values_list("handover", flat=True))
    Appointment.objects.filter(handover__in=keys).update(reminded_at=now)
    return tell(Handover.objects.filter(pk__in=keys).select_related(*TOLD), is_reminder=True)


TOLD = ("request__worker", "site", "device__type", "appointment")  # what a letter says of an appointment
