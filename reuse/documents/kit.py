"""What documents are made of: headings, paragraphs, facts, tables, marks. Text in, drawings out; no markup is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

from reuse.documents import style
from reuse.web.templatetags.look import with_first

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
    return with_first(formats.date_format(local, "DATE_FORMAT"), local) if local else value


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
    return _Heading(style.markup(text), style.HEADING)


class _Heading(Paragraph):
    """A heading that goes to the next page rather than stand alone at the foot of one, however long what follows is."""

    ROOM_FOR_WHAT_FOLLOWS = 72

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        width, height = super().wrap(available_width, available_height)
        fits = available_height >= height + self.ROOM_FOR_WHAT_FOLLOWS
        return width, height if fits else available_height + 1

    def split(self, _available_width: float, _available_height: float) -> list[Flowable]:
        return []


def paragraph(text: Text) -> Flowable:
    return Paragraph(style.markup(text), style.BODY)


def note(text: Text) -> Flowable:
    """Small print."""
    return Paragraph(style.markup(text), style.NOTE)


def space(points: float = 6) -> Flowable:
    return Spacer(0, points)


def together(parts: Iterable[Flowable]) -> Flowable:
    """Never parted by the end of a page."""
    kept = list(parts)
    return (
        KeepTogether(kept) if len(kept) > 1 else kept[0]
    )  # one alone that cannot be parted would be an error


def clause(number: int, title: str, sentences: Iterable[Text]) -> list[Flowable]:
    """An article: its heading, its paragraphs."""
    return [
        heading(f"{number}. {title}"),
        *(paragraph(text) for text in sentences if text),
    ]


def items(texts: Sequence[Text]) -> Flowable:
    """A list, each item after a stitch; nothing when it is empty."""
    if not texts:
        return Spacer(0, 0)
    rows = [[Stitch(9), _cell(text, style.BODY)] for text in texts]
    return grid(
        rows, [16, WIDTH - 16], [("TOPPADDING", (0, 0), (0, -1), 5.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    )


# Facts and tables

WIDTH = 595.28 - 2 * style.MARGIN


def facts(pairs: Iterable[Fact], *, width: float = WIDTH) -> Flowable:
    """Label and value, line by line; a fact without a value is left out."""
    rows = [[_cell(label, style.LABEL), _value(value)] for label, value in pairs if value]
    label_width = min(118, width * 0.34)
    return grid(
        rows or [["", ""]],
        [label_width, width - label_width],
        [
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, style.LINE),
            ("TOPPADDING", (0, 0), (0, -1), 2.7),  # so that label and value stand on one line
            ("TOPPADDING", (1, 0), (1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        ],
    )


def _value(value: Text) -> Flowable:
    if isinstance(value, Code):
        return Paragraph(style.markup(value, font=style.MONO), style.FACT_CODE)
    return _cell(value, style.VALUE)


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
            # No row of several stands alone on a page.
            *([("NOSPLIT", (0, 0), (0, 2)), ("NOSPLIT", (0, -2), (0, -1))] if len(cells) > 2 else ()),
        ],
        repeated=1,
    )


def _table_cell(value: object, column: Column) -> object:
    """A tuple is several lines: the first is the name, the others what is said below it."""
    lines = [line for line in value if line] if isinstance(value, tuple) else [value]
    first = style.RIGHT if column.is_number else style.CELL
    return [_cell(line, first if place == 0 else style.CELL_NOTE) for place, line in enumerate(lines)]


def place(workshop: str, site: str) -> str:
    """A site of a workshop; its name may begin with the workshop's, which is said once."""
    return site if site.startswith(workshop) else ", ".join(filter(None, [workshop, site]))


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
    """A result no one can miss: a sign, then the words, then the colour. `tone`: ok, watch or bad."""

    TONES: ClassVar = {
        "ok": (style.OK, style.OK_TINT),
        "watch": (style.WATCH, style.WATCH_TINT),
        "bad": (style.BAD, style.BAD_TINT),
    }

    def __init__(self, text: str, *, tone: Literal["ok", "watch", "bad"], detail: str) -> None:
        super().__init__()
        self.tone = tone
        self.parts = [
            Paragraph(style.markup(text), style.VERDICT),
            Paragraph(style.markup(detail), style.BODY),
        ]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.heights = [part.wrap(width - 46, height)[1] for part in self.parts]
        self.height = sum(self.heights) + 16
        return width, self.height + 8

    def draw(self) -> None:
        canvas = self.canv
        colour, tint = self.TONES[self.tone]
        canvas.translate(0, 8)
        canvas.setFillColor(tint)
        canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        self.parts[0].drawOn(canvas, 40, self.height - 8 - self.heights[0])
        self.parts[1].drawOn(canvas, 40, 8)
        canvas.translate(21, self.height / 2)
        canvas.setFillColor(colour)
        canvas.setStrokeColor(style.WHITE)
        canvas.setLineWidth(2)
        canvas.setLineCap(1)
        _SIGNS[self.tone](canvas)


def _tick(canvas: Canvas) -> None:
    canvas.circle(0, 0, 9.5, stroke=0, fill=1)
    canvas.lines([(-4.5, 0, -1.2, -3.6), (-1.2, -3.6, 4.8, 3.8)])


def _exclamation(canvas: Canvas) -> None:
    triangle = canvas.beginPath()
    triangle.moveTo(0, 10)
    triangle.lineTo(10.5, -8.5)
    triangle.lineTo(-10.5, -8.5)
    triangle.close()
    canvas.drawPath(triangle, stroke=0, fill=1)
    canvas.lines([(0, 3.5, 0, -1.5), (0, -5.4, 0, -5.3)])


def _cross(canvas: Canvas) -> None:
    canvas.rect(-9, -9, 18, 18, stroke=0, fill=1)
    canvas.lines([(-4, -4, 4, 4), (-4, 4, 4, -4)])


_SIGNS = {"ok": _tick, "watch": _exclamation, "bad": _cross}
