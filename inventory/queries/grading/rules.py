"""A version of the category rules: its tables, bands, conditions and caps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ANY_KIND = "*"
PROCESSOR, MODEL = "processor", "model"  # what the mark of a table is of


@dataclass(frozen=True, slots=True)
class Band:
    """From this value on, these points; the first band of a list has no beginning."""

    start: int | None
    points: int


@dataclass(frozen=True, slots=True)
class DiskKind:
    """The bands of a kind of disk, and the most that all disks give together when this is the best kind."""

    kind: str
    bands: tuple[Band, ...]
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """When an adjustment or a cap applies: all that is stated must hold."""

    below_mark: int | None = None
    from_mark: int | None = None
    below_ram_gb: int | None = None
    below_battery_percent: int | None = None
    best_disk: tuple[str, ...] = ()
    any_disk: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    cosmetic_grade: tuple[str, ...] = ()
    functional_grade: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points more or less, under a condition."""

    when: Condition
    points: int
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cap:
    """No better category than this one, under a condition."""

    when: Condition
    at_most: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Category:
    """From this total on, this category; the first has no beginning."""

    start: int | None
    code: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """How devices of some types are graded."""

    types: tuple[str, ...]
    mark_of: str
    mark: tuple[Band, ...]
    ram_gb: tuple[Band, ...]
    disks: tuple[DiskKind, ...]  # from the worst kind to the best
    counts_best_disk_only: bool
    unknown_disk: str  # the kind of a disk whose kind nobody wrote, "" when that is missing
    tolerance_percent: Mapping[str, int]
    adjustments: tuple[Adjustment, ...]
    categories: tuple[Category, ...]  # from the worst to the best
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """One version."""

    version: str
    title: Mapping[str, str]
    valid_from: date
    source: str
    tables: tuple[Table, ...]
    sha256: str

    def table_for(self, type_code: str) -> Table | None:
        """The table of a type of device; without a type, the first."""
        return next((one for one in self.tables if not type_code or type_code in one.types), None)

    @property
    def categories(self) -> list[str]:
        """Every code, from the worst to the best."""
        return list(dict.fromkeys(one.code for table in self.tables for one in table.categories))


def points_of(bands: Sequence[Band], value: Decimal | int, *, tolerance_percent: int = 0) -> int:
    """The points of the last band that begins at or below the value, short of it by the tolerance at most."""
    reached = [
        band.points
        for band in bands
        if band.start is None or Decimal(value) * 100 >= Decimal(band.start) * (100 - tolerance_percent)
    ]
    return reached[-1]
