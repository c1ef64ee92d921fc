"""Signed forms on paper: attached to their hand-over as an encrypted picture, opened for a purpose, gone with the signature."""

import base64
import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.codes import IdentityField, Purpose
from beneficiaries.models import Handover, HandoverEvent, HandoverSignature, SignedPaper
from beneficiaries.states import HandoverEventKind
from beneficiaries.workflow.identities import note_reading
from beneficiaries.workflow.refusals import PurposeNeeded, SignatureMissing
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import NotPermitted


@transaction.atomic
def attach_paper(*, handover: Handover, image: bytes, act: Act) -> HandoverEvent | None:
    """Keep the page a person signed; None when this very page is kept. Another page takes the place of the one before.

    Raises SignatureMissing when nothing was signed yet or the signature's time is over, NotPermitted.
    """
    act.require(Permission.HAND_OVER)
    held = Handover.objects.select_for_update(of=("self",)).select_related("request").get(pk=handover.pk)
    if not queries.papers_of(act.membership).filter(pk=held.pk).exists():
        raise NotPermitted(_("This request belongs to another organisation."))
    signatures = HandoverSignature.objects.filter(handover__in=[held.pk, *queries.signed_together(held)])
    if not signatures.filter(handover=held).exists():
        raise SignatureMissing(_("Hand the device over first: the form is then attached to the hand-over."))
    digest = hashlib.sha256(image).hexdigest()
    if SignedPaper.objects.filter(signature__handover=held, sha256=digest).exists():
        return None
    kept = {"image": base64.b64encode(image).decode(), "sha256": digest, "at": act.recorded_at, "by": act.by}
    for signature in signatures:
        SignedPaper.objects.update_or_create(signature=signature, defaults=kept)
    happening = Happening(kind=HandoverEventKind.PAPER_ATTACHED, details={"sha256": digest})
    return record(HandoverEvent, held, happening, act)


@transaction.atomic
def open_paper(*, handover: Handover, purpose: str, act: Act) -> bytes | None:
    """The signed page as a JPEG; None when there is none. The reading is recorded before anything is shown."""
    act.require(Permission.HAND_OVER)
    if not queries.may_name(act.membership, handover.request):
        raise NotPermitted(_("Only those who follow the person or hand the device over may do this."))
    if purpose not in Purpose.values:
        raise PurposeNeeded(_("Say why you open it: the reason is kept with the reading."))
    paper = SignedPaper.objects.filter(signature__handover=handover).first()
    if paper is None:
        return None
    note_reading(handover.request, purpose, [IdentityField.SIGNATURE], act)
    return base64.b64decode(paper.image)
