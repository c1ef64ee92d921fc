"""Refuses zipped workbooks that would exhaust the machine once unpacked, before any parser sees them."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.sheets.refusal import Refused

MAX_UNCOMPRESSED = 600 * 1024 * 1024
MAX_RATIO = 200
MAX_CELLS = 6_000_000
MAX_PARTS = 5000
PROTECTED = gettext_lazy("This workbook is protected by a password: remove it and drop the file again.")
_SMALL = 20 * 1024 * 1024  # below this any ratio is harmless
_CHUNK = 4 * 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError)


def check(workbook: Path | IO[bytes]) -> None:
    """Refuse what is no workbook, is protected, is a bomb, or holds entities."""
    try:
        with zipfile.ZipFile(workbook) as archive:
            names = set(archive.namelist())
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise Refused(PROTECTED)
            if "content.xml" not in names and "xl/workbook.xml" not in names:
                raise Refused(_("This archive is no spreadsheet: send the .xlsx, .ods or .csv file itself."))
            check_sizes(archive)
            for name in names:
                if name.lower().endswith((".xml", ".rels")):
                    _check_part(archive, name)
    except (*_DAMAGED, OSError, RuntimeError, ValueError) as error:
        raise Refused(_("This workbook is damaged: save it again as .xlsx and drop it again.")) from error


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that says it unpacks to more than it may; nothing of it is read."""
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MAX_PARTS or size > MAX_UNCOMPRESSED or (size > _SMALL and size / packed > MAX_RATIO):
        raise Refused(
            _(
                "This workbook unpacks to far more than a list of devices needs: copy the list into a new workbook."
            )
        )


def _check_part(archive: zipfile.ZipFile, name: str) -> None:
    """Read one part to its end, so that a false size is noticed too."""
    cells: _Extent = _OdsExtent() if name == "content.xml" else _XlsxExtent()
    with archive.open(name) as part:
        rest = b""
        while chunk := part.read(_CHUNK):
            chunk = rest + chunk
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused(
                    _("This workbook holds XML entities, which no spreadsheet writes: it is not opened.")
                )
            if name == "META-INF/manifest.xml" and b"encryption-data" in chunk:
                raise Refused(PROTECTED)
            cells.add(chunk)
            if cells.extent > MAX_CELLS:
                raise Refused(
                    _("The cells of this sheet lie too far apart: copy the list into a new workbook.")
                )
            cut = chunk.rfind(b"<")
            rest = chunk[cut:] if len(chunk) - cut < 10_000 else b""


class _Extent(Protocol):
    """The cells that a parser will make room for: from the first to the last filled one."""

    extent: int

    def add(self, chunk: bytes) -> None: ...


class _XlsxExtent:
    """A cell may state where it lies, so that two cells make a table of billions."""

    _FAR = re.compile(rb'\br="(?:[A-Z]{0,3}\d{6,}|[A-Z]{2,3}\d+)"')
    _FILLED = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!</)')
    _PLACELESS = re.compile(rb"<(?:\w+:)?c(?![^<>]*\br=)(?: [^<>]*)?(?<!/)>")
    _ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="(\d{1,7})"')

    def __init__(self) -> None:
        self.rows = self.columns = self.extent = 0

    def add(self, chunk: bytes) -> None:
        if not self._FAR.search(chunk):
            return
        found = self._FILLED.findall(chunk)
        self.rows = max([self.rows, *(int(row) for _column, row in found)])
        self.columns = max([self.columns, *map(_column_number, {column for column, _row in found})])
        if self._PLACELESS.search(chunk):
            self.rows = max([self.rows, *map(int, self._ROW.findall(chunk))])
            in_one_row = (len(self._PLACELESS.findall(row)) for row in re.split(rb"<(?:\w+:)?row\b", chunk))
            self.columns = max([self.columns, *in_one_row])
        self.extent = self.rows * self.columns


class _OdsExtent:
    """A row or cell may say how often it is repeated."""

    _TAG = re.compile(rb"<table:table-row\b[^<>]*>|<table:(?:covered-)?table-cell\b[^<>]*>|<table:table\b")
    _REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')

    def __init__(self) -> None:
        self.extent = 0
        self._start_table()

    def _start_table(self) -> None:
        self.rows_above = self.row_times = self.column = self.columns = 0

    def add(self, chunk: bytes) -> None:
        for tag in self._TAG.findall(chunk):
            found = self._REPEATED.search(tag)
            times = int(found[1]) if found else 1
            if tag.startswith(b"<table:table-row"):
                self.rows_above += self.row_times
                self.row_times, self.column = times, 0
            elif b"-cell" in tag:
                self.column += times
                if not tag.endswith(b"/>"):
                    self.columns = max(self.columns, self.column)
                    self.extent = max(self.extent, (self.rows_above + self.row_times) * self.columns)
            else:
                self._start_table()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
