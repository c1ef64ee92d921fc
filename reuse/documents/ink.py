"""Bars, squares and lines of text for the papers drawn point by point; every symbol is one fill."""

from typing import Final

from reportlab.lib.colors import Color, black
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from labels.symbols import Symbol, code128_symbol, qr_symbol
from reuse.documents import style

DOT: Final = 72 / 600  # bars begin and end on dots of an office printer
MODULE: Final = 8 * DOT  # a third of a millimetre: nearly three dots at 200 dpi


def bars(canvas: Canvas, text: str, x: float, y: float, *, height: float, module: float = MODULE) -> float:
    """A Code 128 from x; how wide it is."""
    symbol = code128_symbol(text)
    _fill(canvas, symbol, round(x / DOT) * DOT, y, module, height)
    return symbol.modules * module


def bars_width(text: str, module: float = MODULE) -> float:
    """How wide the bars of a text are."""
    return code128_symbol(text).modules * module


def square(canvas: Canvas, text: str, x: float, y: float, *, side: float) -> None:
    """A QR code."""
    symbol = qr_symbol(text)
    module = side / symbol.modules
    _fill(canvas, symbol, x, y, module, module)


def _fill(canvas: Canvas, symbol: Symbol, x: float, y: float, across: float, up: float) -> None:
    path = canvas.beginPath()
    for left, row, length in symbol.runs:
        path.rect(x + left * across, y + row * up, length * across, up)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def line(  # noqa: PLR0913  a line of print has as many properties
    canvas: Canvas,
    text: object,
    x: float,
    y: float,
    *,
    font: str = style.REGULAR,
    size: float = 10,
    side: str = "left",
    width: float = 0,
    colour: Color = style.INK,
    smallest: float = 0,
) -> None:
    """A line of text; one that is too long shrinks, down to a share of its size, then is cut."""
    shown = style.printable(text)
    if width:
        size *= max(smallest, min(1, width / max(1, canvas.stringWidth(shown, font, size))))
        while len(shown) > 1 and canvas.stringWidth(shown, font, size) > width + 0.01:
            shown = shown.rstrip("…")[:-1].rstrip() + "…"
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    draw = {"left": canvas.drawString, "middle": canvas.drawCentredString, "right": canvas.drawRightString}
    draw[side](x, y, shown)


def block(
    canvas: Canvas,
    text: object,
    x: float,
    y: float,
    *,
    width: float,
    font: str = style.REGULAR,
    size: float = 10,
    leading: float = 1.35,
) -> float:
    """Text over as many lines as it takes, the first on y; the place of the next line."""
    for row in simpleSplit(style.printable(text), font, size, width):
        line(canvas, row, x, y, font=font, size=size)
        y -= size * leading
    return y
