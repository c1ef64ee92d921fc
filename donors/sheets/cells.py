"""Reads one cell for one field: normalised values, and the code of a problem if there is one."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from donors.sheets import values

MAX_QUANTITY = 100_000


Found = dict[str, Any]
_REMEMBERED, _LONGEST = 4096, 100  # cells of a column, and how long they may be


@dataclass(frozen=True, slots=True)
class Column:
    """What all cells of a column share: the unit its header states, the order of its dates."""

    index: int
    header: str
    field: str
    unit: str | None = None
    month_first: bool = False
    known: dict[str, tuple[Found, str | None]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def read(self, cell: str) -> tuple[Found, str | None]:
        """The values of a cell, and the code of a problem; most columns say the same few things again and again."""
        if (known := self.known.get(cell)) is not None:
            return known
        read = PARSERS[self.field](cell, self)
        if len(cell) <= _LONGEST and len(self.known) < _REMEMBERED and self.field not in _ONE_BY_ONE:
            self.known[cell] = read
        return read


Parser = Callable[[str, Column], tuple[Found, str | None]]
_ONE_BY_ONE = frozenset({"serial", "imei", "asset_tag", "refurbisher_id", "emmaus_id"})


def _text(name: str) -> Parser:
    return lambda cell, _column: ({name: cell}, None)


def _identity(name: str) -> Parser:
    def parse(cell: str, _column: Column) -> tuple[Found, str | None]:
        if values.is_scientific(cell) or values.is_day(cell):
            return {}, "number_lost"
        found = values.identifier(cell)
        if found and " " in found and not any(map(str.isdigit, found)):
            return {}, "identifier_doubtful"
        return ({name: found} if found else {}), None

    return parse


def _model(cell: str, _column: Column) -> tuple[Found, str | None]:
    if values.is_scientific(cell):
        return {}, "number_lost"
    is_absent = len(cell) > 2 and not cell.isdigit() and values.is_placeholder(cell)
    return ({} if is_absent else {"model": cell}), None


def _manufacturer(cell: str, _column: Column) -> tuple[Found, str | None]:
    # A number is another table's key, a placeholder nobody's name.
    return ({} if cell.isdigit() or values.is_placeholder(cell) else {"manufacturer": cell}), None


def _imei(cell: str, _column: Column) -> tuple[Found, str | None]:
    if values.is_scientific(cell):
        return {}, "number_lost"
    found = values.imeis(cell)
    if not found:
        return {}, None if values.is_placeholder(cell) else "imei_invalid"
    return {"imei": found[0]} | ({"imei_2": found[1]} if len(found) > 1 else {}), None


def _quantity(cell: str, _column: Column) -> tuple[Found, str | None]:
    found = values.quantity(cell)
    if found is None or not 1 <= found <= MAX_QUANTITY:
        return {}, "quantity_invalid"
    return {"quantity": found}, None


def _ram(cell: str, column: Column) -> tuple[Found, str | None]:
    found = values.ram_mb(cell, column.unit)
    return ({"ram_mb": found}, None) if found else ({}, "ram_unreadable")


def _storage(prefix: str) -> Parser:
    def parse(cell: str, column: Column) -> tuple[Found, str | None]:
        sizes = values.storage_gb(cell, column.unit)
        kind = values.storage_kind(cell)
        found: Found = {f"{prefix}_kind": kind} if kind else {}
        if sizes:
            found[f"{prefix}_gb"] = sizes[0]
        if len(sizes) > 1 and prefix == "storage":
            found["storage_2_gb"] = sizes[1]
        return found, None if found or not any(map(str.isdigit, cell)) else "storage_unreadable"

    return parse


def _storage_type(name: str) -> Parser:
    def parse(cell: str, _column: Column) -> tuple[Found, str | None]:
        kind = values.storage_kind(cell)
        return ({name: kind} if kind else {}), None

    return parse


def _screen(cell: str, _column: Column) -> tuple[Found, str | None]:
    inches = values.screen_inches(cell)
    return ({"screen_inches": inches} if inches else {"screen": cell}), None


def _year(cell: str, _column: Column) -> tuple[Found, str | None]:
    found = values.year(cell)
    return ({"year": found}, None) if found else ({}, "year_unreadable")


def _purchase_date(cell: str, column: Column) -> tuple[Found, str | None]:
    if found := values.day(cell, month_first=column.month_first):
        return {"purchase_date": found.isoformat(), "year": found.year}, None
    year = values.year(cell)
    return ({"year": year}, None) if year else ({}, "date_unreadable")


def _price(cell: str, _column: Column) -> tuple[Found, str | None]:
    found = values.cents(cell)
    return ({"price_cents": found}, None) if found is not None else ({}, "price_unreadable")


PARSERS: dict[str, Parser] = {
    "type": _text("type"),
    "manufacturer": _manufacturer,
    "model": _model,
    "serial": _identity("serial"),
    "imei": _imei,
    "asset_tag": _identity("asset_tag"),
    "refurbisher_id": _identity("refurbisher_id"),
    "emmaus_id": _identity("emmaus_id"),
    "donor_code": _text("donor_code"),
    "quantity": _quantity,
    "cpu": _text("cpu"),
    "ram": _ram,
    "storage": _storage("storage"),
    "storage_type": _storage_type("storage_kind"),
    "storage_2": _storage("storage_2"),
    "storage_type_2": _storage_type("storage_2_kind"),
    "screen": _screen,
    "battery": _text("battery"),
    "condition": _text("condition"),
    "year": _year,
    "purchase_date": _purchase_date,
    "os": _text("os"),
    "comment": _text("comment"),
    "location": _text("location"),
    "name": _text("name"),
    "price": _price,
}
