"""What a page shows of a list: kept with it, so that no view reads the original again, and it stays when that is gone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from donors.sheets.reading import ColumnMatch, Problem, Reading, Row

MOST_SHOWN = 100
FIRST_ROWS = 8
_LOOKED_AT = 200
_EXAMPLES, _LONGEST_EXAMPLE = 3, 24


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    is_ready: bool
    cells: tuple[str, ...]  # those about people are empty


@dataclass(frozen=True, slots=True)
class Preview:
    """A reading without its rows: their counts, the first of them, and what is to be looked at first."""

    rows_read: int
    rows_ready: int
    devices: int
    warnings: int
    matches: tuple[ColumnMatch, ...] = ()
    examples: tuple[str, ...] = ()  # of each column
    first_rows: tuple[ShownRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    more_problems: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    layout: str | None = None
    header_row: int | None = None
    remarks: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def rows_with_problems(self) -> int:
        return self.rows_read - self.rows_ready

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(match.header for match in self.matches)

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(match.header for match in self.matches if match.is_person)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def preview_of(reading: Reading) -> Preview:
    """Return what a page shows of a reading."""
    problems = sorted(reading.problems, key=lambda one: (not one.blocking, one.row))
    rows = reading.rows or reading.top
    return Preview(
        rows_read=reading.rows_read,
        rows_ready=reading.rows_ready,
        devices=sum(row.values.get("quantity", 1) for row in reading.rows if row.is_ready),
        warnings=sum(not one.blocking for one in problems),
        matches=reading.matches,
        examples=tuple(_examples(rows, match.index) for match in reading.matches),
        first_rows=tuple(ShownRow(row.number, row.is_ready, row.raw) for row in rows[:FIRST_ROWS]),
        problems=tuple(problems[:MOST_SHOWN]),
        more_problems=max(0, len(problems) - MOST_SHOWN),
        sheet=reading.sheet,
        sheets=reading.sheets,
        encoding=reading.encoding,
        separator=reading.separator,
        layout=reading.layout,
        header_row=reading.header_row,
        remarks=reading.remarks,
        refused=reading.refused,
    )


def kept_preview(said: Mapping[str, Any]) -> Preview:
    """Return a preview as it was kept."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    plain["matches"] = tuple(ColumnMatch(**one) for one in said["matches"])
    plain["problems"] = tuple(Problem(**one) for one in said["problems"])
    plain["first_rows"] = tuple(
        ShownRow(**{**one, "cells": tuple(one["cells"])}) for one in said["first_rows"]
    )
    return Preview(**plain)


def _examples(rows: tuple[Row, ...], index: int) -> str:
    cells = (row.raw[index] for row in rows[:_LOOKED_AT] if index < len(row.raw))
    return ", ".join(cell[:_LONGEST_EXAMPLE] for cell in list(dict.fromkeys(filter(None, cells)))[:_EXAMPLES])
