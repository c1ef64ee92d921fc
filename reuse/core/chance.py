"""Random identifiers. The demo draws them from a seed, so that the same demo is the same to the byte."""

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_seeded: ContextVar[random.Random | None] = ContextVar("seeded", default=None)


def new_uuid() -> uuid.UUID:
    """A fresh version 4 UUID."""
    source = _seeded.get()
    return uuid.UUID(int=source.getrandbits(128), version=4) if source else uuid.uuid4()


def token_hex(size: int) -> str:
    """`size` random bytes in hex."""
    source = _seeded.get()
    return source.randbytes(size).hex() if source else secrets.token_hex(size)


def choice(letters: str) -> str:
    """One of the letters."""
    source = _seeded.get()
    return source.choice(letters) if source else secrets.choice(letters)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from this seed instead of the system's randomness: for made-up data alone."""
    before = _seeded.set(random.Random(seed))  # noqa: S311  # made-up data
    try:
        yield
    finally:
        _seeded.reset(before)
