"""Draws the sheet of the first fifteen minutes: one A4, large print, our own drawings, a telephone number."""

from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from beneficiaries.exports import ink
from beneficiaries.queries.quick_start import QuickStart, Step
from inventory.codes import shown
from inventory.documents import pictures
from reuse.documents import kit, style

WIDTH, HEIGHT = A4
LEFT, RIGHT = 15 * mm, WIDTH - 15 * mm
COLUMN: Final = (RIGHT - LEFT - 8 * mm) / 2
ROW: Final = 59 * mm
DRAWING: Final = 20 * mm


def pdf(sheet: QuickStart, *, type_name: str, telephone: str, hours: str, code: str = "") -> bytes:
    """The sheet as PDF. `code`: of the device it goes with."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, lang="en" if sheet.language == "en" else "fr", invariant=1)
    canvas.setTitle(sheet.title)
    canvas.setCreator("Reuse")
    ink.line(canvas, sheet.title, LEFT, HEIGHT - 22 * mm, font=style.BOLD, size=28, width=RIGHT - LEFT)
    what = f"{type_name[:1].upper()}{type_name[1:]}, {sheet.system}"
    ink.line(canvas, what, LEFT, HEIGHT - 31 * mm, size=15, colour=style.SOFT)
    kit.stitch(canvas, LEFT, HEIGHT - 35 * mm, RIGHT - LEFT, 2)
    for number, step in enumerate(sheet.steps):
        x = LEFT + number % 2 * (COLUMN + 8 * mm)
        _draw_step(canvas, number + 1, step, x, HEIGHT - 42 * mm - number // 2 * ROW)
    _draw_help(canvas, sheet, telephone, hours, code)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_step(canvas: Canvas, number: int, step: Step, x: float, top: float) -> None:
    canvas.setFillColor(style.SUNK)
    canvas.roundRect(x, top - ROW + 4 * mm, COLUMN, ROW - 4 * mm, 6, stroke=0, fill=1)
    canvas.setFillColor(style.BRAND)
    canvas.circle(x + 10 * mm, top - 12 * mm, 6 * mm, stroke=0, fill=1)
    ink.line(
        canvas,
        number,
        x + 10 * mm,
        top - 14.2 * mm,
        font=style.BOLD,
        size=18,
        side="middle",
        colour=style.WHITE,
    )
    pictures.draw(
        canvas,
        step.drawing,
        x + COLUMN - DRAWING - 4 * mm,
        top - 4 * mm - DRAWING,
        size=DRAWING,
        colour=style.INK,
    )
    ink.line(
        canvas,
        step.title,
        x + 19 * mm,
        top - 14 * mm,
        font=style.BOLD,
        size=17,
        width=COLUMN - DRAWING - 26 * mm,
    )
    ink.block(canvas, step.text, x + 5 * mm, top - 31 * mm, width=COLUMN - 10 * mm, size=13.5, leading=1.3)


def _draw_help(canvas: Canvas, sheet: QuickStart, telephone: str, hours: str, code: str) -> None:
    top = HEIGHT - 42 * mm - 3 * ROW - 2 * mm
    height = top - 26 * mm
    canvas.setStrokeColor(style.BRAND)
    canvas.setLineWidth(2)
    canvas.roundRect(LEFT, top - height, RIGHT - LEFT, height, 6, stroke=1, fill=0)
    pictures.draw(canvas, "calls", LEFT + 6 * mm, top - 22 * mm, size=15 * mm, colour=style.BRAND)
    x, width = LEFT + 28 * mm, RIGHT - LEFT - 34 * mm
    ink.line(canvas, sheet.words["help"], x, top - 9 * mm, font=style.BOLD, size=15)
    call = f"{sheet.words['call']} {telephone}" if telephone else "______________________"
    ink.line(canvas, call, x, top - 18.5 * mm, font=style.BOLD, size=24, width=width, colour=style.BRAND)
    ink.line(canvas, hours, x, top - 25 * mm, size=12, width=width)
    if code:
        said = f"{sheet.words['code']} : {shown(code)}"
        ink.line(canvas, said, x, top - 32 * mm, font=style.BOLD, size=12, width=width)
    ink.block(canvas, sheet.words["foot"], LEFT, 18 * mm, width=RIGHT - LEFT, size=12)
