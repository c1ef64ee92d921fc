"""The life of a request for several devices, by a structure for a room, its residents or a lending pool. Data only."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.rules import Rule, Words
from reuse.accounts.roles import Permission


class CollectiveUse(TextChoices):
    ROOM = "room", _("A shared room")
    RESIDENTS = "residents", _("Its residents")
    POOL = "pool", _("A lending pool")


class CollectiveStage(TextChoices):
    SENT = "sent", pgettext_lazy("collective", "to decide")
    ACCEPTED = "accepted", pgettext_lazy("collective", "waiting for devices")
    RESERVED = "reserved", pgettext_lazy("collective", "devices reserved")
    DELIVERED = "delivered", pgettext_lazy("collective", "delivered")
    DECLINED = "declined", pgettext_lazy("collective", "declined")
    CANCELLED = "cancelled", pgettext_lazy("collective", "cancelled")


class CollectiveMove(TextChoices):
    ACCEPT = "accept", _("Accept the request")
    DECLINE = "decline", _("Decline the request")
    RESERVE = "reserve", _("Reserve the devices")
    RELEASE = "release", _("Release the devices")
    DELIVER = "deliver", _("Deliver together")
    CANCEL = "cancel", _("Cancel the request")


class CollectiveEventKind(TextChoices):
    SENT = "sent", pgettext_lazy("collective", "Request sent")
    MOVED = "moved", pgettext_lazy("collective", "Stage changed")
    LENT = "lent", _("Lent out of the pool")
    BROUGHT_BACK = "brought_back", _("Back in the pool")
    RESET = "reset", _("Data erased by the structure")
    CHECKED = "checked", _("Seen at the yearly check")
    RETURNED = "returned", _("A device came back")
    REPLACED = "replaced", _("A device was replaced")


_S = CollectiveStage
_DECIDE, _ALLOCATE = frozenset({Permission.REQUEST_DECIDE}), frozenset({Permission.ALLOCATION_DECIDE})
COLLECTIVE_RULES: Mapping[str, Rule] = {
    CollectiveMove.ACCEPT: Rule(frozenset({_S.SENT}), _S.ACCEPTED, _DECIDE),
    CollectiveMove.DECLINE: Rule(frozenset({_S.SENT}), _S.DECLINED, _DECIDE, needs_reason=True),
    CollectiveMove.RESERVE: Rule(frozenset({_S.ACCEPTED}), _S.RESERVED, _ALLOCATE),
    CollectiveMove.RELEASE: Rule(frozenset({_S.RESERVED}), _S.ACCEPTED, _ALLOCATE),
    CollectiveMove.DELIVER: Rule(frozenset({_S.RESERVED}), _S.DELIVERED, frozenset({Permission.HAND_OVER})),
    CollectiveMove.CANCEL: Rule(
        frozenset({_S.SENT, _S.ACCEPTED}), _S.CANCELLED, _DECIDE | {Permission.REQUEST_FILE}
    ),
}
COLLECTIVE_REASONS: Mapping[str, Mapping[str, Words]] = {
    CollectiveMove.DECLINE: {
        "quota_reached": _("The quota of the period is reached"),
        "other_scheme": _("Another scheme answers the need better"),
        "outside_territory": _("Outside the territory we serve"),
    },
    CollectiveMove.ACCEPT: {
        "urgent_need": _("The need cannot wait for the conditions"),
        "local_decision": _("Decided with the local partners"),
    },
}
