"""The certificates of erasure, of a device and of a batch: facts frozen only when every medium is accounted for."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors import workflow as donations
from donors.models import Donation
from inventory import queries
from inventory.models import Device, DeviceEvent, ErasureProof, Identifier, Medium
from inventory.states import EventKind, Stage
from inventory.workflow import gates, moves
from inventory.workflow.refusals import MediumNotSettled, MediumUnaccounted
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import canonical
from reuse.core.refusals import NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.jobs import workflow as jobs
from reuse.jobs.models import UNFINISHED, Job

CERTIFY = "batch_erasure_certificate"
AT_ONCE = 50  # devices whose certificate is drawn while the person waits
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
    [read] = queries.page_of_devices(Device.objects.filter(pk=device.pk))
    with translation.override(LANGUAGE):
        facts = {
            "device": _Facts([read], device.site.organisation).of(read),
            **place_facts(device.donation, device.site),
        }
    return _issued_once(
        Kind.ERASURE_CERTIFICATE, facts, issuer=device.site.organisation, donation=device.donation, act=act
    )


def finalise_batch(*, donation: Donation, act: Act) -> Document | Job:
    """Issue the certificate of a batch: at once if it is small, else by a job; asked again, it is the same job."""
    _check(donation, act)
    size = queries.to_account(donation).count()
    if size <= AT_ONCE:
        return certify_batch(donation=donation, act=act)
    params = {"donation": donation.ref}
    running = Job.objects.seen_by(act.membership).filter(kind=CERTIFY, params=params, state__in=UNFINISHED)
    return running.first() or jobs.enqueue(kind=CERTIFY, params=params, act=act, total=size)


@transaction.atomic
def certify_batch(*, donation: Donation, act: Act) -> Document:
    """Issue the certificate of a batch: every device that came and holds data; those lost or given back are named.

    Refused while any medium is neither erased nor destroyed, be it in its device or taken out.
    """
    _check(donation, act)
    devices = list(queries.in_order(queries.to_account(donation)))
    waiting = [line for line in queries.lines_of(devices) if not line.is_accounted]
    if waiting or not devices:
        raise _refusal(waiting)
    gone = queries.in_order(queries.data_bearers(donation).filter(stage__in=queries.GONE))
    with translation.override(LANGUAGE):
        facts_of = _Facts(devices, donation.receiver)
        facts = {
            "devices": [facts_of.of(device) for device in devices],
            "left_out": [{**described(device), "why": str(Stage(device.stage).label)} for device in gone],
            **place_facts(donation, donation.site),
        }
    document = _issued_once(
        Kind.BATCH_ERASURE_CERTIFICATE, facts, issuer=donation.receiver, donation=donation, act=act
    )
    if not donation.documents.filter(pk=document.pk).exists():
        donations.attach_document(donation=donation, document=document)
        donations.letters.certificates_ready(donation, document=document, act=act)
    return document


def _check(donation: Donation, act: Act) -> None:
    act.require(Permission.EVIDENCE_ADD)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch is addressed to another organisation."))
    accounts = queries.accounts(donation)
    if accounts.unaccounted or not accounts.devices:
        waiting = queries.narrowed(queries.to_account(donation), "unaccounted")
        raise _refusal(queries.lines_of(queries.page_of_devices(waiting, size=5), "unaccounted"), accounts)


def _refusal(waiting: Sequence[queries.Line], accounts: queries.Accounts | None = None) -> MediumUnaccounted:
    if not waiting:
        return MediumUnaccounted(_("There is nothing to certify: no data, or not received yet."))
    count = accounts.unaccounted if accounts else len(waiting)
    which = ", ".join(f"{line.medium or _('storage not stated')} ({line.device})" for line in waiting[:5])
    return MediumUnaccounted(
        ngettext(
            "%(count)d medium of this batch is neither erased nor destroyed: %(which)s.",
            "%(count)d media of this batch are neither erased nor destroyed: %(which)s.",
            count,
        )
        % {"count": count, "which": which + ("…" if count > len(waiting[:5]) else "")}
    )


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


def place_facts(donation: Donation, site: Site) -> dict[str, str]:
    """Whose batch, and where it was erased."""
    return {
        "batch": donation.ref,
        "donor": donation.donor.name,
        "workshop": site.organisation.name,
        "site": site.name,
    }


def described(device: Device) -> dict[str, Any]:
    """A device by its names; its identifiers are read before."""
    names = {one.kind: one.value for one in sorted(device.identifiers.all(), key=lambda one: -one.pk)}
    return {
        "code": device.code,
        "type": str(device.type),
        "manufacturer": device.manufacturer,
        "model": device.model,
        "serial": names.get(Identifier.Kind.SERIAL, "") or names.get(Identifier.Kind.IMEI, ""),
        "tag": names.get(Identifier.Kind.DONOR_TAG, ""),
    }


class _Facts:
    """Makes the facts of devices read by `queries.page_of_devices`: each medium with the proof of its state."""

    def __init__(self, devices: Sequence[Device], workshop: Organisation) -> None:
        said = DeviceEvent.objects.filter(
            device__in=[one for one in devices if one.no_storage_at], kind=EventKind.NO_STORAGE
        )
        self.stated_by = {
            event.device_id: str(event.by) for event in said.select_related("by").order_by("pk")
        }
        people = Membership.objects.filter(organisation=workshop).order_by("-pk")
        self.titles = {one.user_id: str(one.description.label) for one in people}

    def of(self, device: Device) -> dict[str, Any]:
        stated = device.no_storage_at
        return {
            **described(device),
            "media": [self._medium(medium) for medium in device.media.all()],
            "no_storage": {"by": self.stated_by.get(device.pk, ""), "at": stated.isoformat()}
            if stated
            else None,
        }

    def _medium(self, medium: Medium) -> dict[str, Any]:
        return {
            "model": medium.model,
            "serial": medium.serial,
            "size_gb": medium.size_gb,
            "technology": medium.technology,
            "interface": medium.interface,
            "result": str(medium.state),
            "is_out": medium.removed_at is not None,
            **self._proof(queries.proof_of(medium) or ErasureProof()),
        }

    def _proof(self, proof: ErasureProof) -> dict[str, Any]:
        recorded = proof.recorded_at.isoformat() if proof.recorded_at else ""
        return {
            "method": proof.method,
            "level": proof.level,
            "tool": proof.tool,
            "tool_version": proof.tool_version,
            "verification": _verification(proof),
            "started_at": proof.started_at,
            "ended_at": proof.ended_at or recorded,
            "recorded_at": recorded,
            "performed_by": str(proof.by) if proof.by_id else "",
            "performed_as": self.titles.get(proof.by_id, "") if proof.by_id else "",
            "verified_by": str(proof.witness) if proof.witness else "",
            "verified_as": self.titles.get(proof.witness_id, "") if proof.witness_id else "",
            "destroyed_by": proof.destroyer,
            "slip": proof.slip,
            "report_sha256": proof.evidence.sha256 if proof.evidence else "",
        }


def _verification(proof: ErasureProof) -> str:
    """How it was verified, and with what result."""
    if proof.evidence:
        return _("By the tool, after writing, as its report states: passed")
    if proof.procedure and proof.witness:
        return _("By a second person, step by step: passed")
    return _("Seen by a witness") if proof.witness else ""
