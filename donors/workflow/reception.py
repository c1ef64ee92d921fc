"""A batch on its way in: its reception begun, closed, opened again; the documents about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, DonationLine
from donors.states import DonationEventKind, DonationMove, DonationStage, Lane
from donors.workflow import law, letters
from donors.workflow.moves import move
from donors.workflow.rights import check_move, locked
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter, DeviceType
from reuse.core.refusals import NotPermitted, Refusal
from reuse.documents.models import Document


@transaction.atomic
def start_reception(*, donation: Donation, act: Act) -> Donation:
    """Devices may be received from now on. Refused before all the papers stand. Does nothing when begun."""
    donation = locked(donation)
    if donation.stage != DonationStage.IN_RECEPTION:
        check_move(donation, DonationMove.START_RECEPTION, act)
        law.require_complete(donation, act.on)
        move(donation, DonationMove.START_RECEPTION, act)
    return donation


class ReceptionPaused(Refusal):
    """The batch waits for its next delivery."""

    reason = "reception_paused"


def check_not_paused(donation: Donation, act: Act) -> None:
    """What was scanned before the pause and is sent late still counts."""
    paused_at = donation.reception_paused_at
    if paused_at and act.at >= paused_at:
        raise ReceptionPaused(
            _("The reception of batch %(ref)s is paused: resume it first.") % {"ref": donation.ref}
        )


@transaction.atomic
def pause_reception(*, donation: Donation, act: Act) -> Donation:
    """The rest comes another day: nothing of the batch is received until somebody resumes. Does nothing when paused."""
    return _paused(donation, act, is_paused=True)


@transaction.atomic
def resume_reception(*, donation: Donation, act: Act) -> Donation:
    """The count goes on. Does nothing when it is not paused."""
    return _paused(donation, act, is_paused=False)


def _paused(donation: Donation, act: Act, *, is_paused: bool) -> Donation:
    donation = locked(donation)
    check_move(donation, DonationMove.CLOSE_RECEPTION, act)  # whoever may close it, while it is open
    if bool(donation.reception_paused_at) != is_paused:
        happening = Happening(
            kind=DonationEventKind.CHANGED,
            details={"reception": "paused" if is_paused else "resumed"},
            changes={"reception_paused_at": act.at if is_paused else None},
        )
        record(DonationEvent, donation, happening, act)
    return donation


class Giver(StrEnum):
    """Who brought what nobody announced."""

    PERSON = "person"
    UNKNOWN = "unknown"  # found at the door


@transaction.atomic
def open_walk_in(
    *, donor: Organisation, site: Site, lines: Mapping[DeviceType, int], giver: Giver, act: Act
) -> Donation:
    """A batch somebody brings without an account: nobody signs, it is received from the start. The caller enters its devices."""
    act.require(Permission.DEVICE_RECEIVE)
    if site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("You receive at the sites of your own organisation only."))
    number = Counter.take(f"walk-in {act.at.year}")[0] + 1
    donation = Donation.objects.create(
        ref=f"P{act.at:%y}-{number:04d}",
        donor=donor,
        receiver=site.organisation,
        site=site,
        lane=Lane.PRIVATE_GIFT,
        delivery=Donation.Delivery.DROP_OFF,
        created_by=act.by,
        created_at=act.at,
        stage="",
        stage_since=act.at,
    )
    begun = Happening(
        kind=DonationEventKind.CREATED,
        to_stage=DonationStage.IN_RECEPTION,
        details={"walk_in": giver.value, "lane": Lane.PRIVATE_GIFT.value},
    )
    record(DonationEvent, donation, begun, act)
    DonationLine.objects.bulk_create(
        DonationLine(donation=donation, type=kind, quantity=quantity) for kind, quantity in lines.items()
    )
    return donation


@transaction.atomic
def close_reception(*, donation: Donation, act: Act, details: Mapping[str, Any]) -> DonationEvent:
    """The count is done. `details`: announced, received, missing, unexpected and the slip's number."""
    donation = locked(donation)
    check_move(donation, DonationMove.CLOSE_RECEPTION, act)
    Donation.objects.filter(pk=donation.pk).update(spot_name="", spot_telephone="")  # nobody calls any more
    letters.received(donation, counts=details, act=act)
    changes = {"reception_paused_at": None}
    return move(donation, DonationMove.CLOSE_RECEPTION, act, details=details, changes=changes)


@transaction.atomic
def reopen(*, donation: Donation, act: Act) -> DonationEvent:
    """Devices turned up after all."""
    donation = locked(donation)
    check_move(donation, DonationMove.REOPEN, act)
    return move(donation, DonationMove.REOPEN, act)


@transaction.atomic
def attach_document(*, donation: Donation, document: Document) -> None:
    """File a document issued about this batch, for both sides to find. Called by the verb that issued it."""
    donation.documents.add(document)
