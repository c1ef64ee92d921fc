"""Reads the values donors write in cells; whatever cannot be understood is absent, never guessed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from stdnum import luhn

from donors.sheets import words
from reuse.core import placeholders

_NUMBER = r"\d{1,3}(?:[ ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_SIZE = re.compile(
    rf"(?:(?P<times>\d{{1,2}})\s*[x*×]\s*)?(?P<number>{_NUMBER})\s*"
    r"(?P<unit>tera?(?:octets?|bytes?)?|giga(?:octets?|bytes?)?|mega(?:octets?|bytes?)?|[tgmk](?:i?[ob])?)?(?![a-z])",
    re.IGNORECASE,
)
_TERA_AND_GIGA = re.compile(r"(\d)\s*t[ob]?\s*(\d{3})\b", re.IGNORECASE)
_MEGABYTES = {letter: Decimal(1024) ** power for power, letter in enumerate("bkmgt", -2)}
_GIGABYTES = {
    "b": Decimal("1e-9"),
    "k": Decimal("1e-6"),
    "m": Decimal("0.001"),
    "g": Decimal(1),
    "t": Decimal(1000),
}
_RAM_SIZES = (
    256, 512, 768, *(1024 * n for n in (1, 2, 3, 4, 6, 8, 10, 12, 16, 18, 20, 24, 32, 36, 40, 48, 64, 80, 96)),
    *(1024 * n for n in (128, 160, 192, 256, 384, 512, 768, 1024, 1536, 2048)),
)  # fmt: skip
_DISK_KINDS = (
    ("nvme", re.compile(r"nvme|\bm ?2\b")),
    ("emmc", re.compile(r"emmc")),
    ("sshd", re.compile(r"sshd|hybrid")),
    ("ssd", re.compile(r"ssd|solid|flash")),
    ("hdd", re.compile(r"hdd|hard ?drive|mecanique|rpm|tr mn|\bdd\b|sata|\bide\b")),
)
_INCHES = re.compile(r"(\d{1,3})\s*(?:[.,'](\d{1,2}))?\s*(cm\b)?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{2,3}|\d[.,]\d+E\d{2,3}", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?: \d\d:\d\d)?|\d\d/\d\d/(?:19|20)\d\d")
_MONTHS = (
    "janv|january", "fev|feb", "mars|march", "avr|apr", "mai|may", "juin|june",
    "juil|july", "aou|aug", "sept", "oct", "nov", "dec",
)  # fmt: skip
# Nothing but punctuation, zeros or crosses; one letter over and over; a mask.
_NO_IDENTITY = re.compile(r"[0xf]*|\w|(\w)\1{3,}|serialnumberx+|x{2,}\d{0,2}|eee0123456789\w*")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_SERIAL_LABEL = re.compile(r"^(?:s/?n|serial(?: number)?|n° de série)\s*[:=]\s*", re.IGNORECASE)


def is_scientific(text: str) -> bool:
    """Tell whether a spreadsheet turned an identifier into `1.23E+11`, so that its digits are lost."""
    return bool(_SCIENTIFIC.fullmatch(text))


def is_day(text: str) -> bool:
    """Tell whether a spreadsheet turned an identifier into a date."""
    return bool(_DAY.fullmatch(text))


def is_placeholder(text: str) -> bool:
    """Tell whether an identifier is what makers and forms print when there is none."""
    plain = _NOT_A_LETTER.sub("", text).lower()
    return plain in placeholders.TEXTS or bool(_NO_IDENTITY.fullmatch(plain))


def identifier(text: str) -> str | None:
    """Return a serial number or tag without quotes and labels, or None when it identifies nothing."""
    text = _SERIAL_LABEL.sub("", text.strip(" '\"*")).strip(" '\"*")
    return None if words.is_nothing(text) or is_placeholder(text) else text


def imeis(text: str) -> list[str]:
    """Return the valid IMEIs of a cell, a leading zero lost by a spreadsheet put back."""
    found = []
    for part in re.split(r"[/;,|\n]|\s-\s|\bet\b", text):
        digits = re.sub(r"\D", "", part)
        if len(digits) in {13, 14}:
            digits = digits.zfill(15)
        if len(digits) == 15 and luhn.is_valid(digits) and len(set(digits)) > 1:
            found.append(digits)
    return found


def number(text: str) -> Decimal | None:
    """Return `1 596`, `2,5`, `1,200.50` or `1.200,50 €` as a number."""
    plain = re.sub(r"[\s€$£']|eur(?:os?)?\b", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d+)?", plain, re.ASCII):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def quantity(text: str) -> int | None:
    """Return a whole number of devices: `12`, `x3`, `1 596`, `4 unités`."""
    plain = re.sub(
        r"^x\s*|\s*(?:x|pcs?|pi[eè]ces?|unit[eé]?s?|u\.?|appareils?)$", "", text.strip(), flags=re.IGNORECASE
    )
    found = number(plain)
    return int(found) if found is not None and found == found.to_integral_value() else None


def cents(text: str) -> int | None:
    """Return an amount of euros in cents."""
    found = number(text)
    return None if found is None or found < 0 else int((found * 100).to_integral_value())


def _sizes(text: str, unit_of: Callable[[Decimal], str]) -> list[tuple[Decimal, str]]:
    """Return every (amount, unit letter) in the text; a number without unit counts only when alone."""
    text = _TERA_AND_GIGA.sub(lambda found: f"{found[1]}.{found[2]} To", text)
    sizes = []
    for found in _SIZE.finditer(text):
        amount = Decimal(found["number"].replace(" ", "").replace(",", ".")) * int(found["times"] or 1)
        if found["unit"]:
            sizes.append((amount, found["unit"][0].lower()))
    if not sizes and (bare := number(text)) and bare > 0:
        sizes = [(bare, unit_of(bare))]
    return sizes


def _unit_of(bare: Decimal, *, g: int) -> str:
    """Return the unit that makes a bare number a size machines have; `g` is where gigabytes end."""
    return "g" if bare < g else "m" if bare < 4_000_000 else "k" if bare < 4_000_000_000 else "b"


def ram_mb(text: str, unit: str | None = None) -> int | None:
    """Return memory in MB, what the system hides added back: `15.35` → 16384."""
    sizes = _sizes(text, lambda bare: unit or _unit_of(bare, g=256))
    together = sizes if "+" in text else sizes[:1]
    total = sum((amount * _MEGABYTES[letter] for amount, letter in together), Decimal(0))
    if not 1 <= total <= 4 * 1024 * 1024:
        return None
    nearest = min(_RAM_SIZES, key=lambda size: abs(size - total))
    return nearest if abs(nearest - total) <= nearest * Decimal("0.08") else int(total)


def storage_gb(text: str, unit: str | None = None) -> list[int]:
    """Return the size of each disk in GB: `1T500` → [1500], `256 Go SSD + 1 To` → [256, 1000]."""
    sizes = _sizes(text, lambda bare: unit or ("t" if bare <= 4 else _unit_of(bare, g=20_000)))
    found = [int((amount * _GIGABYTES[letter]).to_integral_value()) for amount, letter in sizes]
    return [size for size in found if 1 <= size <= 1_000_000]


def storage_kind(text: str) -> str | None:
    """Return `ssd`, `nvme`, `hdd`, `emmc` or `sshd`."""
    folded = words.fold(text)
    return next((kind for kind, pattern in _DISK_KINDS if pattern.search(folded)), None)


def screen_inches(text: str) -> str | None:
    """Return a diagonal as text: `15,6\"`, `15'5\"` and `39.6 cm` → `15.6`, `15.5`, `15.6`."""
    found = _INCHES.search(text)
    if not found:
        return None
    size = Decimal(f"{found[1]}.{found[2] or 0}")
    if found[3]:
        size /= Decimal("2.54")
    size = size.quantize(Decimal("0.1"))
    return f"{size:f}".removesuffix(".0") if 2 <= size <= 110 else None


def day(text: str, *, month_first: bool = False) -> date | None:
    """Return a date written day first, year first, in words, or as a spreadsheet's day number."""
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return _date(found[1], found[2], found[3])
    if found := re.match(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", text):
        month, first = (found[1], found[2]) if month_first else (found[2], found[1])
        return _date(found[3], month, first)
    if found := re.match(r"(\d{1,2})?(?:er)?[-/. ]*([a-z]{3,9})[-/. ]+(\d{4}|\d{2})$", words.fold(text)):
        return _date(found[3], _month(found[2]), found[1] or "1")
    if found := re.fullmatch(r"(\d{1,2})[-/](\d{4})", text):
        return _date(found[2], found[1], "1")
    if re.fullmatch(r"[2-5]\d{4}", text, re.ASCII):
        return date(1899, 12, 30) + timedelta(days=int(text))
    return None


def month_comes_first(texts: list[str]) -> bool:
    """Tell whether a column of dates is American: some middle part exceeds 12 and no first part does."""
    parts = [re.match(r"(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}", text) for text in texts]
    firsts = [int(found[1]) for found in parts if found]
    middles = [int(found[2]) for found in parts if found]
    return max(middles, default=0) > 12 >= max(firsts, default=0)


def _date(year_text: str, month: str, first: str) -> date | None:
    full = (
        int(year_text) if len(year_text) == 4 else 2000 + int(year_text) - (100 if int(year_text) > 70 else 0)
    )
    try:
        return date(full, int(month), int(first))
    except ValueError:
        return None


def _month(name: str) -> str:
    starts = (n for n, names in enumerate(_MONTHS, 1) for start in names.split("|") if name[:3] == start[:3] and (
        name[:4] == start[:4] or name.startswith(start) or start.startswith(name)))  # fmt: skip
    return str(next(starts, 0))


def year(text: str) -> int | None:
    """Return a plausible year of purchase or making, also out of a date."""
    if found := re.fullmatch(r"(?:19[89]|20[0-7])\d", text, re.ASCII):
        return int(found[0])
    found_day = day(text)
    return found_day.year if found_day and 1980 <= found_day.year <= 2079 else None
