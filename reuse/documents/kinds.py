"""The kinds of documents the network issues: one table of prefixes, names, and who may open them."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Reach


class Kind(models.TextChoices):
    """What a document is."""

    GIFT_AGREEMENT = "gift_agreement", _("Gift agreement")
    RECEPTION_SLIP = "reception_slip", _("Reception slip")
    RETURN_SLIP = "return_slip", _("Slip of devices given back")
    ERASURE_CERTIFICATE = "erasure_certificate", _("Erasure certificate")
    BATCH_ERASURE_CERTIFICATE = "batch_erasure_certificate", _("Erasure certificate of a batch")
    HAND_OVER_FORM = "hand_over_form", pgettext_lazy("document", "Hand-over form")
    PAYMENT_RECEIPT = "payment_receipt", _("Receipt of a payment")
    COLLECTIVE_SLIP = "collective_slip", _("Slip of a collective hand-over")
    RECYCLING_SLIP = "recycling_slip", _("Recycling slip")
    TRANSFER_SLIP = "transfer_slip", _("Transfer slip")
    TRANSPORT_SLIP = "transport_slip", _("Transport slip")
    STOCKTAKE_RECEIPT = "stocktake_receipt", _("Stocktake receipt")
    REFURBISHER_STATEMENT = "refurbisher_statement", _("Statement of a refurbisher")
    DONATION_RECEIPT = "donation_receipt", _("Gift receipt")
    GIFT_ATTESTATION = "gift_attestation", _("Attestation of a gift")
    OUTCOME_REPORT = "outcome_report", _("Outcome and impact report")
    TARGET_REPORT = "target_report", _("Target report")
    PERIOD_REPORT = "period_report", _("Activity report")


@dataclass(frozen=True, slots=True)
class KindDescription:
    """`prefix` begins the number; a reader needs one of the `permissions`, and a role that sees so far, besides belonging
    to an organisation named.
    """

    prefix: str
    permissions: frozenset[Permission]
    reaches: frozenset[Reach] = frozenset(Reach)

    def may_be_opened_by(self, membership: Membership) -> bool:
        return membership.description.reach in self.reaches and any(map(membership.may, self.permissions))

    def number(self, year: int, sequence: int) -> str:
        """The number as printed: CD-2026-00012."""
        return f"{self.prefix}-{year}-{sequence:05}"


_GIFT = frozenset({Permission.DONATION_VIEW})
_DEVICE = frozenset({Permission.DONATION_VIEW, Permission.DEVICE_VIEW})
_STOCK = frozenset({Permission.DEVICE_VIEW})
_REPORT = frozenset({Permission.REPORT_VIEW})
_WIDE = frozenset({Reach.SITES, Reach.NETWORK})  # small numbers are told, of others' devices and people

# A prefix is for ever: it stands on paper. French initials, since the documents are French.
KINDS: dict[Kind, KindDescription] = {
    Kind.GIFT_AGREEMENT: KindDescription("CD", _GIFT),
    Kind.RECEPTION_SLIP: KindDescription("BR", _GIFT),
    Kind.RETURN_SLIP: KindDescription("RT", _GIFT),
    Kind.ERASURE_CERTIFICATE: KindDescription("CE", _DEVICE),
    Kind.BATCH_ERASURE_CERTIFICATE: KindDescription("CL", _DEVICE),
    Kind.HAND_OVER_FORM: KindDescription("FR", frozenset({Permission.HAND_OVER})),
    Kind.PAYMENT_RECEIPT: KindDescription("RP", frozenset({Permission.HAND_OVER})),
    Kind.COLLECTIVE_SLIP: KindDescription("RC", frozenset({Permission.HAND_OVER})),
    Kind.RECYCLING_SLIP: KindDescription("BD", _DEVICE),
    Kind.TRANSFER_SLIP: KindDescription("TR", _STOCK),
    Kind.TRANSPORT_SLIP: KindDescription("BT", _GIFT),
    Kind.STOCKTAKE_RECEIPT: KindDescription("IN", _STOCK),
    Kind.REFURBISHER_STATEMENT: KindDescription("RR", _STOCK),
    Kind.DONATION_RECEIPT: KindDescription("RD", _GIFT),
    Kind.GIFT_ATTESTATION: KindDescription("AD", _GIFT),
    Kind.OUTCOME_REPORT: KindDescription("BI", _GIFT),  # a donor's own year
    Kind.TARGET_REPORT: KindDescription("RO", _REPORT),
    Kind.PERIOD_REPORT: KindDescription("RA", _REPORT, _WIDE),
}

# Whoever holds one of these may open some kind.
MAY_OPEN = tuple(
    permission for permission in Permission if any(permission in one.permissions for one in KINDS.values())
)
