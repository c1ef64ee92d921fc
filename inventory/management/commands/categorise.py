"""`reuse categorise ROWS --rules RULES`: the category of each row of a spreadsheet, and why."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from donors.sheets.refusal import Refused as SheetRefused
from donors.sheets.source import open_source
from inventory.apps import DATA
from inventory.queries import grading
from inventory.queries.grading import rows
from reuse.core.commands import Command as Base
from reuse.core.commands import Refused
from reuse.core.refusals import Refusal

SHIPPED = DATA / "category_rules"
SEARCHED = 20  # rows above which the header must stand


class Command(Base):
    """Exit 0 done, a row without category included; 1 when the rows or the rules cannot be read; 2 bad usage."""

    help = "Grade the rows of a spreadsheet under a version of the category rules (docs/how-to/write-category-rules.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="ROWS", help="csv, xlsx, xls or ods with a header row")
        parser.add_argument(
            "--rules", required=True, metavar="RULES", help="a file of rules, or the id of one that ships"
        )

    def perform(self, **options: Any) -> list[dict[str, Any]]:
        version = read_rules(options["rules"])
        header, lines = _table(options["file"])
        columns = rows.columns_of(header)
        if missing := rows.missing_columns(columns):
            raise Refusal(_("No such column: %(names)s.") % {"names": ", ".join(missing)})
        mark_of, graded = _marks(), []
        for number, cells in lines:
            named = {name: cells[index] for name, index in columns.items() if index < len(cells)}
            decision = grading.categorise(rows.facts_of_row(named, mark_of=mark_of), version)
            graded.append({"row": number, **_told(decision)})
        return graded

    def in_words(self, facts: list[dict[str, Any]]) -> str:
        return "\n".join(f"{one['row']}\t{one['category'] or '–'}\t{one['reason']}" for one in facts)


def read_rules(named: str) -> grading.Rules:
    """The version in a file, else the one of this id that ships with the product."""
    path = Path(named) if Path(named).exists() else SHIPPED / f"{Path(named).name}.json"
    try:
        return grading.read(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_("The rules could not be read: %(name)s") % {"name": named}) from error
    except grading.RulesInvalid as invalid:
        raise Refused({"refused": str(invalid), "problems": invalid.problems}) from invalid


def _table(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the rows below it that hold anything, numbered as a spreadsheet does."""
    try:
        sheets = [list(sheet.rows()) for sheet in open_source(file).sheets]
    except SheetRefused as refused:
        raise Refusal(str(refused)) from refused
    for sheet in sheets:
        for position, cells in enumerate(sheet[:SEARCHED]):
            if not rows.missing_columns(rows.columns_of(cells)):
                below = enumerate(sheet[position + 1 :], position + 2)
                return cells, [(number, line) for number, line in below if any(line)]
    return (sheets[0][0] if sheets and sheets[0] else []), []


def _marks() -> Callable[[str], int | None]:
    """Marks of the network's own table; of the one that ships where there is no database."""

    @cache
    def shipped() -> list[grading.Mark]:
        known: Mapping[str, Any] = json.loads((DATA / "cpu_marks.json").read_text(encoding="utf-8"))
        return [grading.Mark(name, mark) for name, mark in known["marks"]]

    marks = grading.Marks()

    def mark_of(name: str) -> int | None:
        try:
            found = marks.of(name, "processor")
        except DatabaseError:
            found = grading.match(name, shipped())
        return found.mark.mark if found.mark and found.is_sure else None

    return mark_of


def _told(decision: grading.Decision) -> dict[str, Any]:
    reasons = [str(one) for one in decision.reasons]
    missing = [str(one) for one in decision.missing]
    reason = (
        "; ".join(reasons) if decision.category else _("missing: %(facts)s") % {"facts": ", ".join(missing)}
    )
    return {
        "category": decision.category,
        "points": decision.points,
        "reason": reason,
        "reasons": reasons,
        "missing": missing,
    }
