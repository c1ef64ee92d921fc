"""Opens xlsx, xls and ods workbooks from strangers: what could exhaust the machine is refused before it is parsed."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import python_calamine as calamine
from django.utils.translation import gettext as _

from donors.sheets import words
from donors.sheets.refusal import Refused
from donors.sheets.tables import Sheet

MAX_UNCOMPRESSED = 600 * 1024 * 1024
MAX_RATIO = 200
MAX_CELLS = 6_000_000
_SMALL = 20 * 1024 * 1024  # below this any ratio is harmless
_CHUNK = 4 * 1024 * 1024
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError)
_LOST_DIGITS = 10**15  # a spreadsheet keeps 15 digits


def is_workbook(start: bytes) -> bool:
    return start.startswith((_ZIP, _OLE2))


def open_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that is safe to open, or refuse."""
    with path.open("rb") as file:
        if file.read(4) == _ZIP:
            _check_archive(path)
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        return [
            Sheet(
                sheet.name,
                sheet.visible != calamine.SheetVisibleEnum.Visible,
                partial(_rows, workbook.get_sheet_by_name(sheet.name)),
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as error:
        raise Refused(
            _("This workbook is protected by a password: remove it and drop the file again.")
        ) from error
    except BaseException as error:
        # A damaged file can make the parser panic, which PyO3 raises outside Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(
                _(
                    "This workbook is damaged or of a format that cannot be read: save it as .xlsx and drop it again."
                )
            ) from error
        raise


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Yield the cells of each row as text, cells merged downwards repeated."""
    merged = _merged_downwards(sheet.merged_cell_ranges or [])
    for number, cells in enumerate(sheet.iter_rows()):
        texts = [_text(cell) for cell in cells]
        for first, last, column, held in merged:
            if first == number and column < len(texts):
                held[:] = [texts[column]]
            elif first < number <= last and held and column < len(texts):
                texts[column] = texts[column] or held[0]
        yield texts


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "EncryptedPackage" in names or any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise Refused(
                    _("This workbook is protected by a password: remove it and drop the file again.")
                )
            if "content.xml" not in names and "xl/workbook.xml" not in names:
                raise Refused(_("This archive is no spreadsheet: send the .xlsx, .ods or .csv file itself."))
            _check_sizes(archive)
            for entry in archive.infolist():
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, entry.filename)
    except (*_DAMAGED, OSError, RuntimeError, ValueError) as error:
        raise Refused(_("This workbook is damaged: save it again as .xlsx and drop it again.")) from error


def _check_sizes(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > 5000 or size > MAX_UNCOMPRESSED or (size > _SMALL and size / packed > MAX_RATIO):
        raise Refused(
            _(
                "This workbook unpacks to far more than a list of devices needs: copy the list into a new workbook."
            )
        )


_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_LARGE = re.compile(rb'\br="(?:[A-Z]{0,3}\d{6,}|[A-Z]{2,3}\d+)"')
_ODS = re.compile(rb"<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>|<table:table\b")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def _check_part(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse entities, and cells so far apart that the table between them would fill the memory."""
    is_sheet = name.startswith("xl/worksheets/")
    rows = columns = 0
    ods_cells = _OdsCells()
    with archive.open(name) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            chunk = tail + chunk
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused(
                    _("This workbook holds XML entities, which no spreadsheet writes: it is not opened.")
                )
            if is_sheet and _LARGE.search(chunk):
                found = _CELL.findall(chunk)
                rows = max([rows, *(int(row) for _column, row in found)])
                columns = max(
                    [columns, *(_column_number(column) for column in {column for column, _row in found})]
                )
            elif name == "content.xml":
                ods_cells.add(chunk)
            if rows * columns > MAX_CELLS or ods_cells.extent > MAX_CELLS:
                raise Refused(
                    _("The cells of this sheet lie too far apart: copy the list into a new workbook.")
                )
            cut = chunk.rfind(b"<")
            tail = chunk[cut:] if cut >= 0 and len(chunk) - cut < 10_000 else b""


class _OdsCells:
    """Counts what a table of an OpenDocument sheet becomes once its repetitions are written out."""

    def __init__(self) -> None:
        self.rows = self.columns = self.position = self.repeat = self.pending = 0
        self.extent = 0

    def add(self, chunk: bytes) -> None:
        for tag in _ODS.findall(chunk):
            found = _REPEATED.search(tag)
            times = int(found[1]) if found else 1
            if tag.startswith(b"<table:table-row"):
                self.pending += self.repeat
                self.repeat, self.position = times, 0
            elif tag.endswith(b"/>"):
                self.position += times
            elif b"-cell" in tag:
                self.position += times
                self.columns = max(self.columns, self.position)
                self.rows = self.pending + self.repeat
                self.extent = max(self.extent, self.rows * self.columns)
            else:
                self.rows = self.columns = self.position = self.repeat = self.pending = 0


@lru_cache(maxsize=20_000)
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_text_of = lru_cache(maxsize=50_000)(words.tidy)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return _text_of(cell) if len(cell) < 100 else words.tidy(cell)
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
