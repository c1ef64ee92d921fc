"""Bearer tokens: the text is told once, its digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from reuse.accounts.models import ApiToken, Membership

TOKEN_DAYS = 365


def issue_token(membership: Membership, *, name: str, now: datetime, days: int = TOKEN_DAYS) -> str:
    """A new bearer token that acts as this membership. The text is returned once; only its digest is kept."""
    text = f"reuse_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        membership=membership,
        name=name,
        digest=digest(text),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return text


def digest(text: str) -> str:
    """What is stored of a token: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()
