"""What the law asks of a public body's gift before it is signed, accepted, collected: each refusal says what is missing."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.models import Deliberation, Donation
from donors.states import TAKERS, Party
from reuse.core.refusals import Refusal

NAMED = 10  # rows above the cap that a refusal names; the page shows them all
PURCHASE_PRICES = "purchase_prices"  # ticked when a list's amounts are what was paid, not today's value


class StatementsMissing(Refusal):
    """The law asks for statements that were not ticked."""

    reason = "statements_missing"


class DeliberationMissing(Refusal):
    """A public body gives under a decision: its reference is not entered."""

    reason = "deliberation_missing"


class TakerNotEntitled(Refusal):
    """The receiving organisation is not, with a proof, one that the law lets take this gift."""

    reason = "taker_not_entitled"


class SignaturesMissing(Refusal):
    """Nothing leaves the donor before both have signed."""

    reason = "signatures_missing"


def require_signable(donation: Donation, above: list[str], statements: list[str]) -> None:
    """Before a public body signs: the attestation, the decision, and no unit value above the cap."""
    if not donation.donor.is_public_body:
        return
    if not donation.unit_value_attested:
        raise StatementsMissing(
            _("A public body gives devices of at most 300 € each: tick the attestation before signing.")
        )
    require_decided(donation)
    if above and PURCHASE_PRICES not in statements:
        shown = ", ".join(above[:NAMED]) + ("…" if len(above) > NAMED else "")
        raise StatementsMissing(
            ngettext(
                "%(count)d device of your list has a value above 300 €: %(devices)s. Take it out of the batch, "
                "or say that the amount is what was paid for it.",
                "%(count)d devices of your list have a value above 300 €: %(devices)s. Take them out of the batch, "
                "or say that the amounts are what was paid for them.",
                len(above),
            )
            % {"count": len(above), "devices": shown}
        )


def require_decided(donation: Donation) -> None:
    """A public body's gift rests on a decision whose reference is entered."""
    if not donation.donor.is_public_body or donation.deliberation_ref:
        return
    waiting = Deliberation.objects.filter(donation=donation).first()
    if waiting and waiting.expected_on:
        raise DeliberationMissing(
            _(
                "The decision that authorises the gift is expected on %(day)s: enter its reference once it is taken."
            )
            % {"day": f"{waiting.expected_on:%d/%m/%Y}"}
        )
    raise DeliberationMissing(
        _("Enter the reference of the decision that authorises the gift, or the day it is expected.")
    )


def require_taker(donation: Donation, on: date) -> None:
    """A public body gives only to those the law names, as proven on the day."""
    if not donation.donor.is_public_body:
        return
    takers = TAKERS.get(donation.lane, frozenset())
    if not donation.receiver.qualifications.on(on).filter(kind__in=takers).exists():
        raise TakerNotEntitled(
            _(
                "No proof is recorded that %(receiver)s may take a public body's gift (CG3P, article L3212-2): "
                "an administrator records it first."
            )
            % {"receiver": donation.receiver}
        )


def require_complete(donation: Donation, on: date) -> None:
    """Before devices leave the donor: both signatures, and all the law asks of a public body's gift."""
    if donation.is_opening_stock:
        return
    signed = set(donation.signatures.values_list("party", flat=True))
    if set(Party) - signed:
        raise SignaturesMissing(_("Nothing is collected or received before both sides have signed."))
    require_signable(donation, [], [])
    require_taker(donation, on)
