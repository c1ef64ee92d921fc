"""Devices that came and are not kept: refused, kept after all, given back to the donor with a numbered slip."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationStage
from inventory import queries
from inventory.models import Device, DeviceEvent
from inventory.states import REFUSAL_REASONS, EventKind, Move, Stage
from inventory.workflow import moves
from inventory.workflow.receiving import LANGUAGE, refused_facts
from inventory.workflow.refusals import NothingRefused, ReasonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record, record_all
from reuse.core.refusals import MoveNotAllowed
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

REFUSABLE = frozenset({Stage.RECEIVED, Stage.TRIAGE, Stage.AUDIT})


@transaction.atomic
def refuse(*, devices: Sequence[Device], reason: str, words: str, act: Act) -> list[Device]:
    """They came with their batch and are not kept: what nobody had received yet is received, for it is here.

    Their batches are held before them, as closing holds them: the slip tells of them, or they are refused too late.
    """
    act.require(Permission.DEVICE_RECEIVE)
    if reason not in REFUSAL_REASONS or (reason == "other" and not words.strip()):
        raise ReasonNeeded(_("Say why they are not kept."))
    for donation in Donation.objects.filter(pk__in={one.donation_id for one in devices}).order_by("pk"):
        donations.locked(donation)
    held = moves.lock_all([device.pk for device in devices])
    happenings = []
    for device in held:
        moves.check_place(device, act)
        if device.stage == Stage.ANNOUNCED:
            moves.move_locked(device, Move.RECEIVE, act)
        _check_refusable(device)
        happenings.append((device, _refused(reason, words, act)))
    record_all(DeviceEvent, happenings, act)
    return held


def _check_refusable(device: Device) -> None:
    if device.refused_at:
        raise MoveNotAllowed(_("%(device)s is refused already.") % {"device": device})
    if device.stage not in REFUSABLE or device.donation.stage != DonationStage.IN_RECEPTION:
        raise MoveNotAllowed(
            _("%(device)s is at “%(stage)s”: a device is refused while its batch is being received.")
            % {"device": device, "stage": Stage(device.stage).label}
        )


def _refused(reason: str, words: str, act: Act) -> Happening:
    return Happening(
        kind=EventKind.REFUSED, reason_code=reason, note=words.strip(), changes={"refused_at": act.at}
    )


@transaction.atomic
def keep_after_all(*, device: Device, act: Act) -> DeviceEvent:
    """The refusal is lifted: the device goes on where it stood."""
    act.require(Permission.DEVICE_RECEIVE)
    donations.locked(device.donation)
    device = moves.locked(device)
    moves.check_place(device, act)
    if device.refused_at is None or device.stage == Stage.RETURNED_TO_DONOR:
        raise MoveNotAllowed(_("%(device)s does not wait to go back.") % {"device": device})
    return record(DeviceEvent, device, Happening(kind=EventKind.KEPT, changes={"refused_at": None}), act)


@transaction.atomic
def give_back(*, donation: Donation, act: Act, carrier: str = "") -> Document:
    """All that was refused of the batch and is still here goes back to its donor, listed on a numbered slip."""
    act.require(Permission.DEVICE_EXIT)
    donation = donations.locked(donation)
    waiting = [one.pk for one in queries.refused_of(donation) if one.stage != Stage.RETURNED_TO_DONOR]
    held = [one for one in moves.lock_all(waiting) if one.stage != Stage.RETURNED_TO_DONOR]
    if not held:
        raise NothingRefused(_("No device of this batch waits to go back."))
    for outcome in moves.move_all(devices=held, move=Move.RETURN_TO_DONOR, act=act, reason_code="refused"):
        if outcome.refusal:
            raise outcome.refusal
    slip = documents.issue(
        kind=Kind.RETURN_SLIP,
        issuer=donation.receiver,
        facts=_slip_facts(donation, held, carrier, act),
        act=act,
        readers=[donation.donor],
    )
    donations.attach_document(donation=donation, document=slip)
    return slip


def _slip_facts(donation: Donation, held: Sequence[Device], carrier: str, act: Act) -> dict[str, Any]:
    gone = Device.objects.filter(pk__in=[one.pk for one in held]).select_related("type")
    listed = list(gone.prefetch_related("identifiers").order_by("pk"))
    with translation.override(LANGUAGE):
        return {
            "batch": donation.ref,
            "donor": donation.donor.name,
            "workshop": donation.receiver.name,
            "site": donation.site.name,
            "given_back_at": act.at.isoformat(),
            "handed_by": str(act.by),
            "carrier": carrier,
            "devices": refused_facts(listed),
        }
