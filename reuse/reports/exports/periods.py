"""A report of a period as lines, for its table and its workbook, and to tell it from the same report made later."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from reuse.accounts.models import LegalKind
from reuse.core import tables
from reuse.core.tables import Cell
from reuse.documents.wording import period as words
from reuse.reports.models import Target

Facts = dict[str, Any]  # as reuse.reports.queries.period.facts_of makes them


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the report: its chapter, of what it speaks, its figure."""

    chapter: str
    of: str
    figure: str
    value: int | Decimal | None
    unit: str
    since: str = ""  # its first day, where it is not that of the report

    @property
    def name(self) -> tuple[str, str, str]:
        return (self.chapter, self.of, self.figure)


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that would be another one today."""

    line: Line
    now: int | Decimal | None

    @property
    def change(self) -> int | Decimal:
        return (self.now or 0) - (self.line.value or 0)


def lines(facts: Facts) -> Iterator[Line]:
    """Every number of the report, but those of the period before."""
    devices = _("devices")
    yield from (Line(str(words.COUNTS), "", *told, devices) for told in _counts(facts["counts"]))
    yield from _lead(facts["lead"])
    for chapter, name, rows in (
        (words.MONTHS, "month", facts["months"]),
        (words.TYPES, "name", facts["types"]),
        (words.PLACES, "name", facts["places"]),
    ):
        for row in rows:
            yield from (Line(str(chapter), row[name], *told, devices) for told in _counts(row))
    for row in facts["donors"]:
        kind = str(LegalKind(row["kind"]).label)
        yield Line(str(words.DONORS), kind, str(words.FIGURES["received"]), row["received"], devices)
    for row in facts["weights"]:
        figure = str(words.FIGURES[row["figure"]])
        yield Line(str(words.WEIGHT), "", figure, Decimal(row["grams"]) / 1000, "kg")
    for end, word in (("low_g", words.CO2_LOW), ("high_g", words.CO2_HIGH)):
        of = ", ".join(facts["impact"]["versions"])
        value = Decimal(facts["impact"][end]) / 1000
        yield Line(str(words.IMPACT), of, str(word), value, _("kg CO2e, an estimate"))
    for row in facts.get("targets", ()):
        unit = str(Target.Unit(row.get("unit", Target.Unit.DEVICES)).label)
        since = row.get("since", "")
        for name, word in (("quantity", words.QUANTITY), ("achieved", words.ACHIEVED)):
            yield Line(str(words.TARGETS), row["name"], str(word), row[name], unit, since)


def _counts(row: Facts) -> Iterator[tuple[str, int]]:
    """The figures a row has, each with its name, in the order of the chain."""
    return ((str(label), row[figure]) for figure, label in words.FIGURES.items() if figure in row)


def _lead(lead: Facts) -> Iterator[Line]:
    days = _("days")
    mean = lead["mean_tenths"]
    yield Line(str(words.LEAD), "", str(words.MEAN), None if mean is None else Decimal(mean) / 10, days)
    for name, word in (("median", words.MEDIAN), ("low", words.LOW), ("high", words.HIGH)):
        if name in lead:
            yield Line(str(words.LEAD), "", str(word), lead[name], days)


def differences(issued: Facts, now: Facts) -> list[Difference]:
    """The numbers that would be others now; a line that one of both does not have is nothing there.

    Targets may have been changed since: they are told on their own pages.
    """
    before, after = _by_name({**issued, "targets": ()}), _by_name(now)
    found = []
    for name in before | after:
        old, new = before.get(name), after.get(name)
        line = old or Line(*name, None, new.unit if new else "")
        value = new.value if new else None
        if (line.value or 0) != (value or 0):
            found.append(Difference(line, value))
    return found


def _by_name(facts: Facts) -> dict[tuple[str, str, str], Line]:
    """The lines by their names; two sites that are called the same are compared together."""
    found: dict[tuple[str, str, str], Line] = {}
    for line in lines(facts):
        known = found.get(line.name)
        found[line.name] = replace(line, value=(known.value or 0) + (line.value or 0)) if known else line
    return found


def rows(facts: Facts) -> Iterator[list[Cell]]:
    """The report as one table: a number a line, with its unit and its period."""
    heads = (words.CHAPTER, words.SCOPE, words.FIGURE, words.VALUE, words.UNIT, _("First day"), _("Last day"))
    yield [str(each) for each in heads]
    until = date.fromisoformat(facts["until"])
    for line in lines(facts):
        since = date.fromisoformat(line.since or facts["since"])
        yield [line.chapter, line.of, line.figure, line.value, line.unit, since, until]


def about(facts: Facts, number: str) -> Iterator[list[Cell]]:
    """What the report is of, and how it was counted."""
    yield [words.title(facts["scope"]), number]
    yield [str(words.PERIOD), date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"])]
    yield [str(words.AS_OF), date.fromisoformat(facts["as_of"]["day"]), facts["as_of"]["event"]]
    for text in (*words.METHODS, *facts["impact"]["sources"]):
        yield [str(words.METHOD), str(text)]


def _wide(title: str, name: str, told: list[Facts]) -> Iterator[list[Cell]]:
    figures = [figure for figure in words.FIGURES if told and figure in told[0]]
    yield [title, *(str(words.FIGURES[figure]) for figure in figures)]
    for row in told:
        yield [row[name], *(row[figure] for figure in figures)]


def _workbook(facts: Facts, number: str, to: BytesIO) -> None:
    wide = (
        (words.MONTHS, words.MONTH, "month", "months"),
        (words.TYPES, words.TYPE, "name", "types"),
        (words.PLACES, words.PLACE, "name", "places"),
    )
    sheets = {
        str(chapter): _wide(str(title), name, facts[rows_of])
        for chapter, title, name, rows_of in wide
        if facts[rows_of]
    }
    beside = {**sheets, str(words.METHOD): about(facts, number)}
    tables.write_xlsx(rows(facts), to, name=str(words.COUNTS), beside=beside)


def writers(facts: Facts, number: str) -> dict[str, Any]:
    """How each file of the report is written."""
    return {
        tables.XLSX: partial(_workbook, facts, number),
        tables.CSV: partial(tables.write_csv, list(rows(facts))),
    }
