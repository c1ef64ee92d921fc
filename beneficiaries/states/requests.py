"""The life of a request, and what its ledger tells."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.decisions import APPEAL_REASONS, PLACEMENT_REASONS, POSTPONE_REASONS
from beneficiaries.states.rules import Rule, Words
from reuse.accounts.roles import Permission

_FILE = frozenset({Permission.REQUEST_FILE})
_DECIDE = frozenset({Permission.REQUEST_DECIDE})
_ALLOCATE = frozenset({Permission.ALLOCATION_DECIDE})
_HAND_OVER = frozenset({Permission.HAND_OVER})


class RequestStage(TextChoices):
    DRAFT = "draft", pgettext_lazy("request", "draft")
    SUBMITTED = "submitted", _("conditions to check")
    WAITING = "waiting", _("waiting for a device")
    PROPOSED = "proposed", _("a device is proposed")
    RESERVED = "reserved", _("device reserved")
    SERVED = "served", _("device handed over")
    DECLINED = "declined", pgettext_lazy("request", "declined")
    CANCELLED = "cancelled", pgettext_lazy("request", "cancelled")
    PAUSED = "paused", pgettext_lazy("request", "on hold")


FINAL = (RequestStage.SERVED, RequestStage.DECLINED, RequestStage.CANCELLED)


class RequestMove(TextChoices):
    SUBMIT = "submit", _("Send the request")
    ACCEPT = "accept", _("Accept the request")
    DECLINE = "decline", _("Decline the request")
    REVIEW = "review", _("Look at it again")
    CANCEL = "cancel", _("Cancel the request")
    TAKE_UP = "take_up", _("Take the draft up again")
    REOPEN = "reopen", _("Undo the cancellation: conditions to check")
    RESTORE = "restore", _("Undo the cancellation: back in the queue")
    PAUSE = "pause", _("Put on hold")
    RESUME = "resume", _("Resume")
    PROPOSE = "propose", _("Propose a device")
    WITHDRAW = "withdraw", _("Back to the queue")
    RESERVE = "reserve", _("Reserve the device")
    COLLECT = "collect", _("Choose with the voucher")
    SERVE = "serve", pgettext_lazy("request", "Hand over")
    RETURN = "return", _("Wait again after a return")


_R = RequestStage
REQUEST_RULES: Mapping[str, Rule] = {
    RequestMove.SUBMIT: Rule(frozenset({_R.DRAFT}), _R.SUBMITTED, _FILE),
    RequestMove.ACCEPT: Rule(frozenset({_R.SUBMITTED}), _R.WAITING, _DECIDE),
    RequestMove.DECLINE: Rule(frozenset({_R.SUBMITTED}), _R.DECLINED, _DECIDE, needs_reason=True),
    RequestMove.REVIEW: Rule(frozenset({_R.DECLINED}), _R.SUBMITTED, _DECIDE, needs_reason=True),
    RequestMove.CANCEL: Rule(
        frozenset({_R.DRAFT, _R.SUBMITTED, _R.WAITING, _R.PROPOSED, _R.PAUSED}),
        _R.CANCELLED,
        _FILE | _DECIDE,
        needs_reason=True,
    ),
    # A request that was cancelled goes back to where it stood, on the day it had.
    RequestMove.TAKE_UP: Rule(frozenset({_R.CANCELLED}), _R.DRAFT, _FILE),
    RequestMove.REOPEN: Rule(frozenset({_R.CANCELLED}), _R.SUBMITTED, _FILE),
    RequestMove.RESTORE: Rule(frozenset({_R.CANCELLED}), _R.WAITING, _FILE),
    RequestMove.PAUSE: Rule(frozenset({_R.WAITING}), _R.PAUSED, _FILE | _DECIDE),
    RequestMove.RESUME: Rule(frozenset({_R.PAUSED}), _R.WAITING, _FILE | _DECIDE),
    RequestMove.PROPOSE: Rule(frozenset({_R.WAITING}), _R.PROPOSED, _ALLOCATE),
    RequestMove.WITHDRAW: Rule(frozenset({_R.PROPOSED, _R.RESERVED}), _R.WAITING, _FILE | _ALLOCATE),
    RequestMove.RESERVE: Rule(frozenset({_R.PROPOSED}), _R.RESERVED, _ALLOCATE),
    # A voucher is the coordinator's word given beforehand: who hands over may then take the device from the stock.
    RequestMove.COLLECT: Rule(frozenset({_R.WAITING, _R.PROPOSED}), _R.RESERVED, _HAND_OVER),
    RequestMove.SERVE: Rule(frozenset({_R.RESERVED}), _R.SERVED, _HAND_OVER),
    RequestMove.RETURN: Rule(frozenset({_R.SERVED}), _R.WAITING, _HAND_OVER),
}


# Why: codes with their words. A move that needs a reason takes one of its own; overruling the rule does too.
REQUEST_REASONS: Mapping[str, Mapping[str, Words]] = {
    RequestMove.ACCEPT: {
        "urgent_need": _("The need cannot wait for the conditions"),
        "recent_change": _("The situation changed recently"),
        "local_decision": _("Decided with the local partners"),
    },
    RequestMove.DECLINE: {
        "conditions_not_met": _("The conditions are not met"),
        "already_served": _("A device was handed over recently"),
        "other_scheme": _("Another scheme answers the need better"),
        "outside_territory": _("Outside the territory we serve"),
    },
    RequestMove.REVIEW: {
        "contested": _("The decision is contested"),
        "new_facts": _("New facts"),
        "mistake": _("Decided by mistake"),
    },
    RequestMove.CANCEL: {
        "not_needed": _("No longer needed"),
        "found_elsewhere": _("A device was found elsewhere"),
        "lost_contact": _("No longer in contact"),
        "mistake": _("Filed by mistake"),
    },
    RequestMove.PAUSE: {
        "asked": _("The person asks to wait"),
        "no_answer": _("Nobody confirmed that it is still useful"),
    },
}


class RequestEventKind(TextChoices):
    CREATED = "created", _("Draft begun")
    CHANGED = "changed", _("Request corrected")
    MOVED = "moved", _("Stage changed")
    ATTESTED = "attested", _("Conditions attested")
    HANDED_ON = "handed_on", _("Entrusted to a colleague")
    INFORMED = "informed", _("Information added")
    REMINDED = "reminded", _("Asked whether it is still useful")
    CONFIRMED = "confirmed", _("Still useful")
    VOUCHER_ISSUED = "voucher_issued", _("Voucher printed")
    VOUCHER_VOIDED = "voucher_voided", _("Voucher void")
    RETURNED = "returned", _("The device came back")
    PLACED = "placed", _("Placed by a person")
    UNPLACED = "unplaced", _("Back to the place the rule gives")
    POSTPONED = "postponed", _("Put off to the next session")
    CONTESTED = "contested", _("Decision contested")
    ANSWERED = "answered", _("Contestation answered")
    PROLONGED = "prolonged", _("Loan prolonged")
    ANONYMISED = "anonymised", _("Anonymised")
    IDENTITY_KEPT = "identity_kept", _("Identity kept")
    IDENTITY_FORGOTTEN = "identity_forgotten", _("Identity erased")


# The reasons of events that are no move, by their kind.
EVENT_REASONS: Mapping[str, Mapping[str, Words]] = {
    RequestEventKind.PLACED: PLACEMENT_REASONS,
    RequestEventKind.POSTPONED: POSTPONE_REASONS,
    RequestEventKind.ANSWERED: APPEAL_REASONS,
}


class VoucherEnd(TextChoices):
    """Why a voucher counts no more."""

    LOST = "lost", _("Lost: another was printed")
    EXPIRED = "expired", _("Its last day passed: another was printed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
