"""Gives a donor's own sheet back, line for line as it was dropped, with columns of ours behind its own."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from donors.sheets.source import open_source
from donors.sheets.tables import Sheet
from reuse.core import tables

LONGEST_NAME = 31  # of a sheet, in Excel
_MARKED = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # "utf-8-sig" writes its own


def write_completed(
    path: Path,
    *,
    sheet: str | None,
    header_row: int,
    titles: Sequence[str],
    answers: Mapping[int, Sequence[str]],
) -> tuple[bytes, str]:
    """Return the completed file and its extension.

    Text keeps its encoding and separator, a workbook's sheet becomes an xlsx. `answers`: the cells of ours by row,
    under our `titles`, as the spreadsheet counts. Raises Refused when the file cannot be opened.
    """
    source = open_source(path)
    chosen = next((one for one in source.sheets if one.name == sheet), source.sheets[0])
    lines = list(_lines(chosen, {**answers, header_row: titles}))
    if source.encoding is None:
        workbook = io.BytesIO()
        tables.write_xlsx(lines, workbook, name=chosen.name[:LONGEST_NAME] or "1")
        return workbook.getvalue(), tables.XLSX
    text = io.StringIO()
    writer = csv.writer(text, delimiter=source.separator or ";", lineterminator="\r\n")
    writer.writerows([tables.guarded(cell) for cell in line] for line in lines)
    with path.open("rb") as file:
        start = file.read(2)
    mark = "\ufeff" if start in _MARKED else ""
    return (mark + text.getvalue()).encode(source.encoding, errors="replace"), tables.CSV


def _lines(chosen: Sheet, ours: Mapping[int, Sequence[str]]) -> Iterator[list[str]]:
    """Each line as wide as the widest that is answered, so that ours stand under each other."""
    lines = [list(cells) for cells in chosen.rows()]
    width = max((len(lines[row - 1]) for row in ours if 0 < row <= len(lines)), default=0)
    for number, cells in enumerate(lines, 1):
        yield [*cells, *[""] * (width - len(cells)), *ours[number]] if number in ours else cells
