"""Draws the request form on paper: two A4 pages with large boxes, and a number that a scan reads. It asks for no name."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, Protocol

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from inventory import codes
from reuse.documents import ink, kit, style

LANGUAGE: Final = "fr"
WIDTH, HEIGHT = A4
LEFT, RIGHT = 16 * mm, WIDTH - 16 * mm
HEAD, FOOT = HEIGHT - 42 * mm, 17 * mm
BOX: Final = 5.5 * mm
LINE: Final = 8.6 * mm  # from one box to the next below
COLUMNS: Final = 3


class Asked(Protocol):
    """A question as the paper needs it."""

    @property
    def words(self) -> str: ...
    @property
    def boxes(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def is_many(self) -> bool: ...


def request_forms(numbers: Sequence[str], pages: Sequence[Sequence[Asked]], *, partner: str) -> bytes:
    """Blank forms as PDF, one after the other: the first page for the person, the second for who helps."""
    target = BytesIO()
    with translation.override(LANGUAGE):
        canvas = Canvas(target, pagesize=A4, lang=LANGUAGE, invariant=1)
        canvas.setTitle(_("Request forms"))
        canvas.setCreator("Reuse")
        for number in numbers:
            first = 1
            for page, questions in enumerate(pages):
                _draw_page(canvas, number, page, questions, first, partner)
                first += len(questions)
                canvas.showPage()
        canvas.save()
    return target.getvalue()


def _draw_page(
    canvas: Canvas, number: str, page: int, questions: Sequence[Asked], first: int, partner: str
) -> None:
    titles = (_("I would like a device"), _("For who helps the person"))
    advice = (
        _("Tick one box for each question. Do not write your name, your address or your telephone number."),
        _("You saw the documents: no copy is kept. Write no name. Scan the barcode to enter the form."),
    )
    left = RIGHT - ink.bars_width(number)
    ink.bars(canvas, number, left, HEIGHT - 24 * mm, height=13 * mm)
    ink.line(canvas, codes.shown(number), RIGHT, HEIGHT - 29 * mm, font=style.MONO, size=11, side="right")
    width = left - 6 * mm - LEFT
    ink.line(canvas, titles[page], LEFT, HEIGHT - 18 * mm, font=style.BOLD, size=20, width=width)
    ink.line(canvas, partner, LEFT, HEIGHT - 24.5 * mm, width=width)
    ink.line(canvas, advice[page], LEFT, HEIGHT - 34.5 * mm, width=RIGHT - LEFT)
    kit.stitch(canvas, LEFT, HEIGHT - 37.5 * mm, RIGHT - LEFT)
    spare = HEAD - FOOT - sum(_height(question) for question in questions)
    gap = min(9 * mm, spare / max(1, len(questions)))
    y = HEAD
    for position, question in enumerate(questions, start=first):
        _draw_question(canvas, question, position, y)
        y -= _height(question) + gap
    ink.line(canvas, _("Page %(page)s of 2") % {"page": page + 1}, RIGHT, 9 * mm, size=9, side="right")
    foot = _("A device may be refused. Asking costs nothing, and every answer is explained.")
    ink.line(canvas, foot, LEFT, 9 * mm, size=9)


def _columns(question: Asked) -> int:
    """Long answers have a line of their own."""
    longest = max((len(title) for title, _hint in question.boxes), default=0)
    return next((count for count, most in ((COLUMNS, 24), (2, 52)) if longest <= most), 1)


def _height(question: Asked) -> float:
    rows = -(-len(question.boxes) // _columns(question)) if question.boxes else 1
    return 6.5 * mm + rows * LINE


def _draw_question(canvas: Canvas, question: Asked, position: int, top: float) -> None:
    words = f"{position}. {question.words}"
    ink.line(canvas, words, LEFT, top - 4.5 * mm, font=style.BOLD, size=12.5, width=RIGHT - LEFT)
    if question.is_many:
        shown = min(canvas.stringWidth(style.printable(words), style.BOLD, 12.5), RIGHT - LEFT)
        ink.line(canvas, _("several answers"), LEFT + shown + 3 * mm, top - 4.5 * mm, size=9)
    y = top - 6.5 * mm
    if not question.boxes:
        canvas.setStrokeColor(style.SOFT)
        canvas.setLineWidth(0.7)
        canvas.line(LEFT, y - 6.5 * mm, RIGHT, y - 6.5 * mm)
        return
    columns = _columns(question)
    width = (RIGHT - LEFT) / columns
    canvas.setStrokeColor(style.INK)
    canvas.setLineWidth(1)
    for count, (title, hint) in enumerate(question.boxes):
        x, row = LEFT + count % columns * width, y - (count // columns + 1) * LINE
        canvas.roundRect(x, row + 1.2 * mm, BOX, BOX, 2, stroke=1, fill=0)
        _draw_answer(canvas, title, hint, x + BOX + 2.2 * mm, row + 2.6 * mm, width - BOX - 4 * mm)


def _draw_answer(canvas: Canvas, title: str, hint: str, x: float, y: float, width: float) -> None:
    """What stands beside a box: one line, or two smaller ones."""
    rows = simpleSplit(style.printable(title), style.REGULAR, 11, width)
    if len(rows) == 1:
        ink.line(canvas, title, x, y + (1.2 * mm if hint else 0), size=11)
        if hint:
            ink.line(canvas, hint, x, y - 2.6 * mm, size=8, width=width)
        return
    for number, row in enumerate(simpleSplit(style.printable(title), style.REGULAR, 9.5, width)[:2]):
        ink.line(canvas, row, x, y + 1.6 * mm - number * 3.8 * mm, size=9.5, width=width)
