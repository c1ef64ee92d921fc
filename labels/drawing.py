"""One label, drawn: its symbols, its texts and where they lie; PDF, ZPL and SVG all print this."""

from dataclasses import dataclass, replace

from labels.arrangements import POINT, Box, TextLine
from labels.formats import Format
from labels.layout import Symbols, SymbolTooLarge, arrange
from labels.symbols import Symbol, code128_symbol, qr_symbol
from labels.typefaces import BOLD, REGULAR, Typeface, fitted


@dataclass(frozen=True, slots=True)
class Label:
    """`code` goes into the Code 128, `url` into the QR; `title` is what people read, the code if empty."""

    code: str
    url: str
    title: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Words where they start (left end of the baseline, mm), their face and their size in points."""

    words: str
    face: Typeface
    size: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything on a label; the bars, one unit high and stretched to their box, say `code`."""

    code: str
    qr: tuple[Symbol, Box] | None
    bars: tuple[Symbol, Box] | None
    texts: tuple[Text, ...]


def draw(label: Label, format: Format, *, symbols: Symbols, dpi: int) -> Drawing:  # noqa: A002  as everyone says
    """Each symbol is encoded once; a label too small for the address gets the QR code of the code alone."""
    qr, bars, lines = qr_symbol(label.url), code128_symbol(label.code), len(label.lines)
    try:
        layout = arrange(format, qr=qr.modules, bars=bars.modules, lines=lines, dpi=dpi, symbols=symbols)
    except SymbolTooLarge:
        qr, spared = qr_symbol(label.code), qr.modules
        if symbols not in (Symbols.AUTO, Symbols.QR) or qr.modules >= spared:
            raise
        layout = arrange(format, qr=qr.modules, bars=bars.modules, lines=lines, dpi=dpi, symbols=symbols)
    rows = _rows(label.title or shown(label.code), len(layout.title))
    texts = [_text(row, BOLD, line) for row, line in zip(rows, layout.title, strict=False)]
    texts += _even(
        [_text(words, REGULAR, line) for words, line in zip(label.lines, layout.lines, strict=False)]
    )
    return Drawing(
        label.code,
        (qr, layout.qr) if layout.qr else None,
        (bars, layout.bars) if layout.bars else None,
        tuple(texts),
    )


def shown(code: str) -> str:
    """Our nine letters as people read them: BCDE-FGHJ-K; any other text as it is."""
    return f"{code[:4]}-{code[4:8]}-{code[8]}" if len(code) == 9 else code


def _text(words: str, face: Typeface, line: TextLine) -> Text:
    words, size = fitted(words, face, line.size, line.width / POINT)
    return Text(words, face, size, line.x, line.y)


def _even(lines: list[Text]) -> list[Text]:
    """Lines under one another are all as small as the longest has become."""
    size = min((line.size for line in lines), default=0.0)
    return [line if line.size == size else replace(line, size=size) for line in lines]


def _rows(title: str, count: int) -> tuple[str, ...]:
    """A title for one row, or in two halves parted at the space or hyphen next to its middle."""
    if count == 1:
        return (title,)
    partings = [place for place, character in enumerate(title, start=1) if character in " -"]
    if not partings:
        return (title,)
    parting = min(partings, key=lambda place: abs(place - len(title) / 2))
    return title[:parting].rstrip(), title[parting:]
