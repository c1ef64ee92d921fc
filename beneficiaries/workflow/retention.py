"""Forgetting: what is fine-grained goes at the end of its time; what figures rest on stays in the ledger."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import (
    AllocationEventNote,
    Handover,
    HandoverEvent,
    HandoverEventNote,
    HandoverSignature,
    Identity,
    Request,
    RequestEvent,
    RequestEventNote,
)
from beneficiaries.states import FINAL, HandoverEventKind, RequestEventKind
from beneficiaries.workflow.refusals import StillOpen
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record


@transaction.atomic
def anonymise(*, request: Request, act: Act) -> RequestEvent:
    """Forget the identity, the commune, the mark, the remarks and the notes of a finished request."""
    act.require(Permission.CONFIGURE)
    held = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.stage not in FINAL:
        raise StillOpen(_("This request is still open."))
    Identity.objects.filter(request=held).delete()
    RequestEventNote.objects.filter(event__request=held).delete()
    AllocationEventNote.objects.filter(event__allocation__request=held).delete()
    HandoverEventNote.objects.filter(event__handover__request=held).delete()
    changes = {"commune": "", "information": "", "mark": "", "features": [], "accessories": []}
    happening = Happening(kind=RequestEventKind.ANONYMISED, changes=changes)
    return record(RequestEvent, held, happening, act)


@transaction.atomic
def forget_signature(*, handover: Handover, act: Act) -> HandoverEvent:
    """Erase a signature; the ledger and the form keep its digest, the day, and before whom it was signed."""
    act.require(Permission.CONFIGURE)
    held = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    HandoverSignature.objects.filter(handover=held).delete()
    return record(HandoverEvent, held, Happening(kind=HandoverEventKind.SIGNATURE_FORGOTTEN), act)


def forget_due(*, idle_since: datetime, on: date, act: Act) -> tuple[int, int]:
    """Anonymise requests finished and untouched since an instant, erase signatures whose warranty has ended.

    Each in its own transaction, so that a long sweep holds nobody up; returns how many of both.
    """
    requests = list(queries.requests_to_anonymise(idle_since))
    for request in requests:
        anonymise(request=request, act=act)
    handovers = list(queries.signatures_to_forget(on))
    for handover in handovers:
        forget_signature(handover=handover, act=act)
    return len(requests), len(handovers)
