"""The certificates of erasure, of a device and of a batch: facts frozen only when every medium is settled."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors import workflow as donations
from donors.models import Donation
from inventory.models import Device, DeviceEvent, ErasureProof, Identifier, Medium
from inventory.states import EventKind, Stage
from inventory.workflow import gates, moves
from inventory.workflow.refusals import MediumNotSettled
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import canonical
from reuse.core.refusals import NotPermitted
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
    with translation.override(LANGUAGE):
        facts = _facts(device)
    return _issued_once(
        Kind.ERASURE_CERTIFICATE, facts, issuer=device.site.organisation, donation=device.donation, act=act
    )


@transaction.atomic
def certify_batch(*, donation: Donation, act: Act) -> Document:
    """Issue the certificate of a batch: every device that came and holds data, but those lost or given back."""
    act.require(Permission.EVIDENCE_ADD)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch is addressed to another organisation."))
    came = (
        Device.objects.filter(donation=donation, received_at__isnull=False, type__holds_data=True)
        .exclude(stage__in=[Stage.LOST, Stage.RETURNED_TO_DONOR])
        .select_related("type", "site__organisation")
        .prefetch_related("media")
        .order_by("pk")
    )
    devices = list(came)
    unsettled = sum(gates.media_refusal(device) is not None for device in devices)
    if unsettled or not devices:
        raise MediumNotSettled(
            ngettext(
                "%(count)d device of this batch still has a medium to erase, remove or destroy.",
                "%(count)d devices of this batch still have a medium to erase, remove or destroy.",
                unsettled,
            )
            % {"count": unsettled}
            if unsettled
            else _("There is nothing to certify: no data, or not received yet.")
        )
    with translation.override(LANGUAGE):
        facts = {
            "devices": [device_facts(device) for device in devices],
            **place_facts(donation, donation.site),
        }
    document = _issued_once(
        Kind.BATCH_ERASURE_CERTIFICATE, facts, issuer=donation.receiver, donation=donation, act=act
    )
    donations.attach_document(donation=donation, document=document)
    return document


def _issued_once(
    kind: Kind, facts: Mapping[str, Any], *, issuer: Organisation, donation: Donation, act: Act
) -> Document:
    """While the facts are the same it is the same document."""
    digest = hashlib.sha256(canonical(facts).encode()).hexdigest()
    issued = Document.objects.filter(
        issuer=issuer, kind=kind, facts_sha256=digest, voided_at=None, purged_at=None
    ).first()
    return issued or documents.issue(
        kind=kind,
        issuer=issuer,
        facts=facts,
        act=act,
        language=LANGUAGE,
        readers=[donation.donor],
    )


def _facts(device: Device) -> dict[str, Any]:
    """What `inventory.documents.ErasureCertificate` says a certificate holds."""
    return {"device": device_facts(device), **place_facts(device.donation, device.site)}


def place_facts(donation: Donation, site: Site) -> dict[str, str]:
    """Whose batch, and where it was erased."""
    return {
        "batch": donation.ref,
        "donor": donation.donor.name,
        "workshop": site.organisation.name,
        "site": site.name,
    }


def device_facts(device: Device) -> dict[str, Any]:
    """A device with its media, each with the proof that settles it."""
    names = {one.kind: one.value for one in device.identifiers.order_by("-pk")}
    media = device.media.prefetch_related("proofs__evidence", "proofs__by", "proofs__witness")
    return {
        "code": device.code,
        "type": str(device.type),
        "manufacturer": device.manufacturer,
        "model": device.model,
        "serial": names.get(Identifier.Kind.SERIAL, ""),
        "tag": names.get(Identifier.Kind.DONOR_TAG, ""),
        "media": [_medium(medium) for medium in media],
        "no_storage": _statement(device),
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
