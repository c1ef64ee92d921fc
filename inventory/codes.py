"""Our device codes: eight letters and a check letter, safe on any keyboard layout, never drawn twice."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from stdnum import ean, imei, luhn

ALPHABET = "BCDEFGHJKNPRSTVX"  # letters only; no A Q W Z M Y (AZERTY, QWERTZ), no I L O U (misread)
BODY_LENGTH = 8
_ROUNDS = 6
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
    for turn in range(_ROUNDS):
        mixed = hashlib.blake2b(f"{turn}:{right}".encode(), key=key.encode()[:64], digest_size=2).digest()
        left, right = right, left ^ int.from_bytes(mixed, "big")
    permuted = left << 16 | right
    body = "".join(ALPHABET[permuted >> 4 * place & 15] for place in reversed(range(BODY_LENGTH)))
    return body + check_symbol(body)


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


COMMAND_LENGTH = 7


def command_code(name: str) -> str:
    """What the barcode of a command holds: six letters drawn from its name and a check letter, the same everywhere.

    Shorter than a device's code, of the same letters: no keyboard layout garbles it.
    """
    drawn = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=3).digest(), "big")
    body = "".join(ALPHABET[drawn >> 4 * place & 15] for place in range(COMMAND_LENGTH - 1))
    return body + check_symbol(body)


def shown(code: str) -> str:
    """The code for human eyes: `BCDE-FGHJ-K`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def address(code: str, public_url: str) -> str:
    """What the QR holds: the device's address in upper case, which QR's alphanumeric mode keeps short."""
    return f"{public_url}/d/{code}".upper()


# What a key gives on a French AZERTY keyboard when the scanner thinks it types on a US QWERTY one, and back.
_US = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
_AZERTY = "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§"
_QWERTZ = '^1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,.-°!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_'
_FLIPPED = _US[len(_US) // 2 :] + _US[: len(_US) // 2]  # each key with and without Shift, the other way round
LAYOUTS = {
    "azerty": str.maketrans(_AZERTY, _US),
    "qwertz": str.maketrans(_QWERTZ, _US),
}
# On these keyboards caps lock may shift every key, not only letters (Windows, French and German).
LOCKED_LAYOUTS = {
    "azerty+lock": str.maketrans(_AZERTY, _FLIPPED),
    "qwertz+lock": str.maketrans(_QWERTZ, _FLIPPED),
    "lock": str.maketrans(
        _AZERTY, _AZERTY[len(_AZERTY) // 2 :] + _AZERTY[: len(_AZERTY) // 2]
    ),  # rightly set to French
}


def with_caps(text: str) -> str:
    """The text as caps lock turns it: letter by letter (Python would make two of a sharp s)."""
    return "".join(letter.swapcase() if letter != "ß" else letter for letter in text)


def readings(text: str) -> list[tuple[str, str]]:
    """What the text may have been before a wrong layout or caps lock: pairs (repaired text, name of the fault).

    The text itself comes first, with an empty fault.
    """
    found = {text: ""}
    for fault, table in LAYOUTS.items():
        for variant, more in ((text, ""), (with_caps(text), "+caps")):
            found.setdefault(variant.translate(table), fault + more)
    for fault, table in LOCKED_LAYOUTS.items():
        found.setdefault(text.translate(table), fault)
    found.setdefault(with_caps(text), "caps")
    return list(found.items())


def normalised(text: str) -> str:
    """An outside identifier as it is compared: upper case, letters and digits only."""
    return re.sub(r"[\W_]", "", text).upper()


def host_of(text: str) -> str:
    """The host of an address that names a device, ours or another installation's; empty if it is no address."""
    found = re.fullmatch(r"https?://([^/]+)/d/[^/?#]+/?", text.strip(), re.IGNORECASE)
    return found[1].lower() if found and in_address(text) else ""


def in_address(text: str) -> str | None:
    """The code in one of our addresses (`HTTPS://HOST/D/CODE`), whoever's host it names; None if it is no address."""
    found = re.fullmatch(r"https?://[^/]+/d/([^/?#]+)/?", text.strip(), re.IGNORECASE)
    return parse(found[1]) if found else None


# Practice labels: a few codes of the exercise that no device ever gets.
PRACTICE_LABELS = 24


def practice_code(number: int) -> str:
    """The code of a practice label, 1 to 24: `EXER-C…`, the same in every installation."""
    if not 1 <= number <= PRACTICE_LABELS:
        raise ValueError(f"no practice label {number}")
    body = "EXERCB" + ALPHABET[number >> 4] + ALPHABET[number & 15]
    return body + check_symbol(body)


PRACTICE_CODES = frozenset(practice_code(number) for number in range(1, PRACTICE_LABELS + 1))


def is_practice(text: str) -> bool:
    """Whether the text, a code or an address in any case, is a practice label."""
    return (in_address(text) or parse(text)) in PRACTICE_CODES


def is_imei(text: str) -> bool:
    """Whether the text is a mobile's number: fifteen digits, the last one right, not one digit repeated."""
    digits = re.sub(r"[\s\-/.]", "", text)
    is_long_enough = re.fullmatch(r"[0-9]{15}", digits) and len(set(digits)) > 3
    return bool(is_long_enough) and imei.is_valid(digits)


def imei_of(text: str) -> str | None:
    """The fifteen digits of a mobile's number, also where the check digit is left out or a version follows."""
    digits = re.sub(r"[\s\-/.]", "", text)
    if not re.fullmatch(r"[0-9]{14,17}", digits):
        return None
    if len(digits) in {14, 16}:  # a version of two digits takes the place of the check digit
        digits = digits[:14] + luhn.calc_check_digit(digits[:14])
    return digits[:15] if is_imei(digits[:15]) else None


# What a symbol holds. Its separators come as control characters, as their pictures or names, or not at all.
MOST_CHARACTERS, LONGEST_IDENTIFIER, MOST_IDENTIFIERS = 1000, 240, 8
_SEPARATORS = {"GS": "\x1d", "RS": "\x1e", "EOT": "\x04", "FS": "\x1d", "US": "\x1d", "FNC1": "\x1d"}
_SEPARATOR_NAME = re.compile(rf"[<{{\[]({'|'.join(_SEPARATORS)})[>}}\]]", re.IGNORECASE)
_PICTURES = str.maketrans("␜␝␞␟␄", "\x1d\x1d\x1e\x1d\x04")
_CARETS = str.maketrans({"]": "\x1d", "^": "\x1e", "D": "\x04", "\\": "\x1d"})
_SYMBOLOGY = re.compile(
    r"^(?:(\](?:C1|d2|Q3|J1|e\d))|\][A-Za-z]\d)"
)  # what a scanner may say first; group: GS1

_ENVELOPE = re.compile(r"\[\)>[\s\x04]*(0[0-9]|1[0-2]|DD)?(.*)", re.DOTALL)
# Serial numbers by ANSI MH10.8.2 data identifiers, then by ATA Spec 2000 ones; the most trusted first.
_SERIAL_FIELDS = [
    re.compile(prefix + "(.+)")
    for prefix in ("S(?!ER |EQ )", "25S", "18S", "22S", "1S", "(?:SER|UCN|USN|SEQ) +")
]
# GS1 application identifiers: those of a fixed length, then those that run to the next separator.
_ELEMENT = re.compile(
    r"(?:00\d{18}|0[123]\d{14}|1[1-9]\d{6}|20\d\d|3[1-6]\d{8}|41\d{14})\x1d*"
    r"|(?P<key>21|250|8003(?=\d{14})|8004|8011|10|30|37|24\d|25[1-5]|40[0-3]|42\d|9\d)(?P<value>[^\x1d]+)\x1d*"
)
_BRACKETED = re.compile(r"\((\d{2,4})\)([^()\x1d]+)")
_NAMING = ("21", "8004", "8003", "8011", "250")  # the keys whose value names one thing
_LABELLED = re.compile(
    r"(?<![A-Z0-9])(?:(?P<mobile>IMEI)(?:/?SV| ?\d)?|\(S\) ?SERIAL NO\.?|S/N|SN|SERIAL(?: ?(?:NUMBER|NO\.?))?|N[°º] ?DE S[ÉE]RIE"
    r"|SERVICE ?TAG)(?:\s*[:=#]\s*|\s+)(?P<value>(?(mobile)\d[\d \-]*\d|[^\s,;|]+))",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"[?&;#](?:sn|serial(?:_?n(?:umber|o|um))?|svctag|service_?tag|imei\d?)=([^&#;]+)"
    r"|[?&](?:st|tag)=([0-9A-Z]{7})(?=[&#]|$)"  # Dell's, always of seven characters
    r"|/(?:servicetag|serial(?:number)?|sn|imei)/([^/?#]+)",
    re.IGNORECASE,
)
_LENOVO = re.compile(r"1S(?:[0-9A-Z]{10}([0-9A-Z]{8})|[0-9A-Z]{7}([0-9A-Z]{7}))")  # machine type, then serial
_APPLE = re.compile(r"S([0-9A-Z]{12})")  # on the box: "S", then the serial number


def contents(text: str) -> list[str]:
    """The identifiers inside what a symbol holds, the most trusted first; a bare text gives itself.

    Takes apart ISO 15434 envelopes, GS1 elements, makers' addresses, and texts like "S/N: …, IMEI: …".
    """
    plain = text[:MOST_CHARACTERS].strip()
    held = _with_separators(plain)
    found = next(filter(None, (look(held) for look in _LOOKS)), None) or [_SYMBOLOGY.sub("", plain)]
    tidy = (re.sub(r"[\x00-\x1f]", " ", one)[:LONGEST_IDENTIFIER].strip() for one in found)
    return list(dict.fromkeys(one for one in tidy if one))[:MOST_IDENTIFIERS]


def _with_separators(text: str) -> str:
    found = _SYMBOLOGY.sub(lambda said: "\x1d" if said[1] else "", text.translate(_PICTURES))
    found = _SEPARATOR_NAME.sub(lambda name: _SEPARATORS[name[1].upper()], found)
    if "[)>" in found:
        found = re.sub(r"\^([\]^D\\])", lambda caret: caret[1].translate(_CARETS), found)
    return found


def _in_envelope(text: str) -> list[str]:
    envelope = _ENVELOPE.search(text)
    if not envelope:
        return []
    if envelope[1] == "05":
        return _in_elements("\x1d" + envelope[2].strip("\x1d\x1e\x04"))
    fields = [field.strip() for field in re.split(r"[\x1d\x1e\x04]", envelope[2])]
    if sum(map(bool, fields)) == 1:  # the scanner left the separators out: any S may begin the serial number
        return [tail for tail in envelope[2].split("S", 3)[:0:-1] if len(tail) > 3]
    return [match[1] for serial in _SERIAL_FIELDS for field in fields if (match := serial.fullmatch(field))]


def _in_elements(text: str) -> list[str]:
    """GS1 elements, when nothing else is there and one of them names the thing."""
    if found := _BRACKETED.findall(text):
        pairs = dict(found) if _BRACKETED.sub("", text).strip("\x1d ") == "" else {}
    else:
        pairs, rest = {}, text.lstrip("\x1d")
        if rest == text and not (re.match(r"01\d{14}", rest) and ean.is_valid(rest[2:16])):
            return []
        while element := _ELEMENT.match(rest):
            pairs[element["key"]] = element["value"]
            rest = rest[element.end() :]
        if rest:
            return []
    return [pairs[key] for key in _NAMING if key in pairs]


def _in_web_address(text: str) -> list[str]:
    if not re.match(r"(?:https?://|www\.)", text, re.IGNORECASE):
        return []
    return [unquote("".join(found)) for found in _IN_ADDRESS.findall(text)]


def _in_words(text: str) -> list[str]:
    return [
        (imei_of(found["value"]) if found["mobile"] else None) or found["value"]
        for found in _LABELLED.finditer(text)
    ]


def _behind_prefix(text: str) -> list[str]:
    """Where only the shape of the whole tells, the text itself stays among the answers."""
    if found := _LENOVO.fullmatch(text):
        return [found[1] or found[2], text]
    if found := _APPLE.fullmatch(text):
        return [text, found[1]]
    return []


_LOOKS: tuple[Callable[[str], list[str]], ...] = (
    _in_envelope,
    _in_elements,
    _in_web_address,
    _in_words,
    _behind_prefix,
)


class Fault(StrEnum):
    """What happened to a text between its bar code and the box."""

    NOTHING = "nothing"
    AZERTY = "azerty"
    QWERTZ = "qwertz"
    CAPS = "caps"
    CASE = "case"  # all capitals, or none: the scanner's own setting
    BEFORE = "before"
    AFTER = "after"
    LOST_START = "lost_start"
    LOST_END = "lost_end"
    TWICE = "twice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The faults found, none when all is well; `before` and `after` are what was added, or lost, there."""

    faults: tuple[Fault, ...] = ()
    before: str = ""
    after: str = ""


SCANNER_TEST = "AqWzMy-258/"  # letters, digits and signs that each layout gives otherwise, in both cases


def diagnose(expected: str, typed: str) -> Diagnosis:
    """Say what a scanner did to a known text; the explanation with the fewest faults counts."""
    if not typed.strip():
        return Diagnosis((Fault.NOTHING,))
    heard = [(expected, reading, _keyboard_faults(fault)) for reading, fault in readings(typed)]
    heard.append((expected.upper(), typed.upper(), (Fault.CASE,)))
    explanations = [found for one in heard if (found := _framed(*one))]
    if explanations:
        return min(explanations, key=lambda one: (len(one.faults), len(one.before + one.after)))
    alike = (faults for _expected, reading, faults in heard if _letters(reading) == _letters(expected))
    return Diagnosis((*next(alike, ()), Fault.OTHER))


def _keyboard_faults(name: str) -> tuple[Fault, ...]:
    parts = name.replace("lock", Fault.CAPS).split("+")
    return tuple(dict.fromkeys(Fault(part) for part in parts if part))


def _framed(expected: str, reading: str, faults: tuple[Fault, ...]) -> Diagnosis | None:
    """The text as it is, twice, with something around it, or without its ends; None when it is none of these."""
    if reading.count(expected) > 1:
        return Diagnosis((*faults, Fault.TWICE))
    whole, piece, names = expected, reading, (Fault.LOST_START, Fault.LOST_END)
    if expected in reading:
        whole, piece, names = reading, expected, (Fault.BEFORE, Fault.AFTER)
    before, found, after = whole.partition(piece)
    if not found:
        return None
    around = (name for name, some in zip(names, (before, after), strict=True) if some)
    return Diagnosis((*faults, *around), before, after)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Za-z]", "", text)
