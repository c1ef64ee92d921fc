"""How often somebody may do what sends letters (ACCOUNT_RATE_LIMITS, counted by allauth) or look at what a link shows."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one more try, and tell whether it may go on."""
    return bool(ratelimit.consume(request, action=action, key=key))


def may_look(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """The same for pages that are only read: so many from one address in so many seconds, then forgotten."""
    key = f"look:{action}:{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it expired between the two lines
        return True


def refused(request: HttpRequest) -> HttpResponse:
    """The page that asks to come back later."""
    return cast("HttpResponse", ratelimit.respond_429(request))
