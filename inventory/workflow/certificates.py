"""The certificate of a device's erasure: its facts, frozen only when every medium is settled."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from inventory.models import Device, DeviceEvent, ErasureProof, Identifier, Medium
from inventory.states import EventKind
from inventory.workflow import gates, moves
from inventory.workflow.refusals import MediumNotSettled
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import canonical
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

LANGUAGE = "fr"


@transaction.atomic
def certify_erasure(*, device: Device, act: Act) -> Document:
    """Issue the certificate; while the facts are the same it is the same document."""
    act.require(Permission.EVIDENCE_ADD)
    device = moves.locked(device)
    moves.check_place(device, act)
    if device.received_at is None or not device.type.holds_data:
        raise MediumNotSettled(_("There is nothing to certify: no data, or not received yet."))
    if refusal := gates.media_refusal(device):
        raise refusal
    issuer = device.site.organisation
    with translation.override(LANGUAGE):
        facts = _facts(device)
    digest = hashlib.sha256(canonical(facts).encode()).hexdigest()
    issued = Document.objects.filter(
        issuer=issuer, kind=Kind.ERASURE_CERTIFICATE, facts_sha256=digest, voided_at=None, purged_at=None
    ).first()
    return issued or documents.issue(
        kind=Kind.ERASURE_CERTIFICATE,
        issuer=issuer,
        facts=facts,
        act=act,
        language=LANGUAGE,
        readers=[device.donation.donor],
    )


def _facts(device: Device) -> dict[str, Any]:
    """What `inventory.documents.ErasureCertificate` says a certificate holds."""
    names = {one.kind: one.value for one in device.identifiers.order_by("-pk")}
    media = device.media.prefetch_related("proofs__evidence", "proofs__by", "proofs__witness")
    return {
        "device": {
            "code": device.code,
            "type": str(device.type),
            "manufacturer": device.manufacturer,
            "model": device.model,
            "serial": names.get(Identifier.Kind.SERIAL, ""),
            "tag": names.get(Identifier.Kind.DONOR_TAG, ""),
            "media": [_medium(medium) for medium in media],
            "no_storage": _statement(device),
        },
        "batch": device.donation.ref,
        "donor": device.donation.donor.name,
        "workshop": device.site.organisation.name,
        "site": device.site.name,
    }


def _statement(device: Device) -> dict[str, str] | None:
    if device.no_storage_at is None:
        return None
    said = DeviceEvent.objects.filter(device=device, kind=EventKind.NO_STORAGE).select_related("by").last()
    return {"by": str(said.by) if said else "", "at": device.no_storage_at.isoformat()}


def _medium(medium: Medium) -> dict[str, Any]:
    proof = next((one for one in medium.proofs.all() if one.result == medium.state), None)
    return {
        "model": medium.model,
        "serial": medium.serial,
        "size_gb": medium.size_gb,
        "technology": medium.technology,
        "interface": medium.interface,
        "result": str(medium.state),
        **_proof(proof or ErasureProof()),
    }


def _proof(proof: ErasureProof) -> dict[str, Any]:
    performed = str(proof.by) if proof.by_id else ""
    return {
        "method": proof.method,
        "level": proof.level,
        "tool": proof.tool,
        "tool_version": proof.tool_version,
        "verification": _("Stated by the tool's report") if proof.evidence else "",
        "started_at": proof.started_at,
        "ended_at": proof.ended_at or (proof.recorded_at.isoformat() if proof.recorded_at else ""),
        "performed_by": performed,
        "verified_by": str(proof.witness) if proof.witness else "",
        "report_sha256": proof.evidence.sha256 if proof.evidence else "",
    }
