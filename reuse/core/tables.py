"""Tables that leave the house as files, CSV or XLSX, row by row; no cell of them can be read as a formula."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice, zip_longest
from typing import BinaryIO
from xml.sax.saxutils import escape

from django.utils.formats import get_format

Cell = str | int | Decimal | date | datetime | None
CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BOM = "\ufeff"  # so that spreadsheets read it as UTF-8
_FORMULA = re.compile(
    "'*[=+\\-@\t\r]"
)  # with apostrophes before it, so that reading back takes off just ours
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheets
_TEXT, _DAY, _INSTANT, _HEAD_CELL = 0, 1, 2, 3  # styles of the workbook
_MEASURED = 200  # lines by which columns are made wide enough
_NARROWEST, _WIDEST = 8, 60  # in letters


def guarded(text: str) -> str:
    """A text a spreadsheet could take for a formula, behind an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was, read back from a file of ours."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


class _Echo:
    """Gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file as French spreadsheets expect it: semicolons, UTF-8 with its mark."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    comma = str(get_format("DECIMAL_SEPARATOR"))
    yield BOM
    for row in rows:
        yield writer.writerow([_in_csv(cell, comma) for cell in row])


def _in_csv(cell: Cell, comma: str) -> str:
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case Decimal():
            return f"{cell:f}".replace(".", comma)
        case _:
            return str(cell)


def write_csv(rows: Iterable[Sequence[Cell]], to: BinaryIO) -> None:
    """The same, into a file."""
    for line in csv_lines(rows):
        to.write(line.encode())


def write_xlsx(
    rows: Iterable[Sequence[Cell]],
    to: BinaryIO,
    *,
    name: str = "1",
    beside: Mapping[str, Iterable[Sequence[Cell]]] | None = None,
) -> None:
    """A workbook written row by row, of one sheet and those `beside` it by name. Text is stored as text, so no cell
    of it is ever computed.
    """
    sheets = {name: rows, **(beside or {})}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in _parts(list(sheets)).items():
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
        for number, lines in enumerate(sheets.values(), 1):
            part_of_sheet = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
            part_of_sheet.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(part_of_sheet, "w") as sheet:
                rest = iter(lines)
                first = list(islice(rest, _MEASURED))
                sheet.write(_before_rows(first).encode())
                for place, row in enumerate(chain(first, rest)):
                    sheet.write(_row(row, is_head=place == 0).encode())
                sheet.write(b"</sheetData></worksheet>")


def _before_rows(lines: Sequence[Sequence[Cell]]) -> str:
    """A head that stays in sight, columns as wide as what these lines hold."""
    widths = [
        max((len(str(cell)) for cell in column if cell is not None), default=0)
        for column in zip_longest(*lines, fillvalue="")
    ]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{min(max(width + 2, _NARROWEST), _WIDEST)}" customWidth="1"/>'
        for n, width in enumerate(widths, 1)
    )
    return f"{_SHEET}{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"


def _row(cells: Sequence[Cell], *, is_head: bool) -> str:
    written = "".join(map(_in_xlsx, cells))
    if is_head:
        written = written.replace("<c t=", f'<c s="{_HEAD_CELL}" t=')
    return f"<row>{written}</row>"


def _in_xlsx(cell: Cell) -> str:
    match cell:
        case None | "":
            return "<c/>"
        case str():
            text = escape(_NOT_XML.sub("", cell))
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case datetime():
            since = cell.replace(tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)
            minutes = Decimal(round(since.total_seconds() / 60)) / 1440
            return f'<c s="{_INSTANT}"><v>{minutes:.10f}</v></c>'
        case date():
            return f'<c s="{_DAY}"><v>{(cell - _DAY_ZERO).days}</v></c>'
        case _:
            return f"<c><v>{cell}</v></c>"


WRITERS = {CSV: write_csv, XLSX: write_xlsx}

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)


def _parts(names: Sequence[str]) -> dict[str, str]:
    """What a workbook holds beside its sheets, which it names."""
    numbers = range(1, len(names) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n in numbers
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="r0" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
