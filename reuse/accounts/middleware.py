"""Finds the membership a person acts under, and sends staff without a second factor to set one up."""

from collections.abc import Callable
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from reuse.accounts.models import Membership, User
from reuse.core import clock

SESSION_KEY = "acting"


class ActingMiddleware:
    """Sets `request.acting`: the membership chosen in this session, else the person's first current one, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/api/", f"/{settings.STATIC_URL.strip('/')}/")):
            return self.get_response(request)
        request.acting = acting_membership(request) if request.user.is_authenticated else None  # type: ignore[attr-defined]
        if _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        with timezone.override(_zone(request)):
            return self.get_response(request)


def acting_membership(request: HttpRequest) -> Membership | None:
    """The current membership this session acts under."""
    memberships = list(
        Membership.objects.current(clock.now().date())
        .filter(user=cast("User", request.user))
        .select_related("organisation", "site", "user")
    )
    chosen = request.session.get(SESSION_KEY)
    return next((one for one in memberships if one.pk == chosen), memberships[0] if memberships else None)


def _zone(request: HttpRequest) -> str:
    """The time zone in which this person reads instants: their site's."""
    acting: Membership | None = getattr(request, "acting", None)
    return acting.time_zone if acting else clock.HOME_ZONE


def _lacks_second_factor(request: HttpRequest) -> bool:
    acting = getattr(request, "acting", None)
    if settings.DEMO or not acting or not acting.description.needs_second_factor:
        return False
    free = (reverse("account_logout"), "/accounts/2fa/", "/accounts/reauthenticate/", "/i18n/", "/theme/")
    return not request.path.startswith(free) and not is_mfa_enabled(request.user)
