"""The papers of a gift as its devices stand: signed on the text that was shown, receipts for what was really received."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Donation, DonationEvent, Receipt, SigningLink
from donors.states import DonationMove, Party
from inventory import queries
from inventory.states import Stage
from inventory.workflow.paperwork import LANGUAGE, agreement_facts
from inventory.workflow.valuation import above_cap, announced_counts, received_counts
from reuse.accounts.acting import Act
from reuse.core import ledger
from reuse.documents.kinds import Kind
from reuse.documents.models import Document


def announce_gift(
    *,
    donation: Donation,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    act: Act,
    given: donations.Given = donations.FROM_ACCOUNT,
) -> DonationEvent:
    """The donor signs the gift of the devices the batch lists now."""
    return donations.announce(
        donation=donation,
        devices=donation.devices.exclude(stage=Stage.NOT_DELIVERED).count(),
        above=above_cap(donation),
        signer_name=signer_name,
        signer_function=signer_function,
        statements=statements,
        act=act,
        given=given,
    )


def accept_gift(
    *,
    donation: Donation,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    act: Act,
    given: donations.Given = donations.FROM_ACCOUNT,
) -> DonationEvent:
    """The receiving organisation signs; the agreement is issued with the devices the batch lists now."""
    return donations.accept(
        donation=donation,
        facts=agreement_facts(donation, signer_name=signer_name, signer_function=signer_function),
        signer_name=signer_name,
        signer_function=signer_function,
        statements=statements,
        act=act,
        given=given,
    )


def text_digest(donation: Donation) -> str:
    """Of all the agreement says before it is signed: whoever signs returns it, so that nobody signs what changed."""
    facts = agreement_facts(donation, signer_name="", signer_function="")
    return hashlib.sha256(ledger.canonical(facts).encode()).hexdigest()


def sign_linked(*, key: str, answer: donations.Answer, shown: str, now: Any) -> SigningLink:
    """Sign by a link the text whose digest is `shown`."""

    def sign(link: SigningLink, answer: donations.Answer, given: donations.Given, act: Act) -> None:
        if text_digest(link.donation) != shown:
            raise donations.TextChanged(
                _("The batch was changed while you read: read the agreement again, then sign it.")
            )
        verb = announce_gift if link.party == Party.DONOR else accept_gift
        verb(
            donation=link.donation,
            signer_name=answer.name,
            signer_function=link.function,
            statements=answer.statements,
            act=act,
            given=given,
        )

    return donations.sign_by_link(key=key, answer=answer, sign=sign, now=now)


@transaction.atomic
def issue_gift_receipt(*, donation: Donation, issuing: donations.Issuing, act: Act) -> Receipt:
    """The receipt of a company's gift, for what the closed reception counted."""
    held = Donation.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=donation.pk)
    return donations.issue_receipt(
        donation=held, received=received_counts(held), facts=received_facts(held), issuing=issuing, act=act
    )


@transaction.atomic
def attest_gift(*, donation: Donation, function: str, act: Act) -> Document:
    """The plain attestation of any other gift; it says what came, and no amount."""
    held = (
        Donation.objects.select_for_update(of=("self",))
        .select_related("agreement", "donor", "receiver")
        .get(pk=donation.pk)
    )
    facts = received_facts(held)
    facts |= {
        "batch": held.ref,
        "issuer": held.receiver.name,
        "donor": held.donor.name,
        "signed_by": {"name": str(act.by), "function": function.strip(), "at": act.at},
    }
    return donations.thank(donation=held, lines=facts.pop("lines"), facts=facts, act=act)


def received_facts(donation: Donation) -> dict[str, Any]:
    """What came and when, as the papers say it."""
    ended = donation.events.filter(move=DonationMove.CLOSE_RECEPTION).order_by("-seq").first()
    begun = donation.events.filter(move=DonationMove.START_RECEPTION).order_by("seq").first()
    slip = donation.documents.filter(kind=Kind.RECEPTION_SLIP, voided_at=None).order_by("-issued_at").first()
    with translation.override(LANGUAGE):
        lines = [
            {
                "code": kind.code,
                "type": str(kind.plural_name if count > 1 else kind),
                "quantity": count,
            }
            for kind, count in queries.gift_counts(donation).items()
        ]
    return {
        "lines": lines,
        "received_from": str(begun.on) if begun else "",
        "received_until": str(ended.on) if ended else "",
        "agreement": donation.agreement.number if donation.agreement else "",
        "slip": slip.number if slip else "",
    }


def counts_to_value(donation: Donation) -> dict[str, int]:
    """The devices a donor states a value for: those received once the reception is closed, else those announced."""
    is_counted = donation.events.filter(move=DonationMove.CLOSE_RECEPTION).exists()
    return received_counts(donation) if is_counted else announced_counts(donation)
