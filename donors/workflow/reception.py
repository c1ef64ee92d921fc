"""A batch on its way in: the day it comes, its reception begun, closed, opened again; the documents about it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent
from donors.states import DonationEventKind, DonationMove, DonationStage
from donors.workflow.moves import move
from donors.workflow.rights import check_move, locked
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents.models import Document


@transaction.atomic
def plan_collection(*, donation: Donation, on: Any, act: Act) -> Donation:
    """Name the day the batch is collected or brought."""
    donation = locked(donation)
    act.require(Permission.DONATION_DECIDE)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in {DonationStage.ACCEPTED, DonationStage.IN_RECEPTION}:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
    happening = Happening(
        kind=DonationEventKind.CHANGED, details={"collection_on": str(on)}, changes={"collection_on": on}
    )
    record(DonationEvent, donation, happening, act)
    return donation


@transaction.atomic
def start_reception(*, donation: Donation, act: Act) -> Donation:
    """Devices may be received from now on. Both signatures stand since the acceptance. Does nothing when begun."""
    donation = locked(donation)
    if donation.stage != DonationStage.IN_RECEPTION:
        check_move(donation, DonationMove.START_RECEPTION, act)
        move(donation, DonationMove.START_RECEPTION, act)
    return donation


@transaction.atomic
def close_reception(*, donation: Donation, act: Act, details: Mapping[str, Any]) -> DonationEvent:
    """The count is done. `details`: announced, received, missing, unexpected and the slip's number."""
    donation = locked(donation)
    check_move(donation, DonationMove.CLOSE_RECEPTION, act)
    Donation.objects.filter(pk=donation.pk).update(spot_name="", spot_telephone="")  # nobody calls any more
    return move(donation, DonationMove.CLOSE_RECEPTION, act, details=details)


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
