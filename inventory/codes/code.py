"""The code of a device: eight letters and a check letter, safe on any keyboard layout, never drawn twice."""

import hashlib
import re
from functools import lru_cache

ALPHABET = "BCDEFGHJKNPRSTVX"  # letters only; no A Q W Z M Y (AZERTY, QWERTZ), no I L O U (misread)
BODY_LENGTH = 8
_ROUNDS = 6
_LETTERS = str.maketrans("0123456789ABCDEF", ALPHABET)
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def check_symbol(body: str) -> str:
    """The check letter of a body, by the hybrid system of ISO/IEC 7064 with M = 16 (MOD 17,16).

    It finds every single wrong letter and about 99 % of swapped neighbours.
    """
    carry = 16
    for letter in body:
        carry = (carry + _VALUE[letter]) % 16 or 16
        carry = carry * 2 % 17
    return ALPHABET[(17 - carry) % 16]


def code_for(number: int, key: str) -> str:
    """The code of the `number`-th object of an installation: a keyed permutation, so order cannot be guessed.

    `number` lies in 0 … 2^32 − 1; two numbers never share a code under one key.
    """
    if not 0 <= number < 1 << 32:
        raise ValueError(f"no code for {number}")
    left, right = number >> 16, number & 0xFFFF
    keyed = _keyed(key)
    for turn in range(_ROUNDS):
        mixed = keyed.copy()
        mixed.update(b"%d:%d" % (turn, right))
        left, right = right, left ^ int.from_bytes(mixed.digest(), "big")
    body = f"{left << 16 | right:0{BODY_LENGTH}X}".translate(_LETTERS)  # sixteen digits, sixteen letters
    return body + check_symbol(body)


@lru_cache(maxsize=8)
def _keyed(key: str) -> "hashlib.blake2b":
    return hashlib.blake2b(key=key.encode()[:64], digest_size=2)


def is_code(text: str) -> bool:
    """Whether the text is a code: nine letters of the alphabet, the last one right."""
    return (
        len(text) == BODY_LENGTH + 1
        and all(letter in _VALUE for letter in text)
        and check_symbol(text[:-1]) == text[-1]
    )


def parse(text: str) -> str | None:
    """The code in what was typed or scanned, any case, dashes and spaces allowed; None if there is none."""
    found = bare(text)
    return found if is_code(found) else None


def bare(text: str) -> str:
    """Without the spaces and dashes people add, in upper case."""
    return re.sub(r"[\s\-‐‑–.]", "", text).upper()


def shown(code: str) -> str:
    """The code for human eyes: `BCDE-FGHJ-K`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def address(code: str, public_url: str) -> str:
    """What the QR holds: the device's address in upper case, which QR's alphanumeric mode keeps short."""
    return f"{public_url}/d/{code}".upper()


def host_of(text: str) -> str:
    """The host of an address that names a device, ours or another installation's; empty if it is no address."""
    found = re.fullmatch(r"https?://([^/]+)/d/[^/?#]+/?", text.strip(), re.IGNORECASE)
    return found[1].lower() if found and in_address(text) else ""


def in_address(text: str) -> str | None:
    """The code in one of our addresses (`HTTPS://HOST/D/CODE`), whoever's host it names; None if it is no address."""
    found = re.fullmatch(r"https?://[^/]+/d/([^/?#]+)/?", text.strip(), re.IGNORECASE)
    return parse(found[1]) if found else None
