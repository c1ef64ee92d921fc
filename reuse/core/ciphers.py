"""Text encrypted at rest: the newest field key encrypts and leaves its mark before the text; every key kept decrypts."""

import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from reuse.core import keys


class KeyMissing(Exception):
    """The text was encrypted with a key that this installation does not hold."""


def field_keys() -> tuple[str, ...]:
    """Newest first, as they are now: another process may have added one since this one began."""
    if settings.KEYS_FILE is None:
        given: tuple[str, ...] = settings.FIELD_KEYS
        return given
    return keys.field_keys_of(settings.KEYS_FILE)


def mark_of(key: str) -> str:
    """What a text says of the key it was encrypted with: eight hex digits that tell nothing of the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def newest_mark() -> str:
    """The mark of what is encrypted now."""
    return mark_of(field_keys()[0])


def encrypt(text: str) -> str:
    """`mark:token`, by the newest key."""
    newest = field_keys()[0]
    mark = mark_of(newest)
    return f"{mark}:{_fernets((newest,))[mark].encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """The text; one without a mark was written before keys had any. Raises KeyMissing when its key was forgotten."""
    mark, marked, token = stored.rpartition(":")
    fernets = _fernets(field_keys())
    if not marked:
        return MultiFernet(fernets.values()).decrypt(token.encode()).decode()
    if mark not in fernets:
        raise KeyMissing(mark)
    return fernets[mark].decrypt(token.encode()).decode()


@lru_cache(maxsize=8)
def _fernets(known: tuple[str, ...]) -> dict[str, Fernet]:
    return {mark_of(key): Fernet(key) for key in known}
