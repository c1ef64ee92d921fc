"""Bearer tokens and whom they act for, remembered for a moment: a row of scans asks the database once."""

import time
from datetime import datetime

from django.db.models import QuerySet

from reuse.accounts.models import ApiToken
from reuse.accounts.workflow import digest

REMEMBERED = 5.0  # seconds a token withdrawn, or a role ended, in another process still works in this one
MOST = 1000
_known: dict[str, tuple[float, ApiToken]] = {}  # by digest; read by every thread, its rows are never changed


def find(text: str) -> ApiToken | None:
    """The token of this text with its membership, as it was at most REMEMBERED seconds ago; the caller judges dates."""
    key, now = digest(text), time.monotonic()
    read_at, token = _known.get(key, (0.0, None))
    if token is None or now - read_at >= REMEMBERED:
        token = _tokens().filter(digest=key).first()
        _remember(key, now, token)
    return token


def used(token: ApiToken, at: datetime) -> None:
    """Note the day a token was last used, once a day."""
    if token.last_used_on != at.date():
        token.last_used_on = at.date()
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=token.last_used_on)


def forget() -> None:
    """Read every token again at its next use: one was withdrawn here."""
    _known.clear()


def _remember(key: str, now: float, token: ApiToken | None) -> None:
    if len(_known) >= MOST:
        _known.clear()
    if token:
        _known[key] = now, token
    else:
        _known.pop(key, None)


def _tokens() -> QuerySet[ApiToken]:
    """Tokens with what every request asks of their membership; the rest is read when it is asked for."""
    return ApiToken.objects.select_related(
        "membership__user", "membership__organisation", "membership__site"
    ).only(
        *("expires_at", "last_used_on", "membership__role", "membership__until"),
        *("membership__user__public_id", "membership__user__is_active"),
        *("membership__organisation__public_id", "membership__organisation__name"),
        *("membership__site__public_id", "membership__site__time_zone"),
    )
