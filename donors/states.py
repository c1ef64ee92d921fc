"""The life of a donation (a batch), as one table: data only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reuse.accounts.roles import Permission


class DonationStage(TextChoices):
    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    ACCEPTED = "accepted", _("accepted")
    IN_RECEPTION = "in_reception", _("being received")
    CLOSED = "closed", _("received")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")


class DonationMove(TextChoices):
    ANNOUNCE = "announce", _("Sign and announce")
    ACCEPT = "accept", _("Sign and accept")
    DECLINE = "decline", pgettext_lazy("batch", "Decline")
    CANCEL = "cancel", _("Cancel")
    START_RECEPTION = "start_reception", _("Start the reception")
    CLOSE_RECEPTION = "close_reception", _("Close the reception")
    REOPEN = "reopen", _("Reopen the reception")


@dataclass(frozen=True, slots=True)
class Rule:
    """From which stages a move may be made, where it leads, and who may make it."""

    sources: frozenset[str]
    target: str
    permission: Permission


_S = DonationStage
RULES: Mapping[DonationMove, Rule] = {
    DonationMove.ANNOUNCE: Rule(frozenset({_S.DRAFT}), _S.ANNOUNCED, Permission.DONATION_REGISTER),
    DonationMove.ACCEPT: Rule(frozenset({_S.ANNOUNCED}), _S.ACCEPTED, Permission.DONATION_DECIDE),
    DonationMove.DECLINE: Rule(frozenset({_S.ANNOUNCED}), _S.DECLINED, Permission.DONATION_DECIDE),
    DonationMove.CANCEL: Rule(
        frozenset({_S.DRAFT, _S.ANNOUNCED, _S.ACCEPTED}), _S.CANCELLED, Permission.DONATION_REGISTER
    ),
    DonationMove.START_RECEPTION: Rule(frozenset({_S.ACCEPTED}), _S.IN_RECEPTION, Permission.DEVICE_RECEIVE),
    DonationMove.CLOSE_RECEPTION: Rule(frozenset({_S.IN_RECEPTION}), _S.CLOSED, Permission.DEVICE_RECEIVE),
    DonationMove.REOPEN: Rule(frozenset({_S.CLOSED}), _S.IN_RECEPTION, Permission.DEVICE_CORRECT),
}


class DonationEventKind(TextChoices):
    CREATED = "created", _("draft begun")
    MOVED = "moved", _("moved")
    SIGNED = "signed", _("signed")
    SHEET_ADDED = "sheet_added", _("sheet added")
    CHANGED = "changed", _("changed")
    OPENED = "opened", _("opening stock")
    SIGNATURE_ASKED = "signature_asked", _("signature asked for by letter")
    SIGNATURE_WITHDRAWN = "signature_withdrawn", _("request for a signature withdrawn")
    DELIBERATION_EXPECTED = "deliberation_expected", _("decision expected")
    DELIBERATION_ENTERED = "deliberation_entered", _("decision entered")
    VALUE_STATED = "value_stated", _("value stated by the donor")
    RECEIPT_ISSUED = "receipt_issued", _("receipt issued")
    RECEIPT_VOIDED = "receipt_voided", _("receipt made void")
    THANKED = "thanked", _("attestation of the gift issued")
    LANE_CORRECTED = "lane_corrected", _("legal lane corrected")
    DATE_PROPOSED = "date_proposed", _("day proposed")
    DATE_DECLINED = "date_declined", _("day declined")
    CALLED_OFF = "called_off", _("called off")
    LOADED = "loaded", _("loaded")


class DeclineReason(TextChoices):
    """Why a workshop cannot take a batch; words beside it say more."""

    TOO_FAR = "too_far", _("Too far from us")
    TOO_FEW = "too_few", _("Too few devices for a collection")
    TOO_OLD = "too_old", _("Too old, or too damaged, to be used again")
    OTHER_TYPES = "other_types", _("We do not take these types of devices")
    NO_ROOM = "no_room", _("No room at the moment")
    NO_TRANSPORT = "no_transport", _("No transport on the days offered")
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class Lane(TextChoices):
    """The legal lane of a gift: what the law lets the network charge for its devices. Fixed at reception.

    Sources: CGI 238 bis (private gifts); CG3P L3212-2 3° with decree 2022-1413 (public gift, solidarity price);
    CG3P L3212-2 2° (public gift, free redistribution only).
    """

    PRIVATE_GIFT = "private_gift", _("gift by a private body")
    PUBLIC_GIFT_SOCIAL = "public_gift_social", _("public gift, solidarity price (CG3P L3212-2 3°)")
    PUBLIC_GIFT_FREE_ONLY = "public_gift_free_only", _("public gift, free only (CG3P L3212-2 2°)")
    PURCHASE = "purchase", _("purchase")


class Quality(TextChoices):
    """What an organisation is, or may do, with a proof: the takers CG3P L3212-2 names, and who may issue receipts."""

    RUP = "rup", _("Association recognised as of public utility")
    PRECARITY = (
        "precarity",
        _(
            "Association of general interest whose object is to equip, train and accompany people in precarity"
        ),
    )
    ESUS_REUSE = "esus_reuse", _("Social enterprise (ESUS) that reuses and prepares for reuse")
    PARENTS = "parents", _("Association of parents of pupils")
    SCHOOL_SUPPORT = "school_support", _("Association that supports schooling")
    STUDENTS = "students", _("Association of students")
    FREE_CHARITY = "free_charity", _("Charity that redistributes free of charge (CG3P L3212-2, 2°)")
    TAX_RECEIPTS = "tax_receipts", _("Entitled to issue gift receipts (CGI, article 238 bis)")


# Who may take a public body's gift, by its lane. `purchase` and private gifts ask for nothing.
TAKERS: Mapping[str, frozenset[str]] = {
    Lane.PUBLIC_GIFT_SOCIAL: frozenset({Quality.RUP, Quality.PRECARITY, Quality.ESUS_REUSE}),
    Lane.PUBLIC_GIFT_FREE_ONLY: frozenset(set(Quality) - {Quality.TAX_RECEIPTS}),
}


class ValueBasis(TextChoices):
    """How the donor arrived at the value it states. Nobody here computes one."""

    COST = "cost", _("Cost price (CGI, appendix III, article 38 nonies)")
    BOOK = "book", _("Net book value in our accounts")
    OTHER = "other", _("Otherwise, in our own words")


class SigningMethod(TextChoices):
    """How a signature under the gift was given."""

    ACCOUNT = "account", _("from the signatory's account")
    LINK = "link", _("by a link and a code sent to the signatory's address")


class Party(TextChoices):
    """Who signs the gift agreement."""

    DONOR = "donor", _("donor")
    RECEIVER = "receiver", _("receiving organisation")


# What each party ticks when it signs, by code. A signature keeps the codes and the version of these words: when a
# sentence changes its meaning, `workflow.STATEMENTS_VERSION` grows.
STATEMENT_WORDS: Mapping[Party, Mapping[str, object]] = {
    Party.DONOR: {
        "gift": _(
            "We give these devices, for good and for nothing in return, to the receiving organisation named here."
        ),
        "right_to_give": _(
            "They are ours to give: no lease, pledge or claim weighs on them, and nobody needs them any more."
        ),
        "data_held": _(
            "What we said of the data they may still hold is right. "
            "We take them out of our device management and sign out of accounts before they leave."
        ),
        "erasure_by_processor": _(
            "We instruct the receiving organisation to erase all data on them on our behalf, "
            "as a processor (GDPR, article 28), and to prove it device by device."
        ),
    },
    Party.RECEIVER: {
        "reuse_commitment": _(
            "We undertake to have these devices reused or prepared for reuse, and to show what became of each."
        ),
        "erasure_by_processor": _(
            "We erase every storage medium on the donor's behalf, as a processor (GDPR, article 28): "
            "nothing is read, copied or passed on, and each erasure is verified and certified."
        ),
        "end_of_life": _(
            "What cannot be reused serves for parts or goes to an approved recycling channel, with its slip."
        ),
    },
}


def moves_from(stage: str) -> list[DonationMove]:
    """The moves the table allows from a stage."""
    return [move for move, rule in RULES.items() if stage in rule.sources]
