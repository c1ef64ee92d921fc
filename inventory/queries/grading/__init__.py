"""Grading: versions of the category rules, the engine that applies them, names of processors, rows of a spreadsheet."""

from inventory.queries.grading.engine import Decision, Disk, Facts, Reason, categorise, kept_reason
from inventory.queries.grading.processors import Mark, Match, match, normalised, signature
from inventory.queries.grading.reading import FORMAT, RulesInvalid, read
from inventory.queries.grading.rules import Rules, Table
from inventory.queries.grading.stock import (
    Change,
    Graded,
    Marks,
    Simulation,
    graded,
    latest_decision,
    mark_rows,
    parsed,
    rules_in_force,
    simulate,
    stock,
    told,
)

__all__ = [
    "FORMAT",
    "Change",
    "Decision",
    "Disk",
    "Facts",
    "Graded",
    "Mark",
    "Marks",
    "Match",
    "Reason",
    "Rules",
    "RulesInvalid",
    "Simulation",
    "Table",
    "categorise",
    "graded",
    "kept_reason",
    "latest_decision",
    "mark_rows",
    "match",
    "normalised",
    "parsed",
    "read",
    "rules_in_force",
    "signature",
    "simulate",
    "stock",
    "told",
]
