"""The gift agreement: the donor signs and announces, the workshop signs and accepts; or they do not."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, Signature
from donors.states import DeclineReason, DonationEventKind, DonationMove, DonationStage, Party
from donors.workflow import collections, letters
from donors.workflow.moves import move
from donors.workflow.rights import check_move, locked
from reuse.accounts.acting import Act
from reuse.core.ledger import Happening, record
from reuse.core.refusals import Refusal
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind


class NothingAnnounced(Refusal):
    """A batch is announced with at least one device."""

    reason = "nothing_announced"


class PlaceMissing(Refusal):
    """Nobody can collect from nowhere."""

    reason = "place_missing"


class StatementsMissing(Refusal):
    """The law asks for statements that were not ticked."""

    reason = "statements_missing"


class WordsMissing(Refusal):
    """“Another reason” is said in words."""

    reason = "words_missing"


# What each party signs. Their words are in donors.states, by code; a signature keeps the codes and the version.
STATEMENTS: Mapping[Party, tuple[str, ...]] = {
    Party.DONOR: ("gift", "right_to_give", "data_held", "erasure_by_processor"),
    Party.RECEIVER: ("reuse_commitment", "erasure_by_processor", "end_of_life"),
}
STATEMENTS_VERSION = 1


@transaction.atomic
def announce(
    *,
    donation: Donation,
    devices: int,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    act: Act,
) -> DonationEvent:
    """The donor signs the gift and sends the batch. `devices`: how many the batch already lists one by one."""
    donation = locked(donation)
    check_move(donation, DonationMove.ANNOUNCE, act)
    if not devices and not donation.lines.exists():
        raise NothingAnnounced(_("Announce at least one device: drop a list, or enter quantities."))
    if donation.delivery == Donation.Delivery.COLLECTION and not donation.pickup_address:
        raise PlaceMissing(_("Where are the devices to be collected?"))
    if donation.donor.is_public_body and not donation.unit_value_attested:
        raise StatementsMissing(
            _("A public body gives devices of at most 300 € each: tick the attestation before signing.")
        )
    _sign(donation, Party.DONOR, signer_name, signer_function, statements, act)
    counted = devices + sum(donation.lines.values_list("quantity", flat=True))
    letters.announced(donation, devices=counted, act=act)
    return move(donation, DonationMove.ANNOUNCE, act)


@transaction.atomic
def accept(
    *,
    donation: Donation,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    facts: Mapping[str, Any],
    act: Act,
) -> DonationEvent:
    """The receiving organisation signs its reuse commitment; the numbered agreement is issued with both signatures.

    `facts`: what the agreement says of the batch beside the signatures (donors.documents says which).
    """
    donation = locked(donation)
    check_move(donation, DonationMove.ACCEPT, act)
    if not donation.signatures.filter(party=Party.DONOR).exists():
        raise StatementsMissing(_("The donor has not signed yet."))
    _sign(donation, Party.RECEIVER, signer_name, signer_function, statements, act)
    agreement = documents.issue(
        kind=Kind.GIFT_AGREEMENT,
        issuer=donation.receiver,
        facts={**facts, "signatures": [_signature_facts(one) for one in donation.signatures.order_by("at")]},
        act=act,
        readers=[donation.donor],
    )
    donation.documents.add(agreement)
    letters.accepted(donation, agreement=agreement, act=act)
    return move(
        donation,
        DonationMove.ACCEPT,
        act,
        changes={"agreement": agreement},
        details={"agreement": agreement.number},
    )


@transaction.atomic
def decline(
    *, donation: Donation, reason: str, act: Act, reason_code: str = DeclineReason.OTHER
) -> DonationEvent:
    """The receiving organisation cannot take the batch; the donor reads why. `reason`: words beside the code."""
    donation = locked(donation)
    check_move(donation, DonationMove.DECLINE, act)
    if reason_code == DeclineReason.OTHER and not reason.strip():
        raise WordsMissing(_("Say why in a few words."))
    letters.declined(donation, reason=DeclineReason(reason_code), words=reason.strip(), act=act)
    return move(donation, DonationMove.DECLINE, act, reason_code=reason_code, note=reason.strip())


@transaction.atomic
def cancel(*, donation: Donation, act: Act) -> DonationEvent:
    """The donor takes the announcement back, before anything was collected."""
    donation = locked(donation)
    check_move(donation, DonationMove.CANCEL, act)
    collections.call_off_open(donation, act)
    if donation.stage != DonationStage.DRAFT:
        letters.cancelled(donation, act=act)
    return move(donation, DonationMove.CANCEL, act)


def _sign(
    donation: Donation, party: Party, name: str, function: str, statements: Sequence[str], act: Act
) -> None:
    missing = set(STATEMENTS[party]) - set(statements)
    if missing or not name.strip():
        raise StatementsMissing(_("Tick every statement and write your name: the agreement needs them all."))
    Signature.objects.create(
        donation=donation,
        party=party,
        signer_name=name.strip(),
        signer_function=function.strip(),
        statements={"version": STATEMENTS_VERSION, "codes": list(STATEMENTS[party])},
        by=act.by,
        at=act.at,
    )
    details = {"party": str(party), "statements": list(STATEMENTS[party]), "version": STATEMENTS_VERSION}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.SIGNED, details=details), act)


def _signature_facts(signature: Signature) -> dict[str, Any]:
    return {
        "party": signature.party,
        "name": signature.signer_name,
        "function": signature.signer_function,
        "at": signature.at,
        "statements": signature.statements["codes"],
        "method": "account",
    }
