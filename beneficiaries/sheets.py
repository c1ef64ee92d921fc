"""Draws the request form on paper: two A4 pages with large boxes, and a number that a scan reads. It asks for no name."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, Protocol

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from inventory import codes
from labels.symbols import code128_symbol
from reuse.documents import kit, style

LANGUAGE: Final = "fr"
DOT: Final = 72 / 600  # bars begin and end on dots of an office printer
MODULE: Final = 8 * DOT  # a third of a millimetre
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
    left = round((RIGHT - code128_symbol(number).modules * MODULE) / DOT) * DOT
    _bars(canvas, number, left, HEIGHT - 24 * mm)
    _write(canvas, codes.shown(number), RIGHT, HEIGHT - 29 * mm, style.MONO, 11, side="right")
    width = left - 6 * mm - LEFT
    _write(canvas, titles[page], LEFT, HEIGHT - 18 * mm, style.BOLD, 20, width=width)
    _write(canvas, partner, LEFT, HEIGHT - 24.5 * mm, style.REGULAR, 10, width=width)
    _write(canvas, advice[page], LEFT, HEIGHT - 34.5 * mm, style.REGULAR, 10, width=RIGHT - LEFT)
    kit.stitch(canvas, LEFT, HEIGHT - 37.5 * mm, RIGHT - LEFT)
    spare = HEAD - FOOT - sum(_height(question) for question in questions)
    gap = min(9 * mm, spare / max(1, len(questions)))
    y = HEAD
    for position, question in enumerate(questions, start=first):
        _draw_question(canvas, question, position, y)
        y -= _height(question) + gap
    _write(
        canvas, _("Page %(page)s of 2") % {"page": page + 1}, RIGHT, 9 * mm, style.REGULAR, 9, side="right"
    )
    foot = _("A device may be refused. Asking costs nothing, and every answer is explained.")
    _write(canvas, foot, LEFT, 9 * mm, style.REGULAR, 9)


def _columns(question: Asked) -> int:
    """Long answers have a line of their own."""
    longest = max((len(title) for title, _hint in question.boxes), default=0)
    return next((count for count, most in ((COLUMNS, 24), (2, 52)) if longest <= most), 1)


def _height(question: Asked) -> float:
    rows = -(-len(question.boxes) // _columns(question)) if question.boxes else 1
    return 6.5 * mm + rows * LINE


def _draw_question(canvas: Canvas, question: Asked, position: int, top: float) -> None:
    words = f"{position}. {question.words}"
    _write(canvas, words, LEFT, top - 4.5 * mm, style.BOLD, 12.5, width=RIGHT - LEFT)
    if question.is_many:
        shown = min(canvas.stringWidth(style.printable(words), style.BOLD, 12.5), RIGHT - LEFT)
        _write(canvas, _("several answers"), LEFT + shown + 3 * mm, top - 4.5 * mm, style.REGULAR, 9)
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
        _write(canvas, title, x, y + (1.2 * mm if hint else 0), style.REGULAR, 11)
        if hint:
            _write(canvas, hint, x, y - 2.6 * mm, style.REGULAR, 8, width=width)
        return
    for number, row in enumerate(simpleSplit(style.printable(title), style.REGULAR, 9.5, width)[:2]):
        _write(canvas, row, x, y + 1.6 * mm - number * 3.8 * mm, style.REGULAR, 9.5, width=width)


def _bars(canvas: Canvas, text: str, left: float, y: float) -> None:
    """One fill for the whole symbol, from a dot of the printer to another."""
    path = canvas.beginPath()
    for bar in code128_symbol(text).path.splitlines():
        start, _bottom, width, *_rest = bar.split()
        path.rect(left + int(start) * MODULE, y, int(width) * MODULE, 13 * mm)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def _write(
    canvas: Canvas,
    text: object,
    x: float,
    y: float,
    font: str,
    size: float,
    *,
    side: str = "left",
    width: float = 0,
) -> None:
    """A line of text; one that is too long shrinks."""
    shown = style.printable(text)
    if width:
        size *= min(1, width / max(1, canvas.stringWidth(shown, font, size)))
    canvas.setFillColor(style.INK)
    canvas.setFont(font, size)
    (canvas.drawRightString if side == "right" else canvas.drawString)(x, y, shown)
