"""Keyed digests: a secret text can be found again by whoever knows it whole, and guessed by nobody without the key."""

import hashlib
import hmac
import unicodedata

from django.conf import settings


def keyed(purpose: str, scope: str, text: str) -> str:
    """The digest of a text, case and spaces apart, for one purpose and within one scope; empty for an empty text."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not folded:
        return ""
    message = "\0".join((purpose, scope, folded)).encode()
    return hmac.new(settings.SEAL_KEY.encode(), message, hashlib.sha256).hexdigest()
