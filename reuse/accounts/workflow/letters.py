"""Letters people may stop: which there are, who wants them, and the link at the foot of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise

from reuse.accounts import mails
from reuse.accounts.models import StoppedLetter, User
from reuse.accounts.roles import Role

_SALT: Final = "accounts.letters"
_kinds: dict[str, tuple[str | Promise, frozenset[Role]]] = {}


def may_be_stopped(kind: str, label: str | Promise, roles: frozenset[Role]) -> None:
    """Declare a kind of letter and who gets it. Called from an app's `ready`."""
    _kinds[kind] = (label, roles)


def kinds_for(roles: set[Role]) -> Mapping[str, str | Promise]:
    """The kinds these roles get, with their labels."""
    return {kind: label for kind, (label, told) in _kinds.items() if told & roles}


def label_of(kind: str) -> str | Promise:
    return _kinds[kind][0]


def stopped_by(user: User) -> set[str]:
    """The kinds this person does not want."""
    return set(StoppedLetter.objects.filter(user=user).values_list("kind", flat=True))


def stop(*, user: User, kind: str, now: datetime) -> None:
    """Send this kind no more. Safe to say twice."""
    if kind in _kinds:
        StoppedLetter.objects.get_or_create(user=user, kind=kind, defaults={"at": now})


def resume(*, user: User, kind: str) -> None:
    """Send this kind again."""
    StoppedLetter.objects.filter(user=user, kind=kind).delete()


def link(user: User, kind: str) -> str:
    """The address that stops this kind for this person, without signing in."""
    token = signing.dumps([str(user.public_id), kind], salt=_SALT)
    return mails.address(reverse("accounts:letter-stop", args=[token]))


def meant_by(token: str) -> tuple[User, str] | None:
    """Whom and which kind a link is about; None when it is not one of ours."""
    try:
        public_id, kind = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    return (user, kind) if user and kind in _kinds else None
