"""The lives of a request, an allocation and a hand-over, each as one table. Data only; forms, API and docs follow them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory import states as inventory
from reuse.accounts.roles import Permission

Words = str | Promise


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


class AllocationStage(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("allocation", "proposed")
    ACCEPTED = "accepted", _("accepted, device reserved")
    REFUSED = "refused", pgettext_lazy("allocation", "refused")
    CANCELLED = "cancelled", pgettext_lazy("allocation", "cancelled")
    FULFILLED = "fulfilled", pgettext_lazy("allocation", "handed over")


class AllocationMove(TextChoices):
    ACCEPT = "accept", _("Accept and reserve")
    REFUSE = "refuse", _("Refuse the proposal")
    CANCEL = "cancel", _("Release the device")
    COLLECT = "collect", _("Choose with the voucher")
    FULFIL = "fulfil", pgettext_lazy("allocation", "Hand over")


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


@dataclass(frozen=True, slots=True)
class Rule:
    """A move: from which stages, to which, who may make it (any one of the permissions), and whether it takes a reason."""

    sources: frozenset[str]
    target: str
    permissions: frozenset[Permission]
    needs_reason: bool = False


_FILE = frozenset({Permission.REQUEST_FILE})
_DECIDE = frozenset({Permission.REQUEST_DECIDE})
_ALLOCATE = frozenset({Permission.ALLOCATION_DECIDE})
_HAND_OVER = frozenset({Permission.HAND_OVER})
_R, _A, _H = RequestStage, AllocationStage, HandoverStage

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
ALLOCATION_RULES: Mapping[str, Rule] = {
    AllocationMove.ACCEPT: Rule(frozenset({_A.PROPOSED}), _A.ACCEPTED, _ALLOCATE),
    AllocationMove.REFUSE: Rule(frozenset({_A.PROPOSED}), _A.REFUSED, _FILE | _ALLOCATE, needs_reason=True),
    AllocationMove.CANCEL: Rule(frozenset({_A.ACCEPTED}), _A.CANCELLED, _ALLOCATE, needs_reason=True),
    AllocationMove.COLLECT: Rule(frozenset({_A.PROPOSED}), _A.ACCEPTED, _HAND_OVER),
    AllocationMove.FULFIL: Rule(frozenset({_A.ACCEPTED}), _A.FULFILLED, _HAND_OVER),
}
HANDOVER_RULES: Mapping[str, Rule] = {
    HandoverMove.PLAN: Rule(frozenset({_H.PLANNED, _H.CANCELLED}), _H.PLANNED, _HAND_OVER),
    HandoverMove.HAND_OVER: Rule(frozenset({_H.PLANNED}), _H.DONE, _HAND_OVER),
    HandoverMove.TAKE_BACK: Rule(
        frozenset({_H.DONE}), _H.RETURNED, _HAND_OVER | {Permission.DEVICE_RECEIVE}, needs_reason=True
    ),
    HandoverMove.CANCEL: Rule(frozenset({_H.PLANNED}), _H.CANCELLED, _HAND_OVER),
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
ALLOCATION_REASONS: Mapping[str, Mapping[str, Words]] = {
    AllocationMove.REFUSE: {
        "not_suitable": _("Another kind of device suits better"),
        "too_far": _("The place is too far"),
        "not_needed": _("No longer needed"),
        "better_use": _("The device suits another request better"),
        "overruled": _("Another device was chosen"),
        "other": _("Another reason"),
    },
    AllocationMove.CANCEL: {
        "not_suitable": _("The device does not suit"),
        "not_collected": _("Nobody came to the hand-over"),
        "device_fault": _("The device has a fault"),
        "not_needed": _("No longer needed"),
        "expired": _("The time it was held is over"),
    },
}
# Why a device is held longer, once.
PROLONG_REASONS: Mapping[str, Words] = {
    "cannot_come": _("The person cannot come earlier"),
    "transport": _("The device is still to be brought"),
    "preparing": _("Something is still to be prepared"),
}
HANDOVER_REASONS: Mapping[str, Mapping[str, Words]] = {
    HandoverMove.TAKE_BACK: cast("Mapping[str, Words]", inventory.REASONS[inventory.Move.TAKE_BACK]),
}
# Why a person chose another device than the rule.
OVERRULING: Mapping[str, Words] = {
    "need_seen_with_person": _("Need seen with the person"),
    "accessories": _("Accessories or system already there"),
    "transport": _("Easier to bring to the person"),
    "keep_for_other": _("The device of the rule is kept for another request"),
    "chosen_at_counter": _("Chosen by the person at the counter"),
    "other": _("Another reason"),
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


class RuleStage(TextChoices):
    """A version of the ranking rule: a person writes it, everyone reads the draft, it is adopted or given up."""

    WRITTEN = "written", pgettext_lazy("rule", "being written")
    PUBLIC = "public", pgettext_lazy("rule", "public draft")
    ADOPTED = "adopted", pgettext_lazy("rule", "adopted")
    DROPPED = "dropped", pgettext_lazy("rule", "given up")


class Where(TextChoices):
    """Where a person puts a waiting request."""

    FIRST = "first", _("first of its queue")
    AFTER = "after", _("just after another request")


# Why a person moved a request: words that reveal nothing of anyone.
PLACEMENT_REASONS: Mapping[str, Words] = {
    "safety": _("A person's safety depends on it"),
    "deadline": _("A deadline the rule does not see"),
    "repair_of_mistake": _("A mistake of ours made it wait"),
    "set_together": _("Served together with another request"),
    "local_decision": _("Decided with the local partners"),
    "exchange": _("A device under warranty is exchanged"),
}
APPEAL_REASONS: Mapping[str, Words] = {
    "decision_stands": _("The conditions are not met, looked at again"),
    "new_facts": _("New facts"),
    "mistake": _("Decided by mistake"),
}


class CommissionDecision(TextChoices):
    ACCEPT = "accept", pgettext_lazy("commission", "accepted")
    DECLINE = "decline", pgettext_lazy("commission", "declined")
    POSTPONE = "postpone", pgettext_lazy("commission", "put off to the next session")


POSTPONE_REASONS: Mapping[str, Words] = {
    "facts_missing": _("Something is still to be said"),
    "no_time": _("No time was left"),
    "other_device": _("Another device is to be thought of"),
}


class Comparison(TextChoices):
    MOST = "most", _("at most")
    LEAST = "least", _("at least")


class Unit(TextChoices):
    EURO = "euro", _("euros")
    EURO_MONTH = "euro_month", _("euros a month")
    EURO_DAY = "euro_day", _("euros a day")
    MONTH_PERSON = "month_person", _("euros a month for each person of the household")
    DAY_PERSON = "day_person", _("euros a day for each person of the household")
    MONTH = "month", _("months")


# The reasons of events that are no move, by their kind.
EVENT_REASONS: Mapping[str, Mapping[str, Words]] = {
    RequestEventKind.PLACED: PLACEMENT_REASONS,
    RequestEventKind.POSTPONED: POSTPONE_REASONS,
    RequestEventKind.ANSWERED: APPEAL_REASONS,
}


class AllocationEventKind(TextChoices):
    PROPOSED = "proposed", _("Device proposed")
    MOVED = "moved", pgettext_lazy("allocation", "Stage changed")
    ANSWERED = "answered", _("Answer of the person")
    PROLONGED = "prolonged", _("Held longer")


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


class AgeBand(TextChoices):
    UNDER_18 = "under_18", _("under 18")
    FROM_18 = "18_25", _("18 to 25")
    FROM_26 = "26_39", _("26 to 39")
    FROM_40 = "40_59", _("40 to 59")
    FROM_60 = "60_plus", _("60 and over")


class Feature(TextChoices):
    """What the person needs of the device: features of a product, never a diagnosis."""

    LARGE_SCREEN = "large_screen", _("Large screen (15 inches or more)")
    LARGE_TEXT = "large_text", _("Large text, set before the hand-over")
    READ_ALOUD = "read_aloud", _("Screen read aloud, set before the hand-over")
    SIMPLE_KEYBOARD = "simple_keyboard", _("Keyboard with large keys")
    LIGHT = "light", _("Light to carry (1.6 kg at most)")


class Accessory(TextChoices):
    BAG = "bag", _("Bag")
    MOUSE = "mouse", _("Mouse")
    KEYBOARD = "keyboard", _("Keyboard")
    HEADSET = "headset", _("Headset")
    WEBCAM = "webcam", _("Webcam")
    MONITOR = "monitor", _("Screen")


class Urgency(TextChoices):
    """Why a date matters, in words that reveal nothing of the person."""

    NONE = "", _("No date")
    COURSE = "course", _("A course begins")
    JOB = "job", _("A job or an internship begins")
    PROCEDURE = "procedure", _("A procedure has a deadline")
    SCHOOL = "school", _("School begins")


class Connection(TextChoices):
    """How the person reaches the internet today."""

    UNKNOWN = "", _("Not known")
    NONE = "none", _("No connection at home")
    TOO_COSTLY = "too_costly", _("Too costly")
    SHARED = "shared", _("Shared with others, or away from home")
    NO_COVERAGE = "no_coverage", _("No coverage at home")
    HAS_ONE = "has_one", _("Has one that does")


class ConnectionHelp(TextChoices):
    """What is asked for so that the device is connected."""

    NOTHING = "", _("Nothing")
    SIM = "sim", _("A SIM card")
    BOX = "box", _("A box at home")
    OPEN = "open", _("To be found together")


class SkillsHelp(TextChoices):
    """What is asked for so that the person feels at ease with the device."""

    NOTHING = "", _("Nothing")
    WORKSHOP = "workshop", _("Workshop in a group")
    MEDIATOR = "mediator", _("Digital mediator, one to one")
    OPEN = "open", _("To be found together")


class Channel(TextChoices):
    """How the person asked."""

    IN_PERSON = "in_person", _("In person")
    TELEPHONE = "telephone", _("By telephone")
    LETTER = "letter", _("By letter")
    PAPER_FORM = "paper_form", _("Paper form")


class Behalf(TextChoices):
    """Who asks for the person."""

    NOBODY = "", _("The person themselves")
    PARENT = "parent", _("A parent or guardian")
    RELATIVE = "relative", _("A relative")
    OTHER_WORKER = "other_worker", _("Another worker")
    CARER = "carer", _("A carer")


class OnWord(TextChoices):
    """On whose word somebody asks for another."""

    PERSON = "person", _("The person told us so")
    SIGNED = "signed", _("The person signed a paper, which we saw")
    MANDATE = "mandate", _("A paper gives this right, which we saw")
    ASKER = "asker", _("Who asks told us so")


class Collector(TextChoices):
    """Who came with a voucher."""

    PERSON = "person", _("The person")
    RELATIVE = "relative", _("Somebody close, with the voucher")


class VoucherEnd(TextChoices):
    """Why a voucher counts no more."""

    LOST = "lost", _("Lost: another was printed")
    EXPIRED = "expired", _("Its last day passed: another was printed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SignatureMethod(TextChoices):
    DRAWN = "drawn", _("Signed on the screen")
    FORM = "form", _("Signed on the printed form, to be scanned")
    PAPER = "paper", _("Signed on paper")


def moves_from(rules: Mapping[str, Rule], stage: str) -> list[str]:
    """The moves a table allows from a stage."""
    return [str(move) for move, rule in rules.items() if stage in rule.sources]
