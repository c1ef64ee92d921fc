"""Forgetting: what is fine-grained goes at the end of its time, or on demand; what figures rest on stays in the ledger."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.codes import Kept
from beneficiaries.models import (
    AfterSalesEventNote,
    AllocationEventNote,
    Erasure,
    Handover,
    HandoverEvent,
    HandoverEventNote,
    HandoverSignature,
    Identity,
    Request,
    RequestEvent,
    RequestEventNote,
)
from beneficiaries.queries.retention import ENDED, HOLDS
from beneficiaries.states import HandoverEventKind, RequestEventKind
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import locked_request
from beneficiaries.workflow.refusals import StillOpen
from reuse.accounts import retention
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record

EMPTY: Mapping[str, Mapping[str, Any]] = {
    Kept.COMMUNE: {"commune": "", "household": None},
    Kept.NEEDS: {"features": [], "accessories": [], "sheet_language": ""},
    Kept.MARK: {"mark": "", "mark_digest": ""},
    Kept.INFORMATION: {"information": ""},
}
_others: dict[str, Callable[[datetime], int]] = {}


def forgets(code: Kept, forget: Callable[[datetime], int]) -> None:
    """Declare who forgets a part kept in another table: told an instant, it forgets what ended before, and counts it."""
    _others[code] = forget


def forget_due(now: datetime) -> dict[str, int]:
    """Forget every part whose time is over, each case in its own transaction; how many of each part."""
    limits = queries.limits(now)
    due: dict[int, set[str]] = defaultdict(set)
    for code in HOLDS.keys() & limits.keys():
        for key in queries.ended_holding(code, limits[code]).values_list("pk", flat=True):
            due[key].add(code)
    if Kept.IDENTITY in limits:
        for key in queries.identities_to_forget(limits[Kept.IDENTITY]).values_list("request", flat=True):
            due[key].add(Kept.IDENTITY)
    done = Counter(code for codes in due.values() for code in codes)
    for key, codes in sorted(due.items()):
        _forget_now(key, codes, now)
    if Kept.SIGNATURE in limits:
        done[Kept.SIGNATURE] = _forget_signatures(limits[Kept.SIGNATURE], now)
    for code, forget in _others.items():
        if code in limits:
            done[code] = forget(limits[code])
    done[Kept.READINGS] = retention.forget_readings(now.date())
    return {code: done[code] for code in Kept.values}


@transaction.atomic
def erase(*, request: Request, act: Act) -> Erasure:
    """Erase all we hold of a case before its time, because the person asked; for its partner, or an administrator."""
    if not act.membership.may(Permission.CONFIGURE):
        act.require(Permission.REQUEST_FILE)
        locked_request(request, act)
    _forget(request.pk, (*HOLDS, Kept.IDENTITY), act)
    for handover in Handover.objects.filter(request=request, signature__isnull=False):
        _forget_signature(handover, act)
    return Erasure.objects.create(
        ref=request.ref, by=act.by, organisation=act.organisation, at=act.recorded_at
    )


@transaction.atomic
def _forget_now(key: int, codes: Collection[str], now: datetime) -> None:
    partner = Request.objects.select_related("partner").get(pk=key).partner
    _forget(key, codes, machine(partner, now, Role.ADMINISTRATOR))


def _forget_signatures(before: datetime, now: datetime) -> int:
    handovers = [
        one.handover
        for one in queries.signatures_to_forget(before).select_related("handover__request__partner")
    ]
    for handover in handovers:
        with transaction.atomic():
            _forget_signature(handover, machine(handover.request.partner, now, Role.ADMINISTRATOR))
    return len(handovers)


def _forget(key: int, codes: Collection[str], act: Act) -> RequestEvent:
    held = Request.objects.select_for_update(of=("self",)).get(pk=key)
    if held.stage not in ENDED:
        raise StillOpen(_("This request is still open: cancel it first."))
    if Kept.IDENTITY in codes:
        Identity.objects.filter(request=held).delete()
    if Kept.NOTES in codes:
        RequestEventNote.objects.filter(event__request=held).delete()
        AllocationEventNote.objects.filter(event__allocation__request=held).delete()
        HandoverEventNote.objects.filter(event__handover__request=held).delete()
        AfterSalesEventNote.objects.filter(event__case__handover__request=held).delete()
    changes = {name: value for code in codes for name, value in EMPTY.get(code, {}).items()}
    happening = Happening(
        kind=RequestEventKind.ANONYMISED, details={"forgotten": sorted(codes)}, changes=changes
    )
    return record(RequestEvent, held, happening, act)


def _forget_signature(handover: Handover, act: Act) -> HandoverEvent:
    held = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    HandoverSignature.objects.filter(handover=held).delete()
    return record(HandoverEvent, held, Happening(kind=HandoverEventKind.SIGNATURE_FORGOTTEN), act)
