"""Receipts for companies' gifts: the donor states the value, the receiver issues, voids and replaces. Nothing is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, Qualification, Receipt, ValueStatement
from donors.states import DonationEventKind, DonationStage, Quality, ValueBasis
from donors.workflow import letters
from donors.workflow.rights import locked
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

Counts = Mapping[str, int]  # devices by the code of their type
STATED_AT = {
    DonationStage.ANNOUNCED,
    DonationStage.ACCEPTED,
    DonationStage.IN_RECEPTION,
    DonationStage.CLOSED,
}


class NotACompany(Refusal):
    """Only a company's gift has a receipt of this kind; others get a plain attestation."""

    reason = "not_a_company"


class NotEntitled(Refusal):
    """The organisation that received the gift may not issue receipts, as far as was proven."""

    reason = "not_entitled"


class NotSettled(Refusal):
    """A receipt is for what was really received: the reception comes first."""

    reason = "not_settled"


class ValueMissing(Refusal):
    """The donor has not stated a value, or stated it for other devices than those received."""

    reason = "value_missing"


class MentionMissing(Refusal):
    """A mention the receipt must bear is unknown."""

    reason = "mention_missing"


class ReceiptStands(Refusal):
    """A receipt holds for this batch already: it is made void before another is issued."""

    reason = "receipt_stands"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a donor says its gift is worth: a total, and by type where it wishes; on which basis; under which legal form."""

    total_cents: int
    by_type: Mapping[str, int]  # cents by the code of the type; empty when only the total is stated
    basis: ValueBasis
    legal_form: str
    words: str = ""


@transaction.atomic
def state_value(*, donation: Donation, stated: Stated, counts: Counts, act: Act) -> ValueStatement:
    """The donor states the value of these devices; a later statement stands for the earlier one.

    The parts, where given, are the donor's too: they are refused when they do not make its total.
    """
    donation = locked(donation)
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    _require_company(donation)
    if donation.stage not in STATED_AT:
        raise MoveNotAllowed(_("The value is stated once the batch is announced."))
    if donation.receipts.filter(is_void=False).exists():
        raise ReceiptStands(
            _("The receipt is issued: ask for it to be made void before you state another value.")
        )
    _require_sound(stated, counts)
    made = ValueStatement.objects.create(
        donation=donation,
        total_cents=stated.total_cents,
        lines=[
            {"type": code, "quantity": count, "value_cents": stated.by_type.get(code)}
            for code, count in sorted(counts.items())
        ],
        basis=stated.basis,
        basis_words=stated.words.strip(),
        legal_form=stated.legal_form.strip(),
        by=act.by,
        at=act.at,
    )
    details = {
        "total_cents": made.total_cents,
        "basis": str(made.basis),
        "devices": sum(made.counts().values()),
    }
    record(DonationEvent, donation, Happening(kind=DonationEventKind.VALUE_STATED, details=details), act)
    return made


def _require_sound(stated: Stated, counts: Counts) -> None:
    if stated.total_cents <= 0 or not stated.legal_form.strip():
        raise ValueMissing(_("State the value of the gift and your legal form: the receipt bears both."))
    if stated.basis == ValueBasis.OTHER and not stated.words.strip():
        raise ValueMissing(_("Say in your words how you arrived at this value."))
    if not sum(counts.values()):
        raise ValueMissing(_("There is no device to state a value for."))
    if stated.by_type and (
        set(stated.by_type) - set(counts) or sum(stated.by_type.values()) != stated.total_cents
    ):
        raise ValueMissing(_("The values by type do not make the total you state: correct one or the other."))


@dataclass(frozen=True, slots=True)
class Issuing:
    """What the issuing organisation brings: who signs, in what capacity, and that they may."""

    name: str
    function: str
    is_authorised: bool


@transaction.atomic
def issue_receipt(
    *, donation: Donation, received: Counts, facts: Mapping[str, Any], issuing: Issuing, act: Act
) -> Receipt:
    """Issue the receipt under the next number of the organisation and year, in this one transaction.

    `received`: what was really received, by type; `facts`: what the receipt says of the batch (donors.documents says which).
    """
    donation = locked(donation)
    quality = _require_issuer(donation, act)
    statement = require_stated(donation, received)
    if not issuing.is_authorised or not issuing.name.strip() or not issuing.function.strip():
        raise MentionMissing(
            _("Write the name and the function of who signs, and tick that they are authorised to.")
        )
    before = donation.receipts.order_by("-id").first()
    if before and not before.is_void:
        raise ReceiptStands(
            _("Receipt %(number)s holds for this batch: make it void first.")
            % {"number": before.document.number}
        )
    document = documents.issue(
        kind=Kind.DONATION_RECEIPT,
        issuer=donation.receiver,
        facts={
            **facts,
            **_mentions(donation, quality, statement),
            "signatory": _signatory(issuing, act),
            "replaces": before.document.number if before else "",
        },
        act=act,
        readers=[donation.donor],
    )
    made = Receipt.objects.create(
        donation=donation,
        issuer=donation.receiver,
        document=document,
        statement=statement,
        replaces=before,
        amount_cents=statement.total_cents,
    )
    donation.documents.add(document)
    details = {"number": document.number, "replaces": before.document.number if before else ""}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.RECEIPT_ISSUED, details=details), act)
    letters.receipt_issued(donation, document=document, act=act)
    return made


def _signatory(issuing: Issuing, act: Act) -> dict[str, Any]:
    """Only one's own name is signed from one's account; another's is typed, and the receipt says so."""
    name = issuing.name.strip()
    method = "account" if name == str(act.by) else "typed"
    return {"name": name, "function": issuing.function.strip(), "at": act.at, "method": method}


def require_stated(donation: Donation, received: Counts) -> ValueStatement:
    """The donor's statement, if it is for just what was received; else say what is to be restated."""
    statement = donation.value_statements.order_by("-id").first()
    if statement is None:
        raise ValueMissing(_("The donor has not stated the value of its gift yet."))
    if not _is_for(statement, received):
        raise ValueMissing(
            _(
                "The donor stated the value of %(stated)d devices and %(received)d were received: the donor restates it."
            )
            % {"stated": sum(statement.counts().values()), "received": sum(received.values())}
        )
    return statement


def ask_value_again(*, donation: Donation, received: Counts, act: Act) -> None:
    """Write to a donor who stated a value, when other devices came than those it was stated for."""
    statement = donation.value_statements.order_by("-id").first()
    if statement and not _is_for(statement, received):
        stated = sum(statement.counts().values())
        letters.value_to_restate(donation, stated=stated, received=sum(received.values()), act=act)


def _is_for(statement: ValueStatement, received: Counts) -> bool:
    return statement.counts() == {code: count for code, count in received.items() if count}


def _require_issuer(donation: Donation, act: Act) -> Qualification:
    act.require(Permission.DONATION_DECIDE)
    if act.organisation != donation.receiver:
        raise NotPermitted(_("Only the organisation that received the gift issues its receipt."))
    _require_company(donation)
    if donation.stage != DonationStage.CLOSED:
        raise NotSettled(_("Close the reception first: the receipt is for what was really received."))
    quality = donation.receiver.qualifications.on(act.on).filter(kind=Quality.TAX_RECEIPTS).last()
    if quality is None:
        raise NotEntitled(
            _("No proof is recorded that %(name)s may issue gift receipts (CGI, article 238 bis).")
            % {"name": donation.receiver}
        )
    return quality


def _require_company(donation: Donation) -> None:
    if donation.donor.legal_kind != LegalKind.COMPANY:
        raise NotACompany(
            _("Only a company's gift has such a receipt; others get an attestation without a value.")
        )


def _mentions(donation: Donation, quality: Qualification, statement: ValueStatement) -> dict[str, Any]:
    """All the law asks a receipt to say of the two parties and the value; refused when one is unknown."""
    donor, receiver = donation.donor, donation.receiver
    needed = [
        (receiver.address, _("the address of %(name)s") % {"name": receiver}),
        (receiver.siret or receiver.rna, _("the SIREN or RNA number of %(name)s") % {"name": receiver}),
        (donor.address, _("the address of %(name)s") % {"name": donor}),
        (donor.siret, _("the SIREN number of %(name)s") % {"name": donor}),
    ]
    if missing := [words for known, words in needed if not known]:
        raise MentionMissing(
            _("The receipt must bear what is not known here: %(missing)s.") % {"missing": ", ".join(missing)}
        )
    return {
        "batch": donation.ref,
        "issuer": {
            "name": receiver.name,
            "address": receiver.whole_address,
            "siren": receiver.siret[:9],
            "rna": receiver.rna,
            "body": quality.body_words,
            "object": quality.object_words,
        },
        "donor": {
            "name": donor.name,
            "legal_form": statement.legal_form,
            "address": donor.whole_address,
            "siren": donor.siret[:9],
        },
        "value": {
            "total_cents": statement.total_cents,
            "by_type": {line["type"]: line["value_cents"] for line in statement.lines},
            "basis": statement.basis,
            "basis_words": statement.basis_words,
            "stated_by": str(statement.by),
            "stated_at": statement.at,
        },
    }


@transaction.atomic
def void_receipt(*, receipt: Receipt, reason: str, act: Act) -> Receipt:
    """Take a receipt back: its number stays in the series, and another may be issued in its place."""
    donation = locked(receipt.donation)
    act.require(Permission.DONATION_DECIDE)
    documents.void(receipt.document, reason=reason, act=act)
    held = Receipt.objects.select_for_update(of=("self",)).select_related("document").get(pk=receipt.pk)
    held.is_void = True
    held.save(update_fields=["is_void"])
    details = {"number": held.document.number}
    happening = Happening(kind=DonationEventKind.RECEIPT_VOIDED, details=details, note=reason.strip())
    record(DonationEvent, donation, happening, act)
    return held


@transaction.atomic
def thank(
    *, donation: Donation, lines: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], act: Act
) -> Document:
    """For donors other than companies: a plain attestation of what was received, which states no value. One a batch."""
    donation = locked(donation)
    act.require(Permission.DONATION_DECIDE)
    if act.organisation != donation.receiver:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.donor.legal_kind == LegalKind.COMPANY:
        raise NotACompany(_("A company's gift has a receipt, for the value the company states."))
    if donation.stage != DonationStage.CLOSED or not lines:
        raise NotSettled(_("Close the reception first: the attestation is for what was really received."))
    known = donation.documents.filter(kind=Kind.GIFT_ATTESTATION, voided_at=None).first()
    if known:
        return known
    document = documents.issue(
        kind=Kind.GIFT_ATTESTATION,
        issuer=donation.receiver,
        facts={**facts, "lines": list(lines)},
        act=act,
        readers=[donation.donor],
    )
    donation.documents.add(document)
    details = {"number": document.number}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.THANKED, details=details), act)
    letters.attestation_issued(donation, document=document, act=act)
    return document
