"""Finds the membership a person acts under; sends staff without a second factor to set one up, and badges to the door."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from reuse.accounts import workstations
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import NEEDS_FULL_LOGIN
from reuse.core import clock

SESSION_KEY = workstations.ACTING
SIGNING = {"account_login", "account_logout"}


class ActingMiddleware:
    """Sets `request.acting`: the membership chosen in this session, else the person's first current one, else None.

    `request.workstation`, for templates, is the registered computer that asks, or false.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/api/", f"/{settings.STATIC_URL.strip('/')}/")):
            return self.get_response(request)
        request.workstation = SimpleLazyObject(partial(workstations.workstation_of, request))  # type: ignore[attr-defined]
        request.acting = acting_membership(request) if request.user.is_authenticated else None  # type: ignore[attr-defined]
        if _has_outlived_its_badge(request):
            logout(request)
            return redirect(_badge_page(request))
        if _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        with timezone.override(_zone(request)):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """A badge and a PIN open the workshop, never somebody's account."""
        if not workstations.is_by_badge(request) or not _needs_full_login(request, view):
            return None
        return render(request, "accounts/full_login.html", status=403)


def acting_membership(request: HttpRequest) -> Membership | None:
    """The current membership this session acts under."""
    now = clock.now()
    if workstations.is_by_badge(request):
        return workstations.membership_by_badge(request, now)
    memberships = list(
        Membership.objects.current(now.date())
        .filter(user=cast("User", request.user))
        .select_related("organisation", "site", "user")
    )
    chosen = request.session.get(SESSION_KEY)
    return next((one for one in memberships if one.pk == chosen), memberships[0] if memberships else None)


def _zone(request: HttpRequest) -> str:
    """The time zone in which this person reads instants: their site's."""
    acting: Membership | None = getattr(request, "acting", None)
    return acting.time_zone if acting else clock.HOME_ZONE


def _has_outlived_its_badge(request: HttpRequest) -> bool:
    return workstations.is_by_badge(request) and getattr(request, "acting", None) is None


def _badge_page(request: HttpRequest) -> str:
    """Where the same person, or the next one, shows a badge; a page they were reading comes back afterwards."""
    wanted = {"next": request.get_full_path()} if request.method == "GET" else {}
    return f"{reverse('inventory:workstation-badge')}?{urlencode(wanted)}"


def _needs_full_login(request: HttpRequest, view: Callable[..., Any]) -> bool:
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    is_account = bool(match and match.app_name == "accounts") or name.startswith(("account_", "mfa_"))
    asked = set(getattr(view, "permissions", ()))
    return (is_account and name not in SIGNING) or bool(asked and asked <= NEEDS_FULL_LOGIN)


def _lacks_second_factor(request: HttpRequest) -> bool:
    """At a workstation the badge with the registered computer, and the PIN, are two factors."""
    acting = getattr(request, "acting", None)
    if settings.DEMO or not acting or acting.by_badge or not acting.description.needs_second_factor:
        return False
    free = (
        *(reverse("account_logout"), "/accounts/2fa/", "/accounts/reauthenticate/", "/i18n/", "/theme/"),
        *(reverse("inventory:workstation-badge"), reverse("inventory:workstation-switch")),
    )
    return not request.path.startswith(free) and not is_mfa_enabled(request.user)
