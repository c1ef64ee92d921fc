"""A batch on its way in: its reception begun, closed, opened again; the documents about it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from donors.models import Donation, DonationEvent
from donors.states import DonationMove, DonationStage
from donors.workflow import letters
from donors.workflow.moves import move
from donors.workflow.rights import check_move, locked
from reuse.accounts.acting import Act
from reuse.documents.models import Document


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
    letters.received(donation, counts=details, act=act)
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
