"""The identifiers inside what a symbol holds: envelopes, GS1 elements, makers' addresses, labelled texts."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from stdnum import ean

from inventory.codes.identifiers import imei_of

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
