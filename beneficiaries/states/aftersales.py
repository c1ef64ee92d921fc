"""The life of an after-sales case as one table: what is wrong, where the device is, how it ended. Data only."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.rules import Rule, Words
from reuse.accounts.roles import Permission


class Fault(TextChoices):
    """What one sees on the device: a list, so that nobody has to write."""

    NO_START = "no_start", _("It does not start")
    SCREEN = "screen", _("The screen is broken or stays black")
    BATTERY = "battery", _("The battery no longer holds")
    CHARGER = "charger", _("The charger is broken or missing")
    KEYBOARD = "keyboard", _("The keyboard or the mouse does not work")
    INTERNET = "internet", _("No internet")
    SOUND = "sound", _("No sound, or no camera")
    SLOW = "slow", _("It is very slow")
    LOCKED = "locked", _("It asks for a password nobody knows")
    OTHER = "other", _("Something else")


class CaseStage(TextChoices):
    OPEN = "open", pgettext_lazy("case", "to answer")
    HERE = "here", pgettext_lazy("case", "device received")
    MISSING = "missing", pgettext_lazy("case", "lost or stolen")
    CLOSED = "closed", pgettext_lazy("case", "closed")


class CaseMove(TextChoices):
    RECEIVE = "receive", _("Receive it, to be repaired and given back")
    GIVE_BACK = "give_back", _("Repaired: give it back")
    EXCHANGE = "exchange", _("Exchange it")
    END = "end", _("Returned for good")
    ADVISE = "advise", _("Answered with advice")
    REPORT_MISSING = "report_missing", _("Declare it lost or stolen")
    REGAIN = "regain", _("The person has it again")
    BRING_IN = "bring_in", _("It was found and brought here")


class CaseEventKind(TextChoices):
    OPENED = "opened", pgettext_lazy("case", "Fault told")
    TOLD = "told", pgettext_lazy("case", "Told again")
    MOVED = "moved", pgettext_lazy("case", "Stage changed")


_S = CaseStage
_RECEIVE, _HAND_OVER = frozenset({Permission.DEVICE_RECEIVE}), frozenset({Permission.HAND_OVER})
_HELD = frozenset({_S.OPEN, _S.HERE})
CASE_RULES: Mapping[str, Rule] = {
    CaseMove.RECEIVE: Rule(frozenset({_S.OPEN}), _S.HERE, _RECEIVE),
    CaseMove.GIVE_BACK: Rule(frozenset({_S.HERE}), _S.CLOSED, _RECEIVE),
    CaseMove.EXCHANGE: Rule(_HELD, _S.CLOSED, _HAND_OVER, needs_reason=True),
    CaseMove.END: Rule(_HELD, _S.CLOSED, _HAND_OVER, needs_reason=True),
    CaseMove.ADVISE: Rule(frozenset({_S.OPEN}), _S.CLOSED, _RECEIVE | _HAND_OVER, needs_reason=True),
    CaseMove.REPORT_MISSING: Rule(frozenset({_S.OPEN}), _S.MISSING, _HAND_OVER, needs_reason=True),
    CaseMove.REGAIN: Rule(frozenset({_S.MISSING}), _S.CLOSED, _HAND_OVER),
    CaseMove.BRING_IN: Rule(frozenset({_S.MISSING}), _S.HERE, _RECEIVE),
}
# Codes of taking a device back and of losing it are those of inventory: they go to its ledger as they are.
CASE_REASONS: Mapping[str, Mapping[str, Words]] = {
    CaseMove.EXCHANGE: {
        "fault": _("It broke down"),
        "not_suitable": _("It does not suit the need"),
    },
    CaseMove.END: {
        "fault": _("It broke down"),
        "not_needed": _("No longer needed"),
        "loan_ended": _("End of the loan"),
        "found": _("Found again"),
    },
    CaseMove.ADVISE: {
        "explained": _("Solved by explaining"),
        "out_of_warranty": _("Out of warranty: a repairer is named"),
        "workshop": _("A workshop on digital skills is offered"),
        "unreachable": _("Nobody could be reached"),
    },
    CaseMove.REPORT_MISSING: {
        "holder": _("Lost by the person"),
        "stolen": _("Stolen"),
    },
}


# The questions of the follow-up: few, and each with few answers.
class Works(TextChoices):
    YES = "yes", pgettext_lazy("follow-up", "Yes, well")
    PARTLY = "partly", pgettext_lazy("follow-up", "Yes, but not everything")
    NO = "no", pgettext_lazy("follow-up", "No")


class Used(TextChoices):
    DAILY = "daily", pgettext_lazy("follow-up", "Every day")
    WEEKLY = "weekly", pgettext_lazy("follow-up", "Every week")
    RARELY = "rarely", pgettext_lazy("follow-up", "Less often")
    NOT = "not", pgettext_lazy("follow-up", "Not any more")


class Use(TextChoices):
    PROCEDURES = "procedures", pgettext_lazy("follow-up", "Online procedures")
    JOB = "job", pgettext_lazy("follow-up", "Looking for work, or working")
    LEARNING = "learning", pgettext_lazy("follow-up", "Learning, school")
    HEALTH = "health", pgettext_lazy("follow-up", "Health appointments")
    FAMILY = "family", pgettext_lazy("follow-up", "Family and friends")
    LEISURE = "leisure", pgettext_lazy("follow-up", "Leisure, news")


class Helped(TextChoices):
    MUCH = "much", pgettext_lazy("follow-up", "A lot")
    SOME = "some", pgettext_lazy("follow-up", "A little")
    NO = "no", pgettext_lazy("follow-up", "Not really")


class Connected(TextChoices):
    HOME = "home", pgettext_lazy("follow-up", "At home")
    MOBILE = "mobile", pgettext_lazy("follow-up", "With a telephone")
    OUTSIDE = "outside", pgettext_lazy("follow-up", "Elsewhere: library, neighbours")
    NONE = "none", pgettext_lazy("follow-up", "Not connected")


class NeededHelp(TextChoices):
    NOTHING = "", pgettext_lazy("follow-up", "No help needed")
    REPAIR = "repair", pgettext_lazy("follow-up", "A repair")
    LEARNING = "learning", pgettext_lazy("follow-up", "To learn how to use it")
    INTERNET = "internet", pgettext_lazy("follow-up", "An internet connection")
