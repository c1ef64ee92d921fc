"""The life of an allocation: why one is refused, put off, or chosen against the rule."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.rules import Rule, Words
from reuse.accounts.roles import Permission

_FILE = frozenset({Permission.REQUEST_FILE})
_ALLOCATE = frozenset({Permission.ALLOCATION_DECIDE})
_HAND_OVER = frozenset({Permission.HAND_OVER})


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


_A = AllocationStage
ALLOCATION_RULES: Mapping[str, Rule] = {
    AllocationMove.ACCEPT: Rule(frozenset({_A.PROPOSED}), _A.ACCEPTED, _ALLOCATE),
    AllocationMove.REFUSE: Rule(frozenset({_A.PROPOSED}), _A.REFUSED, _FILE | _ALLOCATE, needs_reason=True),
    AllocationMove.CANCEL: Rule(frozenset({_A.ACCEPTED}), _A.CANCELLED, _ALLOCATE, needs_reason=True),
    AllocationMove.COLLECT: Rule(frozenset({_A.PROPOSED}), _A.ACCEPTED, _HAND_OVER),
    AllocationMove.FULFIL: Rule(frozenset({_A.ACCEPTED}), _A.FULFILLED, _HAND_OVER),
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


# Why a person chose another device than the rule.
OVERRULING: Mapping[str, Words] = {
    "need_seen_with_person": _("Need seen with the person"),
    "accessories": _("Accessories or system already there"),
    "transport": _("Easier to bring to the person"),
    "keep_for_other": _("The device of the rule is kept for another request"),
    "chosen_at_counter": _("Chosen by the person at the counter"),
    "other": _("Another reason"),
}


class AllocationEventKind(TextChoices):
    PROPOSED = "proposed", _("Device proposed")
    MOVED = "moved", pgettext_lazy("allocation", "Stage changed")
    ANSWERED = "answered", _("Answer of the person")
    PROLONGED = "prolonged", _("Held longer")
