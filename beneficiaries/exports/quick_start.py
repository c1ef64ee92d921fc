"""Draws the sheet of the first fifteen minutes: one A4, large print, our own drawings, a telephone number."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from beneficiaries.queries.quick_start import QuickStart, Step
from inventory.codes import shown
from inventory.documents import pictures
from reuse.documents import ink, kit, style

WIDTH, HEIGHT = A4
LEFT, RIGHT = 16 * mm, WIDTH - 16 * mm
TILE: Final = 22 * mm  # a drawing on its square
TEXT: Final = LEFT + TILE + 9 * mm
LINE: Final = 6.5 * mm
SIZE: Final = 15  # points: large print begins at fourteen
FIRST, LAST = HEIGHT - 43 * mm, 61 * mm  # the steps lie between


def pdf(sheet: QuickStart, *, type_name: str, telephone: str, hours: str, code: str = "") -> bytes:
    """The sheet as PDF. `code`: of the device it goes with."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, lang="en" if sheet.language == "en" else "fr", invariant=1)
    canvas.setTitle(sheet.title)
    canvas.setCreator("Reuse")
    _draw_head(canvas, sheet, type_name)
    rows = [_sentences(canvas, step) for step in sheet.steps]
    heights = [max(TILE, 8 * mm + len(row) * LINE) for row in rows]
    space = (FIRST - LAST - sum(heights)) / len(rows)
    top = FIRST
    for number, (step, row, height) in enumerate(zip(sheet.steps, rows, heights, strict=True), 1):
        _draw_step(canvas, number, step, row, top)
        top -= height + space
    _draw_help(canvas, sheet, telephone, hours, code)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_head(canvas: Canvas, sheet: QuickStart, type_name: str) -> None:
    side = 19 * mm
    pictures.draw(canvas, sheet.drawing, RIGHT - side, HEIGHT - 34 * mm, size=side, colour=style.BRAND)
    width = RIGHT - LEFT - side - 6 * mm
    ink.line(canvas, sheet.title, LEFT, HEIGHT - 23 * mm, font=style.BOLD, size=30, width=width)
    what = ", ".join(filter(None, [f"{type_name[:1].upper()}{type_name[1:]}", sheet.system]))
    ink.line(canvas, what, LEFT, HEIGHT - 32 * mm, size=17, colour=style.SOFT)
    kit.stitch(canvas, LEFT, HEIGHT - 38 * mm, RIGHT - LEFT, 2)


def _sentences(canvas: Canvas, step: Step) -> list[str]:
    """One sentence a line; a long one takes two."""
    return [
        row
        for sentence in step.lines
        for row in simpleSplit(style.printable(sentence), style.REGULAR, SIZE, RIGHT - TEXT)
    ]


def _draw_step(canvas: Canvas, number: int, step: Step, sentences: Sequence[str], top: float) -> None:
    canvas.setFillColor(style.SUNK)
    canvas.roundRect(LEFT, top - TILE, TILE, TILE, 6, stroke=0, fill=1)
    drawing = 14.5 * mm
    middle = (TILE - drawing) / 2
    pictures.draw(canvas, step.drawing, LEFT + middle, top - TILE + middle, size=drawing, colour=style.INK)
    canvas.setFillColor(style.BRAND)
    canvas.circle(LEFT + TILE, top - 4.5 * mm, 5 * mm, stroke=0, fill=1)
    ink.line(
        canvas,
        number,
        LEFT + TILE,
        top - 6.5 * mm,
        font=style.BOLD,
        size=16,
        side="middle",
        colour=style.WHITE,
    )
    ink.line(
        canvas,
        step.title,
        TEXT,
        top - 6.2 * mm,
        font=style.BOLD,
        size=18,
        width=RIGHT - TEXT,
        colour=style.BRAND,
    )
    for row, sentence in enumerate(sentences):
        ink.line(canvas, sentence, TEXT, top - 14 * mm - row * LINE, size=SIZE)


def _draw_help(canvas: Canvas, sheet: QuickStart, telephone: str, hours: str, code: str) -> None:
    bottom, height = 23 * mm, 35 * mm
    top = bottom + height
    canvas.setFillColor(style.BRAND)
    canvas.roundRect(LEFT, bottom, RIGHT - LEFT, height, 8, stroke=0, fill=1)
    pictures.draw(canvas, "calls", LEFT + 5 * mm, bottom + 10 * mm, size=15 * mm, colour=style.WHITE)
    x, width = TEXT - 3 * mm, RIGHT - TEXT - 2 * mm
    call = f"{sheet.words['call']} {telephone}" if telephone else "______________________"
    said = f"{sheet.words['code']} {shown(code)}" if code else ""
    for text, drop, font, size in (
        (sheet.words["help"], 8, style.REGULAR, 15),
        (call, 18, style.BOLD, 25),
        (hours, 24.5, style.REGULAR, 13),
        (said, 31, style.BOLD, 14),
    ):
        ink.line(canvas, text, x, top - drop * mm, font=font, size=size, width=width, colour=style.WHITE)
    for row, sentence in enumerate(sheet.foot):
        ink.line(canvas, sentence, LEFT, 16.5 * mm - row * LINE, size=14, width=RIGHT - LEFT)
