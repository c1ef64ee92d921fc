"""Links sent by letter: the secret goes out once, its digest stays, it works for hours that are data, and once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from reuse.accounts.models import LinkRule, User
from reuse.accounts.workflow.tokens import digest
from reuse.core.refusals import Refusal

HOURS = 48  # where no rule says otherwise


class LinkEnded(Refusal):
    """Used, too old, withdrawn or never ours: which of them is not told."""

    reason = "link_ended"


class WrongPerson(Refusal):
    """The link was sent to somebody else than who is signed in."""

    reason = "wrong_person"


@dataclass(frozen=True, slots=True)
class Link:
    """A fresh secret, what is kept of it, and when it ends."""

    key: str
    digest: str
    expires_at: datetime


def fresh(purpose: LinkRule.Purpose, now: datetime) -> Link:
    """A link nobody has seen yet."""
    key = secrets.token_urlsafe(32)
    hours = LinkRule.objects.filter(purpose=purpose).values_list("hours", flat=True).first() or HOURS
    return Link(key, digest(key), now + timedelta(hours=hours))


def one_at_a_time() -> None:
    """Whoever joins waits for whoever is joining: two at once make neither two organisations nor two accounts."""
    list(LinkRule.objects.select_for_update().order_by("pk"))


def ended() -> LinkEnded:
    return LinkEnded(_("This link no longer works: it has been used, has ended, or was withdrawn."))


def holder(*, email: str, name: str, language: str, password: str, signed_in: User | None) -> User | None:
    """The person at the address: who is signed in, or a new account with the password chosen; None: sign in first."""
    known = User.objects.filter(email=email).first()
    if signed_in is not None and signed_in != known:
        raise WrongPerson(_("This link was sent to somebody else: sign out, then open it again."))
    if known is not None or not password:
        return signed_in
    made = User.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made
