"""How allauth works here: accounts begin with a registration or an invitation of ours, and its letters are our letters."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from reuse.accounts import mails
from reuse.accounts.models import Badge, Pin, User
from reuse.core import ciphers

OURS = {
    "account/email/password_reset_key": "accounts/mail/password_reset",
    "account/email/unknown_account": "accounts/mail/unknown_account",
}

JUST_NOW_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Its own sign-up page is closed: `/register/` knows organisations, and tells nobody who has an account."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever has a badge and no PIN chooses one first: their badge opens nothing without it."""
        user = request.user
        has_badge = Badge.objects.filter(membership__user=user.pk, ended_at=None).exists()
        if has_badge and not Pin.objects.filter(user=user.pk).exists():
            return reverse("accounts:pin")
        return str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **_facts: object) -> bool:
        """The second factor may be set up right after the login that asked for it; a PIN never without one's password."""
        signed_in = [one["at"] for one in get_authentication_records(self.request, self.request.user)]
        is_just_now = bool(signed_in) and time.time() - max(signed_in) < JUST_NOW_SECONDS
        if is_just_now and self.request.path.startswith("/accounts/2fa/"):
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_client_ip(self, request: Any) -> str:
        """The address login throttling counts by; behind a proxy, the one it vouches for."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave the letter in the outbox, in our frame: it takes the same time whoever has an account."""
        reader = User.objects.filter(email__iexact=email).first() or mails.Address(email)
        facts = {**context, "email": email}
        facts["register_url"] = mails.address("/register/")
        template = OURS.get(template_prefix)
        if template is None:
            template = "accounts/mail/notice"
            facts["heading"] = render_to_string(f"{template_prefix}_subject.txt", facts).strip()
            facts["body"] = render_to_string(f"{template_prefix}_message.txt", facts).strip()
        with transaction.atomic():
            mails.send(to=reader, template=template, context=facts)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Its secrets are encrypted with our field keys, which `reuse rotate-keys` renews."""

    def encrypt(self, text: str) -> str:
        return ciphers.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypt(encrypted_text)
