"""Draws the A5 sheet that follows a device along the bench: ticked by hand, entered by scanning."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from inventory import codes
from inventory.documents import pictures
from inventory.queries import NONE_TEXT, NONE_WORDS, Sheet, SheetLine
from inventory.states import END
from reuse.documents import ink, kit, style

MODULE = 6 * ink.DOT  # a quarter of a millimetre: two dots at 200 dpi, three at 300
LEFT, RIGHT = 9 * mm, A5[0] - 9 * mm
TOP, FOOT = A5[1] - 40 * mm, 29 * mm
TALLEST = 9.2 * mm  # a line
BOX = 4.2 * mm  # a tick box
BARS_AT = RIGHT - 30 * mm  # where the barcodes of the lines begin
COLUMNS = (BARS_AT - 31 * mm, BARS_AT - 20 * mm, BARS_AT - 9 * mm)  # fine, at fault, does not apply
WORDS_AT = LEFT + 8 * mm
_line = partial(ink.line, smallest=0.75)


def follower_sheets(
    sheets: Sequence[Sheet], *, language: str, progress: Callable[[int], None] | None = None
) -> bytes:
    """The sheets as PDF, one page each, in the language in force."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A5, lang=language, invariant=1)
    canvas.setTitle(_("Follower sheets"))
    canvas.setCreator("Reuse")
    for count, sheet in enumerate(sheets, start=1):
        _draw_sheet(canvas, sheet)
        canvas.showPage()
        if progress:
            progress(count)
    canvas.save()
    return target.getvalue()


def _draw_sheet(canvas: Canvas, sheet: Sheet) -> None:
    _draw_head(canvas, sheet)
    step = min(TALLEST, (TOP - FOOT) / max(1, len(sheet.lines)))
    for number, line in enumerate(sheet.lines):
        _draw_line(canvas, line, TOP - (number + 1) * step, step)
    _draw_foot(canvas, sheet)


def _draw_head(canvas: Canvas, sheet: Sheet) -> None:
    top = A5[1]
    left = RIGHT - ink.bars_width(sheet.code, MODULE)
    ink.bars(canvas, sheet.code, left, top - 20 * mm, height=11 * mm, module=MODULE)
    _line(canvas, codes.shown(sheet.code), RIGHT, top - 24.5 * mm, font=style.MONO, side="right")
    width = left - 5 * mm - LEFT
    _line(canvas, _("Follower sheet"), LEFT, top - 12 * mm, font=style.BOLD, size=14, width=width)
    _line(canvas, sheet.name, LEFT, top - 18 * mm, font=style.BOLD, width=width)
    _line(canvas, " · ".join(sheet.facts), LEFT, top - 22.5 * mm, size=8, width=width)
    kit.stitch(canvas, LEFT, top - 28 * mm, RIGHT - LEFT)
    for words, x in zip((_("OK"), _("Fault"), _("Not here")), COLUMNS, strict=True):
        _line(
            canvas,
            words,
            x + BOX / 2,
            TOP + 2 * mm,
            font=style.BOLD,
            size=7.4,
            side="middle",
            width=10.6 * mm,
        )
    _line(canvas, _("Tick, then scan the faults"), LEFT, TOP + 2 * mm, size=7.6)
    _line(canvas, _("If at fault, scan:"), RIGHT, TOP + 2 * mm, size=7.6, side="right")


def _draw_line(canvas: Canvas, line: SheetLine, y: float, height: float) -> None:
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, y, RIGHT, y)
    size = min(6 * mm, height - 1.5 * mm)
    pictures.draw(canvas, line.picture, LEFT, y + (height - size) / 2, size=size, colour=style.BRAND)
    width = COLUMNS[0] - 2 * mm - WORDS_AT
    rows = simpleSplit(style.printable(line.words), style.REGULAR, 9, width)[:2]
    for row, words in enumerate(rows):
        offset = (len(rows) - 1) * 1.7 * mm - row * 3.4 * mm
        _line(canvas, words, WORDS_AT, y + height / 2 - 1.1 * mm + offset, size=9, width=width)
    canvas.setStrokeColor(style.INK)
    canvas.setLineWidth(0.8)
    for x in COLUMNS[: 2 if line.is_lock else 3]:
        canvas.roundRect(x, y + (height - BOX) / 2, BOX, BOX, 1.5, stroke=1, fill=0)
    bars = min(5.2 * mm, height - 2.6 * mm)
    ink.bars(canvas, line.text, BARS_AT, y + (height - bars) / 2, height=bars, module=MODULE)


def _draw_foot(canvas: Canvas, sheet: Sheet) -> None:
    """The three orders, in the order in which they are scanned."""
    orders = (
        (str(NONE_WORDS), NONE_TEXT),
        (_("All the rest is fine"), sheet.all_ok),
        (_("End: save the sheet"), codes.command_code(END)),
    )
    width = (RIGHT - LEFT) / 3
    for number, (words, text) in enumerate(orders):
        middle = LEFT + width * (number + 0.5)
        _line(
            canvas, words, middle, 20.5 * mm, font=style.BOLD, size=7.8, side="middle", width=width - 3 * mm
        )
        left = middle - ink.bars_width(text, MODULE) / 2
        ink.bars(canvas, text, left, 12.5 * mm, height=6.5 * mm, module=MODULE)
    _line(canvas, _("Tested by:"), LEFT, 6 * mm, size=8)
    canvas.setStrokeColor(style.LINE)
    canvas.line(LEFT + 18 * mm, 5.5 * mm, RIGHT - 34 * mm, 5.5 * mm)
    _line(canvas, sheet.version, RIGHT, 6 * mm, size=7, side="right", width=32 * mm)
