"""What a page shows of a list: kept with it, so that no view reads the original again, and it stays when that is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from donors.sheets.reader import remarks
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


class Tally:
    """Counts rows as they pass, and keeps of them what a page shows."""

    def __init__(self) -> None:
        self.read = self.ready = self.devices = 0
        self.has_other = False  # a row whose type is not known
        self.blocking = _First()
        self.warnings = _First()
        self.start: list[Row] = []

    def add(self, row: Row) -> None:
        self.read += 1
        self.ready += row.is_ready
        self.devices += row.values.get("quantity", 1) if row.is_ready else 0
        self.has_other = self.has_other or row.values["type"] == "other"
        for problem in row.problems:
            (self.blocking if problem.blocking else self.warnings).add(problem)
        if self.read <= _LOOKED_AT:
            self.start.append(row)


class _First:
    """The first problems of a kind, and how many there are."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.count += 1
        if self.count <= MOST_SHOWN:
            self.kept.append(problem)


def preview_of(reading: Reading, rows: Iterable[Row] | None = None) -> Preview:
    """Return what a page shows of a reading; `rows` as they are read, where the reading does not hold them."""
    tally = Tally()
    for row in reading.rows if rows is None else rows:
        tally.add(row)
    start = tally.start or reading.top
    problems = (*tally.blocking.kept, *tally.warnings.kept)[:MOST_SHOWN]
    told = reading.remarks or remarks(reading, tally.read, has_other=tally.has_other)
    return Preview(
        rows_read=tally.read,
        rows_ready=tally.ready,
        devices=tally.devices,
        warnings=tally.warnings.count,
        matches=reading.matches,
        examples=tuple(_examples(start, match.index) for match in reading.matches),
        first_rows=tuple(ShownRow(row.number, row.is_ready, row.raw) for row in start[:FIRST_ROWS]),
        problems=problems,
        more_problems=tally.blocking.count + tally.warnings.count - len(problems),
        sheet=reading.sheet,
        sheets=reading.sheets,
        encoding=reading.encoding,
        separator=reading.separator,
        layout=reading.layout,
        header_row=reading.header_row,
        remarks=told,
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


def _examples(rows: Sequence[Row], index: int) -> str:
    cells = (row.raw[index] for row in rows if index < len(row.raw))
    return ", ".join(cell[:_LONGEST_EXAMPLE] for cell in list(dict.fromkeys(filter(None, cells)))[:_EXAMPLES])
