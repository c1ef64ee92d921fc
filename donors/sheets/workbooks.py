"""Opens xlsx, xls and ods workbooks from strangers and gives their cells as text."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import python_calamine as calamine
from django.utils.translation import gettext as _

from donors.sheets import archives, words
from donors.sheets.refusal import Refused
from donors.sheets.tables import Sheet

_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LONG = 100  # letters: seldom said twice
_LOST_DIGITS = 10**15  # a spreadsheet keeps 15 digits


def is_workbook(start: bytes) -> bool:
    return start.startswith((_ZIP, _OLE2))


def open_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that is safe to open, or refuse."""
    with path.open("rb") as file:
        if file.read(4) == _ZIP:
            archives.check(path)
        elif _ENCRYPTED in path.read_bytes():
            raise Refused(archives.PROTECTED)
        file.seek(0)
        try:
            # By content: the extension is often wrong, and an upload has none.
            return _sheets(calamine.CalamineWorkbook.from_filelike(file))
        except BaseException as error:
            # A damaged file can make the parser panic, which PyO3 raises outside Exception.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise Refused(
                _(
                    "This workbook is damaged, protected or too old: save it as .xlsx without a password and drop it again."
                )
            ) from error


def _sheets(workbook: calamine.CalamineWorkbook) -> list[Sheet]:
    return [
        _sheet(workbook.get_sheet_by_name(sheet.name), sheet)
        for sheet in workbook.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _sheet(cells: calamine.CalamineSheet, told: Any) -> Sheet:
    is_hidden = told.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(told.name, is_hidden, partial(_rows, cells), cells.total_height)


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Yield the cells of each row as text, cells merged downwards repeated."""
    merged = _merged_downwards(sheet.merged_cell_ranges or [])
    for number, cells in enumerate(sheet.iter_rows()):
        texts = [
            cell if type(cell) is str and cell.isascii() and cell.isalnum() else _text(cell) for cell in cells
        ]
        for first, last, column, held in merged:
            if first == number and column < len(texts):
                held[:] = [texts[column]]
            elif first < number <= last and held and column < len(texts):
                texts[column] = texts[column] or held[0]
        yield texts


_text_of = lru_cache(maxsize=4096)(words.tidy)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return _text_of(cell) if len(cell) < _LONG else words.tidy(cell)
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
        )
    return cell.isoformat() if isinstance(cell, date | time) else _duration(cell)


def _number(number: float) -> str:
    if number.is_integer():
        return str(int(number)) if abs(number) < _LOST_DIGITS else f"{number:.5E}"
    return f"{number:.15g}"


def _duration(cell: timedelta) -> str:
    return str(cell)


def _merged_downwards(
    ranges: list[tuple[tuple[int, int], tuple[int, int]]],
) -> list[tuple[int, int, int, list[str]]]:
    return [(top, bottom, left, []) for (top, left), (bottom, _right) in ranges[:2000] if bottom > top]
