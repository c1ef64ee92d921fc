"""What a column says of a row, as a cell of the page's table."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reuse.core.tables import Cell
from reuse.lists.description import Column
from reuse.web.templatetags.look import day, instant, number


def local(at: datetime | None) -> Cell:
    """An instant as a clock on the wall showed it: spreadsheets know no time zones."""
    return timezone.localtime(at).replace(tzinfo=None) if at else None


def local_day(at: datetime | None) -> Cell:
    """The day an instant fell on."""
    return timezone.localtime(at).date() if at else None


def stage_chip(row: Any) -> SafeString:
    """The stage a row is at."""
    return format_html('<span class="chip">{}</span>', row.get_stage_display())


def drawn(column: Column, row: Any) -> SafeString:
    """The cell: as its column draws it, else as its kind of value reads best."""
    value = column.value(row)
    if column.shown:
        content: str = column.shown(row)
    elif column.link and value:
        content = format_html('<a href="{}">{}</a>', column.link(row), _words(value))
    else:
        content = _words(value)
    css = column.css or _kind(column, value)
    return format_html('<td class="{}">{}</td>', css, content) if css else format_html("<td>{}</td>", content)


def _kind(column: Column, value: Cell) -> str:
    if column.is_number:
        return "num"
    return "nw" if column.link or isinstance(value, date) else ""


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
