"""Reads the lists of devices that donors send, whatever spreadsheet they keep; refuses in a sentence, never by an exception."""

from donors.sheets.corrections import write_corrections
from donors.sheets.empty import TEMPLATE, write_template
from donors.sheets.headers import FIELDS
from donors.sheets.reader import read
from donors.sheets.reading import ColumnMatch, Reading, Row

__all__ = [
    "FIELDS", "TEMPLATE", "ColumnMatch", "Reading", "Row", "read", "write_corrections", "write_template",
]  # fmt: skip
