"""The life of a hand-over, who collects, and how it is signed."""

from collections.abc import Mapping
from typing import cast

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.rules import Rule, Words
from inventory import states as inventory
from reuse.accounts.roles import Permission

_HAND_OVER = frozenset({Permission.HAND_OVER})


class HandoverStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("handover", "planned")
    DONE = "done", pgettext_lazy("handover", "handed over")
    RETURNED = "returned", pgettext_lazy("handover", "returned")
    CANCELLED = "cancelled", pgettext_lazy("handover", "cancelled")


class HandoverMove(TextChoices):
    PLAN = "plan", _("Plan again")
    HAND_OVER = "hand_over", pgettext_lazy("handover", "Hand over")
    TAKE_BACK = "take_back", _("Take back")
    CANCEL = "cancel", _("Cancel the appointment")


_H = HandoverStage
HANDOVER_RULES: Mapping[str, Rule] = {
    HandoverMove.PLAN: Rule(frozenset({_H.PLANNED, _H.CANCELLED}), _H.PLANNED, _HAND_OVER),
    HandoverMove.HAND_OVER: Rule(frozenset({_H.PLANNED}), _H.DONE, _HAND_OVER),
    HandoverMove.TAKE_BACK: Rule(
        frozenset({_H.DONE}), _H.RETURNED, _HAND_OVER | {Permission.DEVICE_RECEIVE}, needs_reason=True
    ),
    HandoverMove.CANCEL: Rule(frozenset({_H.PLANNED}), _H.CANCELLED, _HAND_OVER),
}


HANDOVER_REASONS: Mapping[str, Mapping[str, Words]] = {
    HandoverMove.TAKE_BACK: cast("Mapping[str, Words]", inventory.REASONS[inventory.Move.TAKE_BACK]),
}


class HandoverEventKind(TextChoices):
    PLANNED = "planned", _("Hand-over planned")
    MOVED = "moved", pgettext_lazy("handover", "Stage changed")
    LOAN_REMINDED = "loan_reminded", _("Reminder of the loan")
    FOLLOW_UP_ASKED = "follow_up_asked", _("Asked whether a follow-up is welcome")
    FAULT_REPORTED = "fault_reported", _("Fault reported")
    PAPER_ATTACHED = "paper_attached", _("Signed form attached")
    MISSED = "missed", _("Nobody came")
    PART_RETURNED = "part_returned", _("A part of the set came back")
    PART_ADDED = "part_added", _("A part of the set given later")
    SIGNATURE_FORGOTTEN = "signature_forgotten", _("Signature erased at the end of its time")


class Collector(TextChoices):
    """Who came with a voucher."""

    PERSON = "person", _("The person")
    RELATIVE = "relative", _("Somebody close, with the voucher")


class SignatureMethod(TextChoices):
    DRAWN = "drawn", _("Signed on the screen")
    FORM = "form", _("Signed on the printed form, to be scanned")
    PAPER = "paper", _("Signed on paper")
