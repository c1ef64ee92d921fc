"""The gift agreement: the donor signs and announces, the workshop signs and accepts; or they do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, Signature
from donors.states import DeclineReason, DonationEventKind, DonationMove, DonationStage, Party, SigningMethod
from donors.workflow import collections, law, letters
from donors.workflow.law import StatementsMissing
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


class WordsMissing(Refusal):
    """“Another reason” is said in words."""

    reason = "words_missing"


# What each party signs. Their words are in donors.states, by code; a signature keeps the codes and the version.
STATEMENTS: Mapping[Party, tuple[str, ...]] = {
    Party.DONOR: ("gift", "right_to_give", "data_held", "erasure_by_processor"),
    Party.RECEIVER: ("reuse_commitment", "erasure_by_processor", "end_of_life"),
}
STATEMENTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Given:
    """How a signature was given, where it was not from the signatory's account."""

    method: SigningMethod = SigningMethod.ACCOUNT
    strokes: Sequence[Sequence[Sequence[int]]] = ()


FROM_ACCOUNT = Given()


@transaction.atomic
def announce(
    *,
    donation: Donation,
    devices: int,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    act: Act,
    above: Sequence[str] = (),
    given: Given = FROM_ACCOUNT,
) -> DonationEvent:
    """The donor signs the gift and sends the batch.

    `devices`: how many the batch already lists one by one; `above`: those whose list says more than the law's cap.
    """
    donation = locked(donation)
    check_move(donation, DonationMove.ANNOUNCE, act)
    if not devices and not donation.lines.exists():
        raise NothingAnnounced(_("Announce at least one device: drop a list, or enter quantities."))
    if donation.delivery == Donation.Delivery.COLLECTION and not donation.pickup_address:
        raise PlaceMissing(_("Where are the devices to be collected?"))
    law.require_signable(donation, list(above), list(statements))
    _sign(donation, Party.DONOR, Signer(signer_name, signer_function, statements, given), act)
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
    given: Given = FROM_ACCOUNT,
) -> DonationEvent:
    """The receiving organisation signs its reuse commitment; the numbered agreement is issued with both signatures.

    `facts`: what the agreement says of the batch beside the signatures (donors.documents says which).
    """
    donation = locked(donation)
    check_move(donation, DonationMove.ACCEPT, act)
    if not donation.signatures.filter(party=Party.DONOR).exists():
        raise StatementsMissing(_("The donor has not signed yet."))
    law.require_decided(donation)
    law.require_taker(donation, act.on)
    _sign(donation, Party.RECEIVER, Signer(signer_name, signer_function, statements, given), act)
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


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, in what capacity, what they ticked, and how."""

    name: str
    function: str
    statements: Sequence[str]
    given: Given


def _sign(donation: Donation, party: Party, signer: Signer, act: Act) -> None:
    if set(STATEMENTS[party]) - set(signer.statements) or not signer.name.strip():
        raise StatementsMissing(_("Tick every statement and write your name: the agreement needs them all."))
    ticked = [*STATEMENTS[party]]
    if law.PURCHASE_PRICES in signer.statements:
        ticked.append(law.PURCHASE_PRICES)
    Signature.objects.create(
        donation=donation,
        party=party,
        signer_name=signer.name.strip(),
        signer_function=signer.function.strip(),
        statements={"version": STATEMENTS_VERSION, "codes": ticked},
        method=signer.given.method,
        strokes=signer.given.strokes,
        by=act.by,
        at=act.at,
    )
    details = {
        "party": str(party),
        "statements": ticked,
        "version": STATEMENTS_VERSION,
        "method": str(signer.given.method),
    }
    record(DonationEvent, donation, Happening(kind=DonationEventKind.SIGNED, details=details), act)


def _signature_facts(signature: Signature) -> dict[str, Any]:
    return {
        "party": signature.party,
        "name": signature.signer_name,
        "function": signature.signer_function,
        "at": signature.at,
        "statements": signature.statements["codes"],
        "method": signature.method,
        "strokes": signature.strokes,
    }
