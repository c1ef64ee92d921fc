"""Parts that end by themselves: those concerned are told before, and what is left in a name is found afterwards."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from reuse.accounts import belongings, mails
from reuse.accounts.models import Membership, Organisation, User
from reuse.accounts.workflow.people import in_charge_of
from reuse.core import clock

BEFORE: Final = timedelta(days=14)
MOST: Final = 20  # people looked at, the latest to end first: each costs a few statements


def remind_endings(now: datetime) -> int:
    """Write to those whose access ends within two weeks, and to those in charge; once for each last day."""
    today = clock.local_date(now, clock.HOME_ZONE)
    keys = list(Membership.objects.ending(today, BEFORE).values_list("pk", flat=True))
    return sum(_remind(key, now) for key in keys)


@transaction.atomic
def _remind(key: int, now: datetime) -> int:
    """The mark is the claim: of two machines that remind at once, one writes."""
    today = clock.local_date(now, clock.HOME_ZONE)
    if not Membership.objects.ending(today, BEFORE).filter(pk=key).update(reminded_for=F("until")):
        return 0
    part = Membership.objects.select_related("user", "organisation", "site").get(pk=key)
    facts = belongings.in_words(belongings.held(part.user, part.organisation))
    readers = {part.user_id: part.user}
    readers |= {one.user_id: one.user for one in in_charge_of(part.organisation, today)}
    page = reverse("accounts:colleague", args=[part.organisation.public_id, part.pk])
    for reader in readers.values():
        is_own = reader == part.user
        context = {
            "part": part,
            "facts": facts,
            "is_own": is_own,
            "url": mails.address(reverse("home") if is_own else page),
        }
        mails.send(to=reader, template="accounts/mail/access_ends", context=context)
    return 1


def left_behind(
    organisation: Organisation, today: object
) -> list[tuple[Membership, list[tuple[object, int]]]]:
    """People whose access is over and in whose name something still is, with how much of each kind."""
    met: dict[int, Membership] = {}
    ended = organisation.memberships.ended(today).select_related("user", "organisation").order_by("-until")
    for part in ended[:MOST]:
        met.setdefault(part.user_id, part)
    found = [(part, belongings.held(part.user, organisation)) for part in met.values()]
    return [(part, list(belongings.in_words(counts))) for part, counts in found if counts]


def is_left_behind(user: User, organisation: Organisation, today: object) -> bool:
    """Whether the person has no part there any more, and something is still in their name."""
    if organisation.memberships.current(today).filter(user=user).exists():
        return False
    return bool(belongings.held(user, organisation))
