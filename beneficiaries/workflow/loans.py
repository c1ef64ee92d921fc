"""The verbs of a loan: prolonged, reminded of by letter, ended when the device comes back."""

from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Handover, HandoverEvent, RequestEvent
from beneficiaries.queries import loans
from beneficiaries.states import HandoverEventKind, HandoverStage, RequestEventKind
from beneficiaries.workflow.handovers import take_back
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import locked_handover
from beneficiaries.workflow.refusals import AppointmentTooFar, NotLent
from inventory.models import Device
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record


@transaction.atomic
def prolong(*, handover: Handover, until: date, act: Act) -> RequestEvent:
    """The device stays longer with the person it is lent to."""
    act.require(Permission.HAND_OVER)
    held = locked_handover(handover, act)
    before = held.request.loan_until
    if before is None or held.stage != HandoverStage.DONE:
        raise NotLent(_("This device is not lent: it was handed over to keep, or it came back."))
    if until <= max(before, act.on):
        raise AppointmentTooFar(_("Choose a day after %(day)s.") % {"day": max(before, act.on).isoformat()})
    happening = Happening(
        kind=RequestEventKind.PROLONGED,
        details={"from": before.isoformat(), "until": until.isoformat()},
        changes={"loan_until": until},
    )
    return record(RequestEvent, held.request, happening, act)


@transaction.atomic
def end_loan(*, device: Device, act: Act) -> HandoverEvent:
    """A device that was lent is back: the request is served and ended, its media need a new proof."""
    handover = loans.lent().filter(device=device).select_related("allocation__request").first()
    if handover is None:
        raise NotLent(_("This device is not lent: it was handed over to keep, or it came back."))
    return take_back(handover=handover, act=act, reason_code="loan_ended", is_replaced=False)


def remind_loans(now: datetime) -> int:
    """One letter to each worker about loans soon over or late; how many hand-overs they are about."""
    rule = queries.afterwards_rule(now.date())
    if rule is None:
        return 0
    due = list(
        loans.to_remind(rule, now).select_related("request__partner", "request__worker", "device__type")
    )
    for _key, found in groupby(due, lambda one: (one.request.worker_id, one.request.partner_id)):
        _remind(list(found), now)
    return len(due)


@transaction.atomic
def _remind(found: list[Handover], now: datetime) -> None:
    partner, worker = found[0].request.partner, found[0].request.worker
    for one in found:
        held = Handover.objects.select_for_update(of=("self",)).get(pk=one.pk)
        happening = Happening(kind=HandoverEventKind.LOAN_REMINDED, changes={"loan_reminded_at": now})
        record(HandoverEvent, held, happening, machine(partner, now))
    workers = Membership.objects.current(now.date()).filter(organisation=partner, role=Role.SOCIAL_WORKER)
    followed = workers.filter(user=worker)
    for membership in (followed if followed.exists() else workers).select_related("user"):
        mails.send(
            to=membership.user,
            template="beneficiaries/mail/loans_due",
            context={"loans": found, "url": mails.address(reverse("beneficiaries:loans"))},
        )
