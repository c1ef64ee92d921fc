"""Labels and sheets as SVG or to be marked, in the very places of the PDF, for the page that asks what to print."""

import math
from collections.abc import Collection
from html import escape

from labels.arrangements import POINT, Box
from labels.drawing import Label, Text, draw, shown
from labels.formats import Format
from labels.layout import Symbols
from labels.sheets import place
from labels.symbols import Symbol
from labels.typefaces import BOLD

SMALLEST_TARGET = 24  # pixels (WCAG 2.2, 2.5.8)


def svg_preview(
    label: Label,
    *,
    format: Format,  # noqa: A002  as for write_pdf
    dpi: int | None = None,
    symbols: Symbols | str = Symbols.AUTO,
) -> str:
    """Attributes only, no inline style: the page's security policy forbids it."""
    drawing = draw(label, format, symbols=Symbols(symbols), dpi=dpi or format.dpi)
    marks = []
    if drawing.qr:
        symbol, box = drawing.qr
        marks.append(_path(symbol, box, box.module))
    if drawing.bars:
        symbol, box = drawing.bars
        marks.append(_path(symbol, box, box.height))
    marks += map(_text, drawing.texts)
    title = escape(label.title or shown(label.code))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="label" role="img" aria-label="{title}" '
        f'width="{format.width:g}mm" height="{format.height:g}mm" viewBox="0 0 {format.width:g} {format.height:g}">'
        f'<rect width="100%" height="100%" rx="{format.corner:g}" fill="#fff"/>{"".join(marks)}</svg>'
    )


def svg_sheet(
    format: Format,  # noqa: A002
    *,
    used: Collection[int] = (),
    title: str = "",
) -> str:
    """A whole sheet in millimetres with its labels numbered; those in `used` are drawn grey and crossed out."""
    cells = "".join(
        _cell(format, number, is_used=number in used) for number in range(1, format.per_sheet + 1)
    )
    width, height = f"{format.page_width:g}", f"{format.page_height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet" role="img" aria-label="{escape(title or format.name)}" '
        f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<rect class="sheet-paper" width="{width}" height="{height}" fill="#fff"/>{cells}</svg>'
    )


def sheet_css(
    format: Format,  # noqa: A002
    *,
    of: str,
) -> str:
    """The rules that lay the nth child of `of` where the nth label of a sheet lies, to scale: a page has no inline style.

    The sheet is drawn wide enough for a finger, or a shaky hand, to tell its labels apart.
    """
    across, down = 100 / format.page_width, 100 / format.page_height
    least = math.ceil(
        max(SMALLEST_TARGET / format.height, SMALLEST_TARGET / format.width) * format.page_width
    )
    columns = (
        f"{of} > :nth-child({format.columns}n+{column + 1}) {{ left: {(format.left + column * format.pitch_x) * across:.3f}% }}"
        for column in range(format.columns)
    )
    rows = (
        f"{of} > :nth-child(n+{row * format.columns + 1}) {{ top: {(format.top + row * format.pitch_y) * down:.3f}% }}"
        for row in range(format.rows)
    )
    return "\n".join(
        (
            f"{of} {{ min-width: {least}px }}",
            f"{of}::before {{ padding-top: {100 * format.page_height / format.page_width:.3f}% }}",
            f"{of} > * {{ width: {format.width * across:.3f}%; height: {format.height * down:.3f}% }}",
            *columns,
            *rows,
        )
    )


def _cell(format: Format, number: int, *, is_used: bool) -> str:  # noqa: A002
    spot, width, height = place(format, number), format.width, format.height
    size = min(10.0, 0.5 * height, 0.35 * width)
    cross = (
        f'<path d="M0 0L{width:g} {height:g}M0 {height:g}L{width:g} 0" stroke="#8a8f90" stroke-width="0.3"/>'
    )
    return (
        f'<g class="sheet-label{" is-used" * is_used}" transform="translate({spot.x:.2f} {spot.y:.2f})">'
        f'<rect width="{width:g}" height="{height:g}" rx="{format.corner:g}" '
        f'fill="{"#e4e4df" if is_used else "#fff"}" stroke="#8a8f90" stroke-width="0.3"/>{cross * is_used}'
        f'<text x="{width / 2:g}" y="{height / 2 + 0.36 * size:.2f}" font-size="{size:.2f}" text-anchor="middle" '
        f'fill="#4f5a5c">{number}</text></g>'
    )


def _path(symbol: Symbol, box: Box, unit_height: float) -> str:
    place = f"translate({box.x:.3f} {box.y + box.height:.3f}) scale({box.module:.5f} {-unit_height:.5f})"
    return f'<path transform="{place}" d="{symbol.svg_path}"/>'


def _text(text: Text) -> str:
    weight = "bold" if text.face is BOLD else "normal"
    length = (
        text.face.width(text.words, text.size) * POINT
    )  # whatever face the browser has, the words keep their room
    return (
        f'<text x="{text.x:.3f}" y="{text.y:.3f}" font-size="{text.size * POINT:.3f}" font-weight="{weight}" '
        f'textLength="{length:.3f}" lengthAdjust="spacingAndGlyphs" '
        f'font-family="DejaVu Sans Condensed, Arial, sans-serif">{escape(text.words)}</text>'
    )
