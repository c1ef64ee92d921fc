"""Tells a real serial, model or identifier from what makers, tools and people write when there is none."""

import re
import unicodedata

from stdnum import imei as imei_number

from reuse.core.placeholders import BOARD_MAKERS_UUIDS, TEXTS, WORDS

SHORTEST_SERIAL = 3
LONGEST_TEXT = 200

REDACTED = re.compile(
    r"REDACT|REMOVED|MASKED|PRIVATE|HIDDEN|CENSOR|ANONYM|CONFIDENTIAL|OBFUSC|[X*?#]{5,}|[*?]{3,}|^<[A-Z ]+>$",
    re.IGNORECASE,
)
HARDWARE_ADDRESS = re.compile(r"(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}", re.IGNORECASE)
ASCENDING = "0123456789ABCDEF" + "0123456789" * 6
DESCENDING = "9876543210" * 4
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UUID = re.compile(r"[0-9A-F]{8}-?(?:[0-9A-F]{4}-?){3}[0-9A-F]{12}")


def real_serial(text: str | None) -> str | None:
    """The serial as read, trimmed; None when it is absent, masked, a network address or a placeholder."""
    serial = _tidy(text).strip(".,;:").strip()
    is_masked = REDACTED.search(serial) or HARDWARE_ADDRESS.fullmatch(serial)
    if len(normalise(serial)) < SHORTEST_SERIAL or is_masked or _says_nothing(serial):
        return None
    return serial


def real_text(text: str | None) -> str | None:
    """A maker's or model's name as read, trimmed; None when it names nothing."""
    name = _tidy(text)
    return None if not normalise(name) or _says_nothing(name) else name


def real_uuid(text: str | None) -> str | None:
    """A firmware UUID in upper case; None for the ones that board makers ship to everybody."""
    uuid = _tidy(text).upper()
    if not UUID.fullmatch(uuid) or uuid in BOARD_MAKERS_UUIDS or len(set(uuid) - {"-"}) < 4:
        return None
    return uuid


def real_imei(text: str | None) -> str | None:
    """The fifteen digits of an IMEI whose check digit holds; None otherwise."""
    digits = re.sub(r"[\s\-/.]", "", _tidy(text))
    is_real = re.fullmatch(r"\d{15}", digits) and len(set(digits)) > 3 and imei_number.is_valid(digits)
    return digits if is_real else None


def normalise(text: str) -> str:
    """The form in which two spellings of one identifier are equal: upper case, without spaces, dashes, slashes."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\W_]+", "", folded)


def _tidy(text: str | None) -> str:
    printable = "".join(c if c.isprintable() else " " for c in (text or "")[:LONGEST_TEXT])
    return " ".join(printable.split()).strip("\"'`").strip()


def _says_nothing(text: str) -> bool:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[./'\"]", "", plain)
    plain = re.sub(r"\b0[xX](?=[0-9A-Fa-f])", "", plain)
    words = re.findall(r"[A-Za-z]+|\d+", plain)
    if not words:
        return not normalise(text)  # a name in another alphabet is a name
    if _is_filler("".join(words)):
        return True
    has_word = any(word.lower() in WORDS for word in words)
    return "".join(words).lower() in TEXTS or all(
        word.lower() in WORDS or _is_filler(word) or (has_word and word.isdigit() and len(word) == 1)
        for word in words
    )


def _is_filler(word: str) -> bool:
    """One character repeated, or a run of the digits or letters in order."""
    upper = word.upper()
    if len(set(upper)) <= 1:
        return len(upper) >= SHORTEST_SERIAL or set(upper) <= {"0", "X"}
    if upper.isalpha():
        return upper in ALPHABET and len(upper) >= SHORTEST_SERIAL
    starts_a_run = len(upper) >= SHORTEST_SERIAL and upper[0] in "01" and upper in ASCENDING
    return starts_a_run or (len(upper) > 4 and (upper in ASCENDING or upper in DESCENDING))
