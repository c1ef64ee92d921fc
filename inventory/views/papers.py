"""The papers of a batch, in order: what is signed, what waits, and for whom. Each line has at most one gesture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Deliberation, Donation, Receipt, Signature
from donors.states import TAKERS, DonationMove, DonationStage, Party, Quality, SigningMethod
from inventory import workflow
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal
from reuse.documents.kinds import Kind
from reuse.web.templatetags.look import day, euros, instant

OVER = {DonationStage.DECLINED, DonationStage.CANCELLED}


@dataclass(frozen=True, slots=True)
class Gesture:
    """A link; or, where `is_post`, a small form of one button."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One line: `mark` as in the look book, what it is, where it stands."""

    mark: str
    title: str
    detail: str
    gestures: tuple[Gesture, ...] = ()


def papers(donation: Donation, act: Act) -> list[Paper]:
    """In the order in which the law wants them."""
    if (
        donation.donor == donation.receiver or donation.stage in OVER
    ):  # opening stock, or brought to the counter
        return []
    found: list[Paper] = []
    if donation.donor.is_public_body:
        found += [_attestation(donation), _decision(donation, act), _taker(donation, act)]
    signed = {one.party: one for one in donation.signatures.all()}
    found += [line for party in Party for line in _signature(donation, party, signed, act)]
    found += _after(donation, act)
    return found


def _address(name: str, donation: Donation) -> str:
    return reverse(name, args=[donation.ref])


def _attestation(donation: Donation) -> Paper:
    title = _("Attestation: at most €300 a device")
    if donation.unit_value_attested:
        return Paper("ok", title, _("Given by the donor (CG3P, article D3212-3)."))
    return Paper("wait", title, _("Waits for the donor."))


def _decision(donation: Donation, act: Act) -> Paper:
    known = Deliberation.objects.filter(donation=donation).select_related("scan").first()
    gestures: list[Gesture] = []
    is_ours = act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER)
    if known and known.scan and act.organisation in (donation.donor, donation.receiver):
        gestures.append(Gesture(_("Scan"), _address("donors:deliberation-scan", donation)))
    if is_ours and donation.stage != DonationStage.CLOSED:
        if not donation.deliberation_ref:
            gestures.append(Gesture(_("Draft to edit"), _address("inventory:deliberation-text", donation)))
        gestures.append(
            Gesture(
                _("Change") if donation.deliberation_ref else _("Enter the decision"),
                _address("donors:deliberation", donation),
            )
        )
    return Paper(*_decided(donation, known, act.on), tuple(gestures))


def _decided(donation: Donation, known: Deliberation | None, today: date) -> tuple[str, str, str]:
    title = _("Decision that authorises the gift")
    if donation.deliberation_ref:
        words = donation.deliberation_ref
        if known and known.decided_on:
            words = _("%(reference)s of %(day)s") % {"reference": words, "day": day(known.decided_on)}
        return "ok", title, words
    if known and known.expected_on and known.expected_on < today:
        return "warn", title, _("It was expected on %(day)s and is late.") % {"day": day(known.expected_on)}
    if known and known.expected_on:
        return "wait", title, _("Expected on %(day)s.") % {"day": day(known.expected_on)}
    return "wait", title, _("Waits for the donor: nothing is signed before it.")


def _taker(donation: Donation, act: Act) -> Paper:
    title = _("Who receives it may take a public body's gift")
    takers = TAKERS.get(donation.lane, frozenset())
    proven = donation.receiver.qualifications.on(act.on).filter(kind__in=takers).first()
    if proven:
        words = _("%(quality)s (%(proof)s, %(day)s)") % {
            "quality": Quality(proven.kind).label,
            "proof": proven.proof,
            "day": day(proven.proof_on),
        }
        return Paper("ok", title, words)
    gestures = (
        (Gesture(_("Record the proof"), reverse("donors:qualities")),)
        if act.membership.may(Permission.CONFIGURE)
        else ()
    )
    return Paper("warn", title, _("No proof is recorded: the network's administrator records it."), gestures)


def _signature(donation: Donation, party: Party, signed: dict[str, Signature], act: Act) -> Iterator[Paper]:
    title = (
        _("Signature of the donor") if party == Party.DONOR else _("Signature of the receiving organisation")
    )
    if party in signed:
        yield Paper("ok", title, _signed(signed[party]))
        return
    move = DonationMove.ANNOUNCE if party == Party.DONOR else DonationMove.ACCEPT
    may = donations.can(donation, move, act)
    ask = (Gesture(_("Have it signed by somebody else"), _address("donors:signing-ask", donation)),)
    link = donation.signing_links.pending().filter(party=party).first()
    if link is None:
        words = (
            _("Waits for the donor.")
            if party == Party.DONOR
            else _("Waits for %(name)s.") % {"name": donation.receiver}
        )
        yield Paper("wait", title, words, ask if may else ())
        return
    is_late = link.last_day < act.on
    words = _("Asked of %(name)s, %(function)s, on %(at)s; the link works until %(day)s.") % {
        "name": link.name,
        "function": link.function,
        "at": instant(link.sent_at),
        "day": day(link.last_day),
    }
    args = [donation.ref, link.public_id]
    again = (
        Gesture(_("Send the letter again"), reverse("donors:signing-resend", args=args), is_post=True),
        Gesture(_("Withdraw"), reverse("donors:signing-revoke", args=args), is_post=True),
    )
    yield Paper("warn" if is_late else "wait", title, words, again if may else ())


def _signed(signature: Signature) -> str:
    said = {"name": signature.signer_name, "function": signature.signer_function}
    words = (
        _("%(name)s, %(function)s, by link and code, on %(at)s")
        if signature.method == SigningMethod.LINK
        else _("%(name)s, %(function)s, on %(at)s")
    )
    return words % {**said, "at": instant(signature.at)}


def _after(donation: Donation, act: Act) -> Iterator[Paper]:
    """What follows the signatures: the value and the receipt of a company, the attestation of others."""
    if donation.stage in {DonationStage.DRAFT, DonationStage.ANNOUNCED}:
        return
    is_closed = donation.stage == DonationStage.CLOSED
    is_issuer = act.organisation == donation.receiver and act.membership.may(Permission.DONATION_DECIDE)
    if donation.donor.legal_kind == LegalKind.COMPANY:
        receipt = donation.receipts.select_related("document").filter(is_void=False).first()
        yield _value(donation, act, receipt)
        yield _receipt(donation, receipt, act, may_issue=is_issuer and is_closed)
    elif is_closed:
        yield _thanks(donation, may_issue=is_issuer)


def _value(donation: Donation, act: Act, receipt: Receipt | None) -> Paper:
    title = _("Value stated by the donor")
    stated = donation.value_statements.select_related("by").order_by("-id").first()
    is_ours = act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER)
    url = _address("inventory:gift-value", donation)
    if stated is None:
        words = _("Only the donor knows it. It is needed for a receipt alone.")
        return Paper("wait", title, words, (Gesture(_("State the value"), url),) if is_ours else ())
    words = _("%(amount)s, by %(name)s on %(at)s") % {
        "amount": euros(stated.total_cents),
        "name": stated.by,
        "at": instant(stated.at),
    }
    gestures = (Gesture(_("State it anew"), url),) if is_ours and not receipt else ()
    if not receipt and donation.stage == DonationStage.CLOSED:
        try:
            donations.require_stated(donation, workflow.received_counts(donation))
        except Refusal as refusal:
            return Paper("warn", title, refusal.message, gestures)
    return Paper("ok", title, words, gestures)


def _receipt(donation: Donation, receipt: Receipt | None, act: Act, *, may_issue: bool) -> Paper:
    title = _("Gift receipt (CGI, article 238 bis)")
    if receipt:
        words = _("No. %(number)s, for %(amount)s") % {
            "number": receipt.document.number,
            "amount": euros(receipt.amount_cents),
        }
        url = reverse("inventory:gift-receipt-void", args=[donation.ref, receipt.public_id])
        return Paper("ok", title, words, (Gesture(_("Make it void…"), url),) if may_issue else ())
    if not donation.receiver.qualifications.on(act.on).filter(kind=Quality.TAX_RECEIPTS).exists():
        return Paper(
            "info",
            title,
            _("%(name)s is not recorded as entitled to issue receipts.") % {"name": donation.receiver},
        )
    if donation.stage != DonationStage.CLOSED:
        return Paper("wait", title, _("Once the reception is closed, for what was really received."))
    words = _("Waits for %(name)s.") % {"name": donation.receiver}
    url = _address("inventory:gift-receipt", donation)
    return Paper("wait", title, words, (Gesture(_("Issue the receipt"), url),) if may_issue else ())


def _thanks(donation: Donation, *, may_issue: bool) -> Paper:
    title = _("Attestation of the gift")
    known = donation.documents.filter(kind=Kind.GIFT_ATTESTATION, voided_at=None).first()
    if known:
        return Paper("ok", title, _("No. %(number)s") % {"number": known.number})
    url = _address("inventory:gift-attestation", donation)
    words = _("What came, with thanks; it states no amount.")
    return Paper("info", title, words, (Gesture(_("Issue the attestation"), url),) if may_issue else ())
