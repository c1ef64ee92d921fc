"""How allauth creates accounts here: by invitation, so nobody signs up by themselves yet."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from reuse.accounts.models import Badge, Pin


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed sign-up: an administrator or a colleague invites."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever has a badge and no PIN chooses one first: their badge opens nothing without it."""
        user = request.user
        has_badge = Badge.objects.filter(membership__user=user.pk, ended_at=None).exists()
        if has_badge and not Pin.objects.filter(user=user.pk).exists():
            return reverse("accounts:pin")
        return str(super().get_login_redirect_url(request))

    def get_client_ip(self, request: Any) -> str:
        """The address login throttling counts by; behind a proxy, the one it vouches for."""
        return str(request.META.get("REMOTE_ADDR", ""))
