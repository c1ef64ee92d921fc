"""What documents are made of: headings, paragraphs, facts, tables, marks. Text in, drawings out; no markup is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table

from reuse.documents import style

Text = str | Promise
Fact = tuple[Text, Text]  # a label and a value
Block = Callable[[float], list[Flowable]]  # made for the width it gets


@dataclass(frozen=True, slots=True)
class Part:
    """What follows the title once: a line below it, and a body. A document in two copies has two parts."""

    lead: str
    body: Sequence[Flowable]
    copy_for: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What one document says."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `share` of the width."""

    title: Text
    share: float
    is_number: bool = False


class Code(str):
    """An identifier: set in the font that tells 0 from O."""

    __slots__ = ()


# Values as the reader's language and the document's time zone write them


def day(value: str) -> str:
    """22 novembre 2026, from an ISO date or instant."""
    local = _local(value)
    return formats.date_format(local, "DATE_FORMAT") if local else value


def instant(value: str) -> str:
    """22 novembre 2026 à 14 h 05, from an ISO instant. Anything else, such as a tool's time without zone, as it is."""
    local = _local(value)
    if not isinstance(local, datetime):
        return value
    # Translators: a Django time format; French writes 14 h 05.
    time = formats.time_format(local, _("H:i"))
    return pgettext("instant", "%(day)s at %(time)s") % {"day": day(value), "time": time}


def short_instant(value: str) -> str:
    """22/11/2026 14:05, for cells; anything but an ISO instant as it is."""
    local = _local(value)
    return f"{local:%d/%m/%Y %H:%M}" if isinstance(local, datetime) else value


def _local(value: str) -> datetime | date | None:
    try:
        if len(value) == len("2026-11-22"):
            return date.fromisoformat(value)
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return timezone.localtime(read) if read.tzinfo else None


def siret(value: str) -> str:
    """123 456 789 00012"""
    return "\u00a0".join([value[:3], value[3:6], value[6:9], value[9:]]) if len(value) == 14 else value


def device_code(value: str) -> Code:
    """Our nine letters as people read them."""
    return Code(f"{value[:4]}-{value[4:8]}-{value[8]}" if len(value) == 9 else value)


# Text. `Text` may be lazy: it is read in the document's language when drawn.


def heading(text: Text) -> Flowable:
    return Paragraph(style.markup(text), style.HEADING)


def paragraph(text: Text) -> Flowable:
    return Paragraph(style.markup(text), style.BODY)


def note(text: Text) -> Flowable:
    """Small print."""
    return Paragraph(style.markup(text), style.NOTE)


def space(points: float = 6) -> Flowable:
    return Spacer(0, points)


def new_page() -> Flowable:
    return PageBreak()


def together(parts: Iterable[Flowable]) -> Flowable:
    """Never parted by the end of a page."""
    return KeepTogether(list(parts))


def clause(number: int, title: str, sentences: Iterable[str]) -> list[Flowable]:
    """An article: its heading, its paragraphs."""
    return [
        CondPageBreak(60),
        heading(f"{number}. {title}"),
        *(paragraph(text) for text in sentences if text),
    ]


def items(texts: Iterable[str]) -> Flowable:
    """A list, each item after a stitch."""
    rows = [[Stitch(9), _cell(text, style.BODY)] for text in texts]
    return grid(
        rows, [16, WIDTH - 16], [("TOPPADDING", (0, 0), (0, -1), 5.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    )


# Facts and tables

WIDTH = 595.28 - 2 * style.MARGIN


def facts(pairs: Iterable[Fact], *, width: float = WIDTH) -> Flowable:
    """Label and value, line by line; a fact without a value is left out."""
    rows = [[_cell(label, style.LABEL), _cell(value, style.VALUE)] for label, value in pairs if value]
    label_width = min(118, width * 0.34)
    return grid(
        rows or [["", ""]],
        [label_width, width - label_width],
        [
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, style.LINE),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        ],
    )


def side_by_side(blocks: Sequence[Block], *, gap: float = 18) -> Flowable:
    """Blocks of equal width, each made for the width it gets."""
    width = (WIDTH - gap * (len(blocks) - 1)) / len(blocks)
    cells: list[list[Flowable] | str] = []
    widths: list[float] = []
    for block in blocks:
        cells += [*([""] if cells else []), block(width)]
        widths += [*([gap] if widths else []), width]
    return grid([cells], widths, [])


def titled(title: Text, name: str, pairs: Sequence[Fact]) -> Block:
    """A block for `side_by_side`: a small title, a name in bold, facts."""

    def block(width: float) -> list[Flowable]:
        return [_cell(title, style.HEAD), _cell(name, style.STRONG), Spacer(0, 2), facts(pairs, width=width)]

    return block


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Flowable:
    """A table over as many pages as it takes, its head repeated, its rows whole."""
    total = sum(column.share for column in columns)
    heads = [_cell(c.title, style.HEAD_RIGHT if c.is_number else style.HEAD) for c in columns]
    cells = [[_table_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    return grid(
        [heads, *cells],
        [WIDTH * column.share / total for column in columns],
        [
            ("BACKGROUND", (0, 0), (-1, 0), style.SUNK),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, style.LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
        repeated=1,
    )


def _table_cell(value: object, column: Column) -> object:
    """A tuple is several lines: the first is the name, the others what is said below it."""
    lines = [line for line in value if line] if isinstance(value, tuple) else [value]
    first = style.RIGHT if column.is_number else style.CELL
    return [_cell(line, first if place == 0 else style.CELL_NOTE) for place, line in enumerate(lines)]


def figures(pairs: Sequence[tuple[str, Text]]) -> Flowable:
    """A few big numbers, each with what it counts."""
    cells = [[_cell(number, style.FIGURE), _cell(label, style.LABEL)] for number, label in pairs]
    return grid([cells], [WIDTH / len(pairs)] * len(pairs), [("BOTTOMPADDING", (0, 0), (-1, -1), 6)])


def _cell(value: object, look: ParagraphStyle) -> Flowable:
    if isinstance(value, Code):
        return Paragraph(style.markup(value, font=style.MONO), style.CODE)
    return Paragraph(style.markup(value), look)


def grid(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    look: Sequence[tuple[Any, ...]],
    *,
    repeated: int = 0,
) -> Flowable:
    """Cells in columns of given widths, without any line or padding but those of `look`."""
    plain: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
    ]
    cells: list[Any] = list(rows)
    commands: list[Any] = [*plain, *look]
    return Table(cells, colWidths=list(widths), repeatRows=repeated, style=commands, hAlign="LEFT")


# Drawings


class Stitch(Flowable):
    """The running stitch: a seam that shows."""

    def __init__(self, width: float = WIDTH, thickness: float = 1.4) -> None:
        super().__init__()
        self.width, self.height, self.thickness = width, thickness, thickness

    def draw(self) -> None:
        stitch(self.canv, 0, 0, self.width, self.thickness)


def stitch(canvas: Canvas, x: float, y: float, width: float, thickness: float = 1.4) -> None:
    """A row of stitches from x, y to the right."""
    canvas.saveState()
    canvas.setStrokeColor(style.THREAD)
    canvas.setLineWidth(thickness)
    canvas.setDash(thickness * 5, thickness * 3)
    canvas.line(x, y, x + width, y)
    canvas.restoreState()


class Verdict(Flowable):
    """A result no one can miss: a sign, then the word, then the colour."""

    def __init__(self, text: str, *, is_good: bool, detail: str = "") -> None:
        super().__init__()
        self.is_good = is_good
        self.text = Paragraph(style.markup(text), style.VERDICT)
        self.detail = Paragraph(style.markup(detail), style.BODY)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.heights = [part.wrap(width - 46, height)[1] for part in (self.text, self.detail)]
        self.height = sum(self.heights) + 16
        return width, self.height + 8

    def draw(self) -> None:
        canvas, colour = self.canv, style.OK if self.is_good else style.BAD
        canvas.translate(0, 8)
        canvas.setFillColor(style.OK_TINT if self.is_good else style.BAD_TINT)
        canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        canvas.setFillColor(colour)
        middle = self.height / 2
        if self.is_good:
            canvas.circle(21, middle, 9.5, stroke=0, fill=1)
        else:
            canvas.rect(12, middle - 9, 18, 18, stroke=0, fill=1)
        canvas.setStrokeColor(style.WHITE)
        canvas.setLineWidth(2)
        canvas.setLineCap(1)
        strokes = (
            [(16.5, 0, 19.8, -3.6), (19.8, -3.6, 25.8, 3.8)]
            if self.is_good
            else [(17, -4, 25, 4), (17, 4, 25, -4)]
        )
        for x, y, to_x, to_y in strokes:
            canvas.line(x, middle + y, to_x, middle + to_y)
        self.text.drawOn(canvas, 40, self.height - 8 - self.heights[0])
        self.detail.drawOn(canvas, 40, 8)
