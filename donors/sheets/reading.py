"""What reading a donor's sheet gives: rows, columns and problems as plain frozen values."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a donor should look at; a blocking one keeps its row from being ready."""

    row: int
    field: str | None
    code: str
    message: str
    blocking: bool

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "field": self.field, "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Row:
    """One device, or one line of several, numbered as the donor's spreadsheet shows it."""

    number: int
    values: dict[str, Any]
    raw: tuple[str, ...]
    extra: dict[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        return not any(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column was understood to hold; `confidence` is a percentage."""

    index: int
    header: str
    field: str | None
    confidence: int
    is_person: bool

    @property
    def meaning(self) -> str:
        """A field, `person` for what is left out, `extra` for what is kept beside."""
        return "person" if self.is_person else self.field or "extra"


@dataclass(frozen=True)
class Reading:
    """A sheet as read: either `refused` says why nothing can be imported, or `rows` hold the devices."""

    file: str
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    layout: str | None = None
    header_row: int | None = None
    headers: tuple[str, ...] = ()
    matches: tuple[ColumnMatch, ...] = ()
    rows: tuple[Row, ...] = ()
    remarks: tuple[str, ...] = ()
    refused: str | None = None
    top: tuple[
        Row, ...
    ] = ()  # of a list without known titles: its first lines, for a person to tell its columns

    @property
    def columns(self) -> dict[str, str]:
        """Field → the donor's header."""
        return {match.field: match.header for match in self.matches if match.field}

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headers of columns about persons, which are not kept."""
        return tuple(match.header for match in self.matches if match.is_person)

    @property
    def rows_read(self) -> int:
        return len(self.rows)

    @cached_property
    def rows_ready(self) -> int:
        return sum(row.is_ready for row in self.rows)

    @property
    def rows_with_problems(self) -> int:
        return self.rows_read - self.rows_ready

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for row in self.rows for problem in row.problems)

    def as_json(self) -> dict[str, Any]:
        """Return the contract of `reuse import-donation --json`."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "encoding": self.encoding,
            "separator": self.separator,
            "rows_read": self.rows_read,
            "rows_ready": self.rows_ready,
            "rows_with_problems": self.rows_with_problems,
            "columns": self.columns,
            "problems": [problem.as_json() for problem in self.problems if problem.blocking],
            "refused": self.refused,
            "sheets": list(self.sheets),
            "layout": self.layout,
            "header_row": self.header_row,
            "left_out": list(self.left_out),
            "warnings": [problem.as_json() for problem in self.problems if not problem.blocking],
            "remarks": list(self.remarks),
        }
