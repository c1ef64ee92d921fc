"""The life of a device, as one table: stages, moves, gates. Data only; forms, API, labels and docs follow it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reuse.accounts.roles import Permission


class Stage(TextChoices):
    ANNOUNCED = "announced", _("announced")
    RECEIVED = "received", _("received")
    TRIAGE = "triage", _("visual sorting")
    AUDIT = "audit", _("audit")
    ERASURE = "erasure", _("erasure")
    REPAIR = "repair", _("repair")
    SETUP = "setup", _("cleaning and set-up")
    QUALITY_CHECK = "quality_check", _("quality control")
    READY = "ready", _("ready to distribute")
    RESERVED = "reserved", _("reserved")
    HANDED_OVER = "handed_over", _("handed over")
    AFTER_SALES = "after_sales", _("after-sales")
    PARTS = "parts", _("parts")
    RECYCLED = "recycled", _("recycled (WEEE)")
    LOST = "lost", _("lost")
    RETURNED_TO_DONOR = "returned_to_donor", _("returned to the donor")
    OTHER_REUSE = "other_reuse", _("other reuse")
    NOT_DELIVERED = "not_delivered", _("not delivered")


WORK = (Stage.TRIAGE, Stage.AUDIT, Stage.ERASURE, Stage.REPAIR, Stage.SETUP, Stage.QUALITY_CHECK)
EXITS = (
    Stage.PARTS,
    Stage.RECYCLED,
    Stage.LOST,
    Stage.RETURNED_TO_DONOR,
    Stage.OTHER_REUSE,
    Stage.NOT_DELIVERED,
)
# Stages a site may switch off for a type of device. Gates are never switched off.
OPTIONAL = (Stage.TRIAGE, Stage.AUDIT, Stage.REPAIR, Stage.SETUP)


class Move(TextChoices):
    RECEIVE = "receive", _("Receive")
    TRIAGE = "triage", _("To visual sorting")
    AUDIT = "audit", _("To audit")
    ERASE = "erase", _("To erasure")
    REPAIR = "repair", _("To repair")
    SET_UP = "set_up", _("To cleaning and set-up")
    CHECK = "check", _("To quality control")
    RELEASE = "release", _("Release as ready")
    RESERVE = "reserve", _("Reserve")
    UNRESERVE = "unreserve", _("Put back in stock")
    HAND_OVER = "hand_over", _("Hand over")
    TAKE_BACK = "take_back", _("Take back (after-sales)")
    GIVE_BACK = "give_back", _("Give back after repair")
    STRIP = "strip", _("Strip for parts")
    RECYCLE = "recycle", _("Recycle (WEEE)")
    DECLARE_LOST = "declare_lost", _("Declare lost")
    RETURN_TO_DONOR = "return_to_donor", _("Return to the donor")
    DIVERT = "divert", _("Other reuse")
    NOT_DELIVERED = "not_delivered", _("Not delivered")
    CORRECT = "correct", _("Correct")


class Action(TextChoices):
    """What a series of scans does to each device: a free move of the table, or one of the acts beside it."""

    RECEIVE = Move.RECEIVE.value, Move.RECEIVE.label
    TRIAGE = Move.TRIAGE.value, Move.TRIAGE.label
    AUDIT = Move.AUDIT.value, Move.AUDIT.label
    ERASE = Move.ERASE.value, Move.ERASE.label
    REPAIR = Move.REPAIR.value, Move.REPAIR.label
    SET_UP = Move.SET_UP.value, Move.SET_UP.label
    CHECK = Move.CHECK.value, Move.CHECK.label
    TAKE_BACK = Move.TAKE_BACK.value, Move.TAKE_BACK.label
    STRIP = Move.STRIP.value, Move.STRIP.label
    RECYCLE = Move.RECYCLE.value, Move.RECYCLE.label
    DECLARE_LOST = Move.DECLARE_LOST.value, Move.DECLARE_LOST.label
    RETURN_TO_DONOR = Move.RETURN_TO_DONOR.value, Move.RETURN_TO_DONOR.label
    DIVERT = Move.DIVERT.value, Move.DIVERT.label
    PLACE = "place", _("Put in a place")
    WEIGH = "weigh", _("Weigh")
    GRADE = "grade", _("Give a grade")
    TRANSFER = "transfer", _("Send to another site")
    ARRIVE = "arrive", _("Receive a transfer")
    COUNT = "count", _("Count a stocktake")


class Gate(StrEnum):
    """A condition no site can switch off."""

    MEDIA = "media"  # every storage medium is erased and verified, removed or destroyed
    CHECKLIST = "checklist"  # a full checklist passed since the last repair
    LOCKS = "locks"  # Activation Lock, FRP, MDM and BIOS password are off
    SIGN_OFF = "sign_off"  # signed by someone other than the tester
    EXIT_OF_WASTE = "exit_of_waste"  # what once was waste has a dated exit-of-waste record
    SAME_PERSON = "same_person"  # taken back to be repaired for the person it was handed to
    CHARGER = "charger"  # the accessory its type needs is attached, or fits and lies in stock at its site
    REASON = "reason"  # the move needs a reason


@dataclass(frozen=True, slots=True)
class Rule:
    """A move: from which stages, to which, who may make it, and what must hold.

    `is_free`: any person with the permission may make it by scanning; the others belong to a verb of their own
    (reserving and handing over are the beneficiaries' app's, with an allocation behind them).
    """

    sources: frozenset[str]
    target: str
    permission: Permission
    gates: tuple[Gate, ...] = ()
    is_free: bool = True


_ON_SITE = frozenset({Stage.RECEIVED, *WORK, Stage.READY, Stage.AFTER_SALES})
_IN_WORK = frozenset({Stage.RECEIVED, *WORK, Stage.AFTER_SALES})


def _into(target: Stage, *, gates: tuple[Gate, ...] = (), also: tuple[Stage, ...] = ()) -> Rule:
    return Rule((_IN_WORK | set(also)) - {target}, target, Permission.DEVICE_WORK, gates)


RULES: Mapping[Move, Rule] = {
    Move.RECEIVE: Rule(frozenset({Stage.ANNOUNCED}), Stage.RECEIVED, Permission.DEVICE_RECEIVE),
    Move.TRIAGE: Rule(frozenset({Stage.RECEIVED, Stage.AFTER_SALES}), Stage.TRIAGE, Permission.DEVICE_WORK),
    Move.AUDIT: _into(Stage.AUDIT),
    Move.ERASE: _into(Stage.ERASURE),
    Move.REPAIR: _into(Stage.REPAIR, also=(Stage.READY,)),
    Move.SET_UP: _into(Stage.SETUP, gates=(Gate.MEDIA,)),
    Move.CHECK: _into(Stage.QUALITY_CHECK, gates=(Gate.MEDIA,), also=(Stage.READY,)),
    Move.RELEASE: Rule(
        frozenset({Stage.QUALITY_CHECK}),
        Stage.READY,
        Permission.DEVICE_SIGN_OFF,
        (Gate.MEDIA, Gate.CHECKLIST, Gate.LOCKS, Gate.SIGN_OFF, Gate.EXIT_OF_WASTE, Gate.CHARGER),
    ),
    # Only called from above: whether the allocation may be decided on, or a voucher stands for it, is asked there.
    Move.RESERVE: Rule(
        frozenset({Stage.READY}), Stage.RESERVED, Permission.HAND_OVER, (Gate.MEDIA,), is_free=False
    ),
    Move.UNRESERVE: Rule(
        frozenset({Stage.RESERVED}), Stage.READY, Permission.HAND_OVER, (Gate.MEDIA,), is_free=False
    ),
    Move.HAND_OVER: Rule(
        frozenset({Stage.RESERVED}), Stage.HANDED_OVER, Permission.HAND_OVER, (Gate.MEDIA,), is_free=False
    ),
    Move.TAKE_BACK: Rule(
        frozenset({Stage.HANDED_OVER, Stage.LOST}),
        Stage.AFTER_SALES,
        Permission.DEVICE_RECEIVE,
        (Gate.REASON,),
    ),
    # The one return that keeps its proofs: the data on it are those of the person who gets it back.
    Move.GIVE_BACK: Rule(
        frozenset({*WORK, Stage.AFTER_SALES}),
        Stage.HANDED_OVER,
        Permission.DEVICE_RECEIVE,
        (Gate.SAME_PERSON, Gate.MEDIA),
        is_free=False,
    ),
    Move.STRIP: Rule(_ON_SITE, Stage.PARTS, Permission.DEVICE_EXIT, (Gate.MEDIA, Gate.REASON)),
    Move.RECYCLE: Rule(_ON_SITE, Stage.RECYCLED, Permission.DEVICE_EXIT, (Gate.MEDIA, Gate.REASON)),
    Move.DECLARE_LOST: Rule(
        _ON_SITE | {Stage.RESERVED, Stage.HANDED_OVER}, Stage.LOST, Permission.DEVICE_EXIT, (Gate.REASON,)
    ),
    Move.RETURN_TO_DONOR: Rule(
        _ON_SITE - {Stage.AFTER_SALES}, Stage.RETURNED_TO_DONOR, Permission.DEVICE_EXIT, (Gate.REASON,)
    ),
    Move.DIVERT: Rule(_ON_SITE, Stage.OTHER_REUSE, Permission.DEVICE_EXIT, (Gate.MEDIA, Gate.REASON)),
    Move.NOT_DELIVERED: Rule(
        frozenset({Stage.ANNOUNCED}),
        Stage.NOT_DELIVERED,
        Permission.DEVICE_RECEIVE,
        (Gate.REASON,),
        is_free=False,
    ),
    # A correction takes back the last move; its target is the stage that move came from.
    Move.CORRECT: Rule(
        frozenset(Stage) - {Stage.ANNOUNCED, Stage.RESERVED, Stage.HANDED_OVER},
        "",
        Permission.DEVICE_CORRECT,
        (Gate.REASON,),
        is_free=False,
    ),
}

# To be repaired and given back: what a device may do until then.
SAME_PERSON = "repair"
WHILE_IT_GOES_BACK = frozenset(
    {Move.TRIAGE, Move.AUDIT, Move.ERASE, Move.REPAIR, Move.SET_UP, Move.CHECK, Move.GIVE_BACK}
)

# Why a device leaves, or comes back: codes with their words.
REASONS: Mapping[Move, Mapping[str, object]] = {
    Move.TAKE_BACK: {
        "fault": _("It broke down"),
        SAME_PERSON: _("To be repaired and given back"),
        "not_suitable": _("It does not suit the need"),
        "not_needed": _("No longer needed"),
        "loan_ended": _("End of the loan"),
        "found": _("Found again"),
    },
    Move.STRIP: {"beyond_repair": _("Beyond repair, good parts"), "obsolete": _("Too old for any request")},
    Move.RECYCLE: {
        "beyond_repair": _("Beyond repair"),
        "obsolete": _("Too old for any request"),
        "dangerous": _("Dangerous (swollen battery, burn marks)"),
        "erasure_failed": _("Erasure failed, medium destroyed"),
        "locked": _("Locked to an account"),
    },
    Move.DECLARE_LOST: {
        "stolen": _("Stolen"),
        "not_found": _("Not found at stocktake"),
        "carrier": _("Lost by the carrier"),
        "holder": _("Lost by the person"),
    },
    Move.RETURN_TO_DONOR: {
        "asked_back": _("The donor asks for it back"),
        "locked": _("Locked to an account"),
        "refused": _("Not accepted"),
    },
    Move.DIVERT: {
        "school": _("Given to a school"),
        "association": _("Given to an association"),
        "own_use": _("Used by the network"),
    },
    Move.NOT_DELIVERED: {"missing": _("Missing at reception"), "kept": _("The donor kept it")},
    Move.CORRECT: {
        "wrong_device": _("Wrong device scanned"),
        "wrong_move": _("Wrong action chosen"),
        "other": _("Another mistake"),
    },
}

# Why a device is waste although nobody recycles it: code de l'environnement L541-1-1.
WASTE_REASONS: Mapping[str, object] = {
    "not_chosen": _("Taken without choosing what was accepted"),
    "collected_as_waste": _("Came from a collection of waste"),
    "discarded": _("Its holder discarded it"),
}

# Why a part is thrown away.
SCRAP_REASONS: Mapping[str, object] = {
    "broken": _("Broken"),
    "worn": _("Worn out"),
    "obsolete": _("Too old to be of use"),
    "dangerous": _("Dangerous (swollen battery, burn marks)"),
    "lost": _("Not found"),
}

# Why a device that came is not kept.
REFUSAL_REASONS: Mapping[str, object] = {
    "not_ours": _("Not among what was given"),
    "too_old": _("Too old for any request"),
    "dangerous": _("Dangerous (swollen battery, burn marks)"),
    "locked": _("Locked to an account"),
    "incomplete": _("Stripped or incomplete"),
    "not_taken": _("This site does not take such devices"),
    "other": _("Another reason"),
}

# What a series may do beside the moves, and who may.
ACTS: Mapping[Action, Permission] = {
    Action.PLACE: Permission.DEVICE_WORK,
    Action.WEIGH: Permission.DEVICE_WORK,
    Action.GRADE: Permission.DEVICE_WORK,
    Action.TRANSFER: Permission.DEVICE_WORK,  # sending it off is a manager's
    Action.ARRIVE: Permission.DEVICE_RECEIVE,
    Action.COUNT: Permission.DEVICE_WORK,
}

GRADES = ("A", "B", "C", "D")  # cosmetic: hardly used, light marks, visible marks, heavy marks
# Function, on the scale of R2v3; the cosmetic grade is another axis.
FUNCTIONAL_GRADES: Mapping[str, object] = {
    "F1": _("collectible, sold as it is"),
    "F2": _("special equipment, verified"),
    "F3": _("key functions work"),
    "F4": _("all hardware works"),
    "F5": _("all works, licensed software"),
    "F6": _("refurbished by its maker"),
}
# Why a person decides another category than the rules.
CATEGORY_REASONS: Mapping[str, object] = {
    "condition": _("Its condition deserves another"),
    "not_in_rules": _("The rules miss something of this device"),
    "wrong_facts": _("What is known of it is wrong"),
    "other": _("Another reason"),
}
UNDO, END = (
    "undo",
    "end",
)  # what a barcode may order beside an action: take back the last scan, end the series


@dataclass(frozen=True, slots=True)
class Command:
    """What a command barcode orders. `params` are those of the series it begins."""

    name: str
    action: str
    params: Mapping[str, str]


def _commands() -> Iterator[Command]:
    yield Command(UNDO, UNDO, {})
    yield Command(END, END, {})
    for action in Action:
        if reasons := REASONS.get(action.value, {}):  # type: ignore[call-overload]  # a move's code
            for reason in reasons:
                yield Command(f"{action}:{reason}", action, {"reason_code": reason})
        elif action == Action.GRADE:
            for grade in GRADES:
                yield Command(f"{action}:{grade}", action, {"grade": grade})
        else:
            yield Command(action.value, action, {})


COMMANDS: tuple[Command, ...] = tuple(_commands())


class EventKind(TextChoices):
    ANNOUNCED = "announced", _("Announced by the donor")
    FOUND = "found", _("Found at reception, not on the list")
    REFUSED = "refused", _("Refused at reception")
    KEPT = "kept", _("Kept after all")
    OPENED = "opened", _("Opening stock")
    MOVED = "moved", _("Moved")
    CORRECTED = "corrected", _("Last move taken back")
    DESCRIBED = "described", _("Description changed")
    IDENTIFIED = "identified", _("Identifier added")
    LABELLED = "labelled", _("Label printed")
    EVIDENCE_ADDED = "evidence_added", _("Report attached")
    MEDIUM_FOUND = "medium_found", _("Storage medium found")
    RESET_ATTESTED = "reset_attested", _("Medium reset, to be checked by another person")
    RESET_REFUSED = "reset_refused", _("Reset not confirmed")
    MEDIUM_ERASED = "medium_erased", _("Medium erased and verified")
    MEDIUM_FAILED = "medium_failed", _("Erasure failed")
    MEDIUM_REMOVED = "medium_removed", _("Medium removed")
    MEDIUM_DESTROYED = "medium_destroyed", _("Medium destroyed")
    NO_STORAGE = "no_storage", _("Stated: no storage medium")
    PLACED = "placed", _("Put in a place")
    WEIGHED = "weighed", _("Weighed")
    GRADED = "graded", _("Graded")
    CATEGORISED = "categorised", _("Category decided")
    CHECKED = "checked", _("Checklist filled in")
    SIGNED_OFF = "signed_off", _("Signed by a second person")
    EXEMPTED = "exempted", _("Second signature waived at this site")
    BECAME_WASTE = "became_waste", _("Became waste")
    LEFT_WASTE = "left_waste", _("Left waste status")
    COLLECTED = "collected", _("Collected for recycling")
    LANE_CORRECTED = "lane_corrected", _("Legal lane corrected")
    TRANSFER_LISTED = "transfer_listed", _("Put on a transfer")
    TRANSFER_SENT = "transfer_sent", _("Left for another site")
    TRANSFERRED = "transferred", _("Moved to another site")
    TRANSFER_MISSED = "transfer_missed", _("Missing on arrival")
    TRANSFER_RECALLED = "transfer_recalled", _("Called back before it arrived")
    ARRIVAL_CHECKED = "arrival_checked", _("Checked on arrival")
    COUNTED = "counted", _("Counted at a stocktake")
    MERGED = "merged", _("Merged with another device")
    PART_HARVESTED = "part_harvested", _("Part taken out")
    PART_FITTED = "part_fitted", _("Part fitted")
    PART_RETURNED = "part_returned", _("Part back in stock")
    PART_SCRAPPED = "part_scrapped", _("Part scrapped")
    PART_AWAITED = "part_awaited", _("Waits for a part")
    ACCESSORY_ATTACHED = "accessory_attached", _("Accessory attached")
    NOT_GOING_BACK = "not_going_back", _("Is not given back")
    ACCESSORY_DETACHED = "accessory_detached", _("Accessory taken off")


def moves_from(stage: str) -> list[Move]:
    """The moves the table allows from a stage, corrections left out."""
    return [move for move, rule in RULES.items() if stage in rule.sources and move != Move.CORRECT]
