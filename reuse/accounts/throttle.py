"""How often somebody may do what sends letters; the rates are ACCOUNT_RATE_LIMITS, counted by allauth."""

from typing import cast

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one more try, and tell whether it may go on."""
    return bool(ratelimit.consume(request, action=action, key=key))


def refused(request: HttpRequest) -> HttpResponse:
    """The page that asks to come back later."""
    return cast("HttpResponse", ratelimit.respond_429(request))
