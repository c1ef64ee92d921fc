"""One label as SVG, in the very places of the PDF, for the page that asks what to print."""

import re
from html import escape

from labels.formats import Format
from labels.layout import POINT, Box, TextLine, arrange
from labels.pdf import BOLD, REGULAR, Label, fitted, shown
from labels.symbols import code128_symbol, qr_symbol

_RECTANGLE = re.compile(r"(\d+) (\d+) (\d+) 1 re\n?")


def svg_preview(label: Label, *, format: Format, dpi: int = 600) -> str:  # noqa: A002  as for write_pdf
    """Attributes only, no inline style: the page's security policy forbids it."""
    qr, bars = qr_symbol(label.url), code128_symbol(label.code)
    layout = arrange(format, qr=qr.modules, bars=bars.modules, lines=len(label.lines), dpi=dpi)
    title = label.title or shown(label.code)
    marks = [_path(qr.path, layout.qr, layout.qr.module)]
    if layout.bars:
        marks.append(_path(bars.path, layout.bars, layout.bars.height))
    marks.append(_text(title, layout.title, BOLD))
    marks += [_text(text, line, REGULAR) for text, line in zip(label.lines, layout.lines, strict=False)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="label" role="img" aria-label="{escape(title)}" '
        f'width="{format.width}mm" height="{format.height}mm" viewBox="0 0 {format.width} {format.height}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(marks)}</svg>'
    )


def _path(path: str, box: Box, unit_height: float) -> str:
    outline = _RECTANGLE.sub(r"M\1 \2h\3v1h-\3z", path)
    place = f"translate({box.x:.3f} {box.y + box.height:.3f}) scale({box.module:.5f} {-unit_height:.5f})"
    return f'<path transform="{place}" d="{outline}"/>'


def _text(text: str, line: TextLine, font: str) -> str:
    shortened, size = fitted(text, font, line.size, line.width / POINT)
    weight = "bold" if font == BOLD else "normal"
    return (
        f'<text x="{line.x:.3f}" y="{line.y:.3f}" font-size="{size * POINT:.3f}" font-weight="{weight}" '
        f'font-family="Helvetica, Arial, sans-serif">{escape(shortened)}</text>'
    )
