"""Writes the rows with problems, for the donor to correct and drop again."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from donors.sheets.empty import TEMPLATE
from donors.sheets.headers import field_of, is_ours
from donors.sheets.reading import ColumnMatch, Reading, Row
from reuse.core import tables

_CANONICAL = {field_of(header)[0]: header for header in TEMPLATE}


def write_corrections(reading: Reading, path: Path) -> None:
    """Write the rows with blocking problems and, last, what to correct in each."""
    with path.open("wb") as file:
        tables.write_csv(correction_lines(reading, reading.rows), file)


def correction_lines(reading: Reading, rows: Iterable[Row]) -> Iterator[list[str]]:
    """Yield the titles, then the rows with blocking problems and, last, what to correct in each."""
    matches = [
        match
        for match in reading.matches
        if match.header and not match.is_person and not is_ours(match.header)
    ]
    has_type = "type" in reading.columns
    yield [*([] if has_type else ["Type"]), *map(_header, matches), _("problem")]
    yield from (_line(row, matches, has_type=has_type) for row in rows if not row.is_ready)


def _line(row: Row, matches: Sequence[ColumnMatch], *, has_type: bool) -> list[str]:
    cells = [row.raw[match.index] if match.index < len(row.raw) else "" for match in matches]
    told = "" if row.values["type"] == "other" else str(row.values["type"])
    problems = " ".join(problem.message for problem in row.problems)
    return [*([] if has_type else [told]), *cells, problems]


def _header(match: ColumnMatch) -> str:
    """Return the donor's header, or ours where theirs alone would not be understood again."""
    if match.field and field_of(match.header)[0] != match.field:
        return _CANONICAL.get(match.field, match.header)
    return match.header
