"""A waiting request is still useful, says its worker every two months; unanswered, it is put on hold and keeps its day."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Request, RequestEvent
from beneficiaries.states import RequestEventKind, RequestMove, RequestStage
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import REQUEST, locked_request
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def confirm(*, request: Request, act: Act) -> RequestEvent:
    """Say that a waiting request is still useful: it stays where it is, and is asked about later."""
    act.require(Permission.REQUEST_FILE)
    held = locked_request(request, act)
    if held.stage != RequestStage.WAITING:
        raise MoveNotAllowed(
            _("Request %(ref)s does not wait for a device any more.") % {"ref": held.ref},
            allowed=REQUEST.allowed(held, act),
        )
    happening = Happening(kind=RequestEventKind.CONFIRMED, changes={"confirmed_at": act.at})
    return record(RequestEvent, held, happening, act)


def ask_confirmations(now: datetime) -> int:
    """One letter to each worker about what is to be confirmed; return how many were written."""
    due = groupby(queries.to_remind(now).select_related("worker", "partner"), lambda one: one.worker)
    return sum(_ask([one.pk for one in found], now) for _worker, found in due)


@transaction.atomic
def _ask(keys: list[int], now: datetime) -> bool:
    """Requests of one worker. Those gone elsewhere go to the partner's other workers, so that somebody reads it."""
    found = list(
        queries.to_remind(now)
        .filter(pk__in=keys)
        .select_for_update(of=("self",))
        .select_related("worker", "partner")
    )
    for request in found:
        happening = Happening(kind=RequestEventKind.REMINDED, changes={"reminded_at": now})
        record(RequestEvent, request, happening, machine(request.partner, now))
    for partner, requests in groupby(sorted(found, key=lambda one: one.partner_id), lambda one: one.partner):
        rows = list(requests)
        workers = Membership.objects.current(now.date()).filter(organisation=partner, role=Role.SOCIAL_WORKER)
        followed = workers.filter(user=rows[0].worker)
        for membership in (followed if followed.exists() else workers).select_related("user"):
            _write(membership, rows, now)
    return bool(found)


def _write(membership: Membership, requests: list[Request], now: datetime) -> None:
    rule = queries.waiting_rule(now)
    mails.send(
        to=membership.user,
        template="beneficiaries/mail/still_useful",
        context={
            "requests": requests,
            "days": rule.answer_days if rule else 0,
            "url": mails.address(reverse("beneficiaries:request-confirm")),
        },
    )


def pause_unanswered(now: datetime) -> int:
    """Put on hold what nobody confirmed in time, each in its own transaction; return how many."""
    return sum(_pause(key, now) for key in list(queries.unanswered(now).values_list("pk", flat=True)))


@transaction.atomic
def _pause(key: int, now: datetime) -> bool:
    held = queries.unanswered(now).select_for_update(of=("self",)).filter(pk=key).first()
    if held is None:  # answered meanwhile
        return False
    REQUEST.move(held, RequestMove.PAUSE, machine(held.partner, now), reason_code="no_answer")
    return True
