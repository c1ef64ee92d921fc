"""Rows of a spreadsheet as the facts of devices; a cell that cannot be read leaves its fact unknown."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from donors.sheets import values, words
from inventory.queries.grading.engine import Disk, Facts

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cpu_mark": ("cpu mark", "cpumark", "mark", "indice cpu", "indice"),
    "cpu": ("cpu", "processeur", "processor"),
    "ram_gb": ("ram gb", "ram", "memoire", "taille ram", "memory"),
    "disk1_type": ("disk1 type", "type disque 1", "disk type", "type disque"),
    "disk1_gb": ("disk1 gb", "taille disque 1", "disk gb", "taille disque", "storage gb"),
    "disk2_type": ("disk2 type", "type disque 2"),
    "disk2_gb": ("disk2 gb", "taille disque 2"),
    "type": ("type", "type materiel", "device type"),
    "model": ("model", "modele"),
    "system": ("system", "systeme", "os"),
    "technical": ("technical", "note technique"),
    "cosmetic": ("cosmetic", "note esthetique"),
    "cosmetic_grade": ("cosmetic grade", "grade esth", "grade"),
    "functional_grade": ("functional grade", "grade fonctionnel"),
    "battery_percent": ("battery percent", "battery", "batterie"),
}
NEEDED = (("cpu_mark", "cpu", "model"), ("ram_gb",), ("disk1_gb",))
_SIZE = re.compile(r"([\d\s.,]+?)\s*([kmgt])?(?:i?[bo]|octets?)?", re.IGNORECASE)
_KINDS = (("NVME", r"nvme"), ("EMMC", r"emmc"), ("HDD", r"sshd|hdd|disque dur|mecanique"), ("SSD", r"ssd"))


def columns_of(header: list[str]) -> dict[str, int]:
    """Where each known column stands."""
    names = [words.fold(cell).replace("_", " ").strip() for cell in header]
    found = {
        column: next((names.index(one) for one in spellings if one in names), -1)
        for column, spellings in COLUMNS.items()
    }
    return {column: index for column, index in found.items() if index >= 0}


def missing_columns(found: Mapping[str, int]) -> list[str]:
    """The columns without which no row can be graded."""
    return [choice[0] for choice in NEEDED if not set(choice) & found.keys()]


def facts_of_row(cells: Mapping[str, str], *, mark_of: Callable[[str], int | None]) -> Facts:
    """The facts of a row. `mark_of`: the mark of a processor by its name."""
    mark = _whole(cells.get("cpu_mark", ""))
    name = cells.get("cpu", "") or cells.get("model", "")
    if mark is None and not cells.get("cpu_mark") and name:
        mark = mark_of(name)
    disks = (
        _disk(cells.get(f"disk{nth}_type", ""), cells.get(f"disk{nth}_gb", ""), is_first=nth == 1)
        for nth in (1, 2)
    )
    return Facts(
        type=words.fold(cells.get("type", "")).strip(),
        mark=mark,
        ram_gb=size_gb(cells.get("ram_gb", ""), thousand=1024),
        disks=tuple(disk for disk in disks if disk),
        technical=_whole(cells.get("technical", ""), least=-100) or 0,
        cosmetic=_whole(cells.get("cosmetic", ""), least=-100) or 0,
        system=cells.get("system", "").strip(),
        cosmetic_grade=cells.get("cosmetic_grade", "").strip().upper(),
        functional_grade=cells.get("functional_grade", "").strip().upper(),
        battery_percent=_whole(cells.get("battery_percent", "").replace("%", "")),
    )


def _disk(kind: str, size: str, *, is_first: bool) -> Disk | None:
    """The first disk may be written by its size alone; a disk that is not written at all is none."""
    if words.is_nothing(kind) and words.is_nothing(size):
        return None
    return Disk(disk_kind(kind), size_gb(size))


def disk_kind(text: str) -> str:
    """NVME, SSD, HDD or EMMC; "" when nothing is written; what is written when it is none of them."""
    if words.is_nothing(text):
        return ""
    folded = " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("é", "e")))
    found = next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), None)
    return found or text.strip().upper()[:12]


def size_gb(text: str, *, thousand: int = 1000) -> Decimal | None:
    """One size in gigabytes: `128GB`, `1 To`, `15,35`; None for anything else, two sizes included."""
    found = _SIZE.fullmatch(text.strip().replace("\xa0", " "))
    number = values.number(found[1]) if found else None
    if found is None or number is None or number <= 0:
        return None
    unit = (found[2] or "g").lower()
    if unit == "k":
        return None
    return number * thousand if unit == "t" else number / thousand if unit == "m" else number


def _whole(text: str, *, least: int = 0) -> int | None:
    number = values.number(text) if text else None
    return int(number) if number is not None and number == int(number) and number >= least else None
