"""The verbs of an identity: kept, opened for a purpose, forgotten. Nothing else reads or writes a name."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.codes import IdentityField, Kept, Purpose
from beneficiaries.models import HandoverSignature, Identity, Request, RequestEvent
from beneficiaries.states import FINAL, RequestEventKind, RequestStage
from beneficiaries.workflow.moves import locked_request
from beneficiaries.workflow.refusals import IdentityNotNeeded, PurposeNeeded
from reuse.accounts.acting import Act
from reuse.accounts.models import AccessRecord
from reuse.core.ledger import Happening, record
from reuse.core.refusals import NotPermitted


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of one hand-over, read."""

    handover: str
    name: str = field(repr=False)
    strokes: list[Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """An identity as it was read. Its text form tells nothing, should it end in a log."""

    ref: str
    name: str = field(repr=False)
    telephone: str = field(repr=False)
    signatures: tuple[Signed, ...] = field(repr=False)


@transaction.atomic
def keep_identity(*, request: Request, name: str, telephone: str = "", act: Act) -> Identity:
    """Keep the name of the person of a request, or correct it. Raises NotPermitted, IdentityNotNeeded."""
    held = locked_request(request, act)
    _require(held, act)
    if (held.stage in FINAL and held.stage != RequestStage.SERVED) or not queries.is_ours(held):
        raise IdentityNotNeeded(_("No name is needed here: the structure that follows the person knows it."))
    identity, _is_new = Identity.objects.update_or_create(
        request=held,
        defaults={"name": name.strip(), "telephone": telephone.strip(), "recorded_at": act.recorded_at},
    )
    record(RequestEvent, held, Happening(kind=RequestEventKind.IDENTITY_KEPT), act)
    return identity


@transaction.atomic
def open_identity(*, request: Request, purpose: str, act: Act) -> Opened:
    """Read the name, telephone and signatures of a request. The reading is recorded before anything is shown."""
    _require(request, act)
    if purpose not in Purpose.values:
        raise PurposeNeeded(_("Say why you open it: the reason is kept with the reading."))
    identity = Identity.objects.filter(request=request).first()
    signatures = tuple(
        Signed(str(one.handover.public_id), one.name, json.loads(one.strokes or "[]"))
        for one in HandoverSignature.objects.filter(handover__request=request)
        .select_related("handover")
        .order_by("pk")
    )
    opened = Opened(
        ref=request.ref,
        name=identity.name if identity else "",
        telephone=identity.telephone if identity else "",
        signatures=signatures,
    )
    found = {
        IdentityField.NAME: opened.name,
        IdentityField.TELEPHONE: opened.telephone,
        IdentityField.SIGNATURE: signatures,
    }
    note_reading(request, purpose, [code for code, value in found.items() if value], act)
    return opened


def note_reading(request: Request, purpose: str, fields: Iterable[str], act: Act) -> None:
    """Record who reads what of a person, and why, before it is shown."""
    AccessRecord.objects.create(
        by=act.by,
        organisation=act.organisation,
        kind=AccessRecord.READ_IDENTITY,
        subject=request.ref,
        purpose=purpose,
        fields=",".join(fields),
        at=act.recorded_at,
        kept_until=_kept_until(act),
    )


@transaction.atomic
def forget_identity(*, request: Request, act: Act) -> RequestEvent | None:
    """Erase the name and telephone kept for a request; None when there is none."""
    held = locked_request(request, act)
    _require(held, act)
    deleted, _rows = Identity.objects.filter(request=held).delete()
    if not deleted:
        return None
    return record(RequestEvent, held, Happening(kind=RequestEventKind.IDENTITY_FORGOTTEN), act)


def _kept_until(act: Act) -> date | None:
    """The record of a reading bears its own end: that of the rule of its day."""
    days = queries.keeping_days().get(Kept.READINGS)
    return None if days is None else act.on + timedelta(days=days)


def _require(request: Request, act: Act) -> None:
    if not queries.may_name(act.membership, request):
        raise NotPermitted(_("Only those who follow the person or hand the device over may do this."))
