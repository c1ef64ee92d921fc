"""What a column says of a row, as a cell of the page's table."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reuse.core.tables import Cell
from reuse.lists.description import Column
from reuse.web.templatetags.look import day, instant, number


def drawn(column: Column, row: Any) -> SafeString:
    """The cell: as its column draws it, else as its kind of value reads best."""
    if column.shown:
        return format_html("<td>{}</td>", column.shown(row))
    value = column.value(row)
    words = _words(value)
    if column.link and words:
        return format_html('<td class="nw"><a href="{}">{}</a></td>', column.link(row), words)
    kind = _kind(column, value)
    return format_html('<td class="{}">{}</td>', kind, words) if kind else format_html("<td>{}</td>", words)


def _kind(column: Column, value: Cell) -> str:
    if column.is_number:
        return "num"
    return "nw" if isinstance(value, date) else ""


def _words(value: Cell) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return instant(value)
        case date():
            return day(value)
        case int() | Decimal():
            return number(value)
        case _:
            return value
