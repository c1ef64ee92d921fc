"""Draws the sheet of command barcodes that hangs by a workbench: large enough to scan, too far apart to mistake."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from io import BytesIO
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from inventory.queries import CommandGroup, CommandLabel
from reuse.documents import ink, kit, style

MODULE = 9 * ink.DOT  # 0.38 mm: any scanner reads it from a forearm away
COLUMNS, GAP = 3, 2.5 * mm
CARD, BARS, HEADING = 22 * mm, 10 * mm, 8 * mm  # heights
LEFT, RIGHT = 14 * mm, A4[0] - 14 * mm
TOP, FOOT = A4[1] - 33 * mm, 15 * mm
CARD_WIDTH = (RIGHT - LEFT - (COLUMNS - 1) * GAP) / COLUMNS
LEAD = gettext_lazy("Scan one on the scan page: the series goes on with it, without a touch of the mouse.")
SMALLEST = 0.75  # of the size, before a long text is cut


@dataclass(frozen=True, slots=True)
class _Text:
    """How a line is set."""

    font: str
    size: float
    colour: Color = style.INK
    side: Literal["left", "middle", "right"] = "left"


_TITLE, _SITE = _Text(style.BOLD, 20), _Text(style.BOLD, 10, side="right")
_LEAD, _SMALL = _Text(style.REGULAR, 9.6, style.SOFT), _Text(style.REGULAR, 7.6, style.SOFT)
_PAGE = _Text(style.REGULAR, 7.6, style.SOFT, side="right")
_HEADING, _EXIT = _Text(style.BOLD, 12, style.BRAND), _Text(style.BOLD, 12, style.BAD)
_TWO_LINES = _Text(style.BOLD, 8.4, side="middle")
_WORDS, _CODE = _Text(style.BOLD, 10.4, side="middle"), _Text(style.MONO, 6.6, style.SOFT, side="middle")


def command_sheet(groups: Sequence[CommandGroup], *, site: str, language: str) -> bytes:
    """The sheet as PDF, in the language in force."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, lang=language, invariant=1)
    canvas.setTitle(f"{_('Commands to scan')}, {site}")
    canvas.setCreator("Reuse")
    pages = list(_pages(groups))
    for number, page in enumerate(pages, start=1):
        _draw_frame(canvas, site, f"{number} / {len(pages)}")
        top = TOP
        for group in page:
            _draw_group(canvas, group, top)
            top -= _height(group)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _pages(groups: Sequence[CommandGroup]) -> Iterator[list[CommandGroup]]:
    """Groups are never parted."""
    page: list[CommandGroup] = []
    for group in groups:
        if page and sum(map(_height, [*page, group])) > TOP - FOOT:
            yield page
            page = []
        page.append(group)
    if page:
        yield page


def _height(group: CommandGroup) -> float:
    return HEADING + -(-len(group.commands) // COLUMNS) * (CARD + GAP)


def _draw_frame(canvas: Canvas, site: str, page: str) -> None:
    write = partial(_write, canvas)
    width = RIGHT - LEFT
    write(_("Commands to scan"), LEFT, A4[1] - 17 * mm, _TITLE, width / 2)
    write(site, RIGHT, A4[1] - 17 * mm, _SITE, width / 2)
    write(LEAD, LEFT, A4[1] - 23.5 * mm, _LEAD, width)
    kit.stitch(canvas, LEFT, A4[1] - 27.5 * mm, width)
    write(_("Print at actual size, without “fit to page”."), LEFT, 8 * mm, _SMALL, width / 2)
    write(page, RIGHT, 8 * mm, _PAGE, width / 2)


def _draw_group(canvas: Canvas, group: CommandGroup, top: float) -> None:
    _write(canvas, group.title, LEFT, top - 5 * mm, _EXIT if group.is_exit else _HEADING, RIGHT - LEFT)
    for place, command in enumerate(group.commands):
        row, column = divmod(place, COLUMNS)
        x = LEFT + column * (CARD_WIDTH + GAP)
        _draw_card(canvas, command, x, top - HEADING - row * (CARD + GAP) - CARD)


def _draw_card(canvas: Canvas, command: CommandLabel, x: float, y: float) -> None:
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(x, y, CARD_WIDTH, CARD, 5, stroke=1, fill=0)
    middle = x + CARD_WIDTH / 2
    width = CARD_WIDTH - 5 * mm
    first, *rest = simpleSplit(style.printable(command.words), _WORDS.font, _WORDS.size, width)
    if rest:
        _write(canvas, first, middle, y + CARD - 3.9 * mm, _TWO_LINES, width)
        _write(canvas, " ".join(rest), middle, y + CARD - 7 * mm, _TWO_LINES, width)
    else:
        _write(canvas, first, middle, y + CARD - 5 * mm, _WORDS, width)
    left = middle - ink.bars_width(command.text, MODULE) / 2
    ink.bars(canvas, command.text, left, y + 4.4 * mm, height=BARS, module=MODULE)
    _write(canvas, command.text, middle, y + 1.7 * mm, _CODE, width)


def _write(canvas: Canvas, text: object, x: float, y: float, look: _Text, width: float) -> None:
    ink.line(canvas, text, x, y, **asdict(look), width=width, smallest=SMALLEST)
