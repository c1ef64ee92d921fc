"""How allauth creates accounts here: by invitation, so nobody signs up by themselves yet."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed sign-up: an administrator or a colleague invites."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: Any) -> str:
        """The address login throttling counts by; behind a proxy, the one it vouches for."""
        return str(request.META.get("REMOTE_ADDR", ""))
