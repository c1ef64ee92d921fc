"""Turns the sizes, counts and times that tools print into whole numbers and ISO 8601 text."""

import re
from datetime import UTC, datetime
from typing import Any

KNOWN_RAM_MB = (
    *(
        256,
        512,
        1024,
        1536,
        2048,
        3072,
        4096,
        5120,
        6144,
        8192,
        10240,
        12288,
        16384,
        18432,
        20480,
        24576,
        32768,
    ),
    *(36864, 40960, 49152, 65536, 98304, 131072, 196608, 262144, 393216, 524288, 786432, 1048576),
)
HIDDEN_BY_FIRMWARE = 0.85  # graphics and firmware may keep up to 15 % of the memory from the system's count
LARGEST_DISK_GB = 1_000_000
UNITS = {
    **dict.fromkeys(("", "b", "byte", "bytes", "octets"), 1),
    **dict.fromkeys(("kb", "ko", "kilobyte"), 10**3),
    **dict.fromkeys(("mb", "mo", "megabyte"), 10**6),
    **dict.fromkeys(("gb", "go", "gigabyte"), 10**9),
    **dict.fromkeys(("tb", "to", "terabyte"), 10**12),
    **dict.fromkeys(("mib", "mebibyte"), 2**20),
    **dict.fromkeys(("gib", "gibibyte"), 2**30),
    **dict.fromkeys(("tib", "tebibyte"), 2**40),
}
BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
QUANTITY = re.compile(r"([\d.,\s]*\d)\s*([a-z]*)")
TIME = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)[T ](\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
EPOCHS = range(631_152_000, 4_102_444_800)  # 1990 to 2100


def number(value: Any) -> int | None:
    """A whole number out of a number or a text such as `8 192`, `8,192`, `16.155`."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return round(value) if abs(value) < 2**63 else None  # also refuses NaN and infinity
    found = re.search(r"\d+(?:[\s.,\u202f'’]\d{3})*(?!\d)", str(value)[:60])
    return int(re.sub(r"\D", "", found.group())[:19]) if found else None


def size_in_bytes(text: Any, *, binary: bool = False, unit: str = "") -> int | None:
    """Bytes out of `160042.0 MB`, `15.53 GiB`, `4,01 GB`; `unit` is meant where the text has none."""
    found = QUANTITY.match(str(text).strip()[:60].lower().replace("\xa0", " ")) if text is not None else None
    if not found:
        return None
    amount, name = found.groups()
    scale = UNITS.get(name or unit)
    if binary and name[:1] in BINARY:
        scale = BINARY[name[:1]]
    value = _decimal(amount)
    return round(value * scale) if scale and value is not None else None


def _decimal(text: str) -> float | None:
    """A decimal number whose comma or point may also group thousands."""
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{1,3}([.,]\d{3}){2,}", digits) or re.fullmatch(r"\d{1,3},\d{3}", digits):
        digits = re.sub(r"[.,]", "", digits)
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


def gigabytes(size: int | None) -> int | None:
    """Whole decimal gigabytes, as printed on the disk."""
    whole = round(size / 10**9) if size and size > 0 else 0
    return whole if 0 < whole <= LARGEST_DISK_GB else None


def distance_to_sold_size(size: int) -> int:
    """How far a disk's bytes are from what disk makers agreed for whole gigabytes (IDEMA LBA1-03)."""
    exact = [(97_696_368 + 1_953_504 * (size // 10**9 + step - 50)) * 512 for step in (-1, 0, 1)]
    return min(abs(size - bytes_) for bytes_ in exact)


def ram_megabytes(megabytes: float | None) -> int | None:
    """The memory fitted, given what the system counts: 15.35 GB is 16 GB less what the firmware keeps."""
    if not megabytes or megabytes < 16 or megabytes > KNOWN_RAM_MB[-1]:
        return None
    for size in KNOWN_RAM_MB:
        if size * HIDDEN_BY_FIRMWARE <= megabytes <= size * 1.01:
            return size
    return round(megabytes)


def ram_of(modules: list[int], *, counted: float | None = None) -> int | None:
    """Megabytes of the modules, or what the system counts when the modules are not all listed."""
    total = ram_megabytes(counted)
    fitted = sum(modules)
    if fitted % 256:  # some tools count a module of 2 GB as 2000 MB
        fitted = ram_megabytes(fitted) or 0
    return fitted if fitted and fitted >= (total or 0) else total


def moment(value: Any) -> str | None:
    """ISO 8601: an epoch in UTC, a text as read, with its zone only when it has one."""
    if isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = int(value) if value == value and abs(value) < 2**62 else 0  # NaN differs from itself
        return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if whole in EPOCHS else None
    found = TIME.match(str(value).strip()) if value is not None else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        read = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  kept as read: many logs have no zone
    except ValueError:
        return None
    return read.isoformat() + _zone(found.group(7)) if year > 1990 else None


def _zone(text: str | None) -> str:
    if not text or text in "Zz":
        return (text or "").upper()
    return "Z" if text.strip("+-0:") == "" else f"{text[:3]}:{text[-2:]}"


def is_before(start: str, end: str) -> bool:
    """Whether `start` is not after `end`; two times with and without a zone are compared as read."""
    first, last = (datetime.fromisoformat(text) for text in (start, end))
    if (first.tzinfo is None) != (last.tzinfo is None):
        first, last = first.replace(tzinfo=None), last.replace(tzinfo=None)
    return first <= last


def inches(value: Any) -> str | None:
    """A screen's diagonal with one decimal, as text: `15.5`."""
    found = re.match(r"\d{1,2}(?:[.,]\d+)?", str(value).strip()) if value is not None else None
    size = float(found.group().replace(",", ".")) if found else 0
    return f"{size:.1f}" if 3 <= size < 100 else None


def percent(part: Any, whole: Any = 100) -> int | None:
    """What is left of a battery, in whole percent of what it was made for."""
    left, full = number(part), number(whole)
    if left is None or not full or not 0 <= left <= full * 1.3:
        return None
    return min(100, round(100 * left / full))
