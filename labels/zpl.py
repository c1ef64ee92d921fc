"""Writes labels in the language of Zebra printers, in the very places of the PDF, on whole dots of the printer."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.utils.translation import gettext

from labels.arrangements import Box
from labels.calibration import Calibration
from labels.drawing import Drawing, Label, Text, draw
from labels.formats import Format
from labels.layout import Symbols
from labels.pdf import NothingToPrint
from labels.sheets import place
from labels.symbols import Symbol

_CODE128_ESCAPES = str.maketrans({"^": "><", ">": ">0", "~": ">="})  # within the data of ^BC


class NotARoll(ValueError):
    """ZPL knows labels one after the other, not sheets."""

    def __init__(self, sheet: Format) -> None:
        super().__init__(sheet)
        self.sheet = sheet

    def __str__(self) -> str:
        return gettext("ZPL is for rolls; %(name)s is a sheet: print it as PDF.") % {"name": self.sheet.name}


def write_zpl(  # noqa: PLR0913  each is one thing to choose
    labels: Iterable[Label],
    *,
    format: Format,  # noqa: A002  as for write_pdf
    to: BinaryIO,
    dpi: int | None = None,
    symbols: Symbols | str = Symbols.AUTO,
    calibration: Calibration = Calibration(),  # noqa: B008  frozen
    darkness: int | None = None,
    speed: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """One ^XA…^XZ a label; of a calibration only the shift counts, since the dots of a label printer do not stretch."""
    if not format.is_roll:
        raise NotARoll(format)
    symbols, dpi, count = Symbols(symbols), dpi or format.dpi, 0
    page = _Page(format, dpi, calibration)
    start = page.start(darkness, speed)
    for count, label in enumerate(labels, start=1):
        fields = page.fields(draw(label, format, symbols=symbols, dpi=dpi))
        to.write("\n".join([start, *fields, "^PQ1", "^XZ", ""]).encode())
        if progress and not count % 100:
            progress(count)
    if not count:
        raise NothingToPrint
    if progress and count % 100:
        progress(count)
    return count


class _Page:
    """Millimetres of one roll to dots of one printer."""

    def __init__(self, format: Format, dpi: int, calibration: Calibration) -> None:  # noqa: A002
        self._format, self._dpi = format, dpi
        corner = place(format, 1)
        self._left, self._top = (
            self.dots(corner.x) + self.dots(calibration.x_mm),
            self.dots(corner.y) + self.dots(calibration.y_mm),
        )

    def dots(self, length: float) -> int:
        return round(length * self._dpi / 25.4)

    def start(self, darkness: int | None, speed: int | None) -> str:
        """Letters in UTF-8, the size of the label; what an earlier job left set is set back."""
        width, length = self.dots(self._format.page_width), self.dots(self._format.page_height)
        options = "" if darkness is None else f"^MD{min(30, max(-30, darkness))}"
        options += "" if speed is None else f"^PR{min(14, max(1, speed))}"
        return f"^XA^CI28^PON^LH0,0^LT0^PW{width}^LL{length}{options}"

    def fields(self, drawing: Drawing) -> Iterable[str]:
        if drawing.qr:
            yield self._qr(*drawing.qr)
        if drawing.bars:
            yield self._bars(*drawing.bars, drawing.code)
        for text in drawing.texts:
            yield self._text(text)

    def _at(self, x: float, y: float) -> str:
        """A corner left or above the paper does not exist for the printer."""
        return f"{max(0, self._left + self.dots(x))},{max(0, self._top + self.dots(y))}"

    def _bars(self, _symbol: Symbol, box: Box, code: str) -> str:
        """Drawn by the printer itself: code set B, no line of text under it."""
        module, height = self.dots(box.module), self.dots(box.height)
        return f"^FO{self._at(box.x, box.y)}^BY{module}^BCN,{height},N,N,N^FD{code.translate(_CODE128_ESCAPES)}^FS"

    def _qr(self, symbol: Symbol, box: Box) -> str:
        """A picture, dot for dot: with ^BQ each firmware chooses the version, the mask and the first row itself."""
        module = self.dots(box.module)
        row_bytes = -(-symbol.modules * module // 8)
        rows = _packed_rows(symbol, module, row_bytes)
        total = row_bytes * symbol.modules * module
        return f"^FO{self._at(box.x, box.y)}^GFA,{total},{total},{row_bytes},{rows}^FS"

    def _text(self, text: Text) -> str:
        """The printer's own scalable font, narrower than ours, on the baseline of ours."""
        height = self.dots(text.size * 25.4 / 72)
        return f"^FT{self._at(text.x, text.y)}^A0N,{height}^FH^FD{_escaped(text.words)}^FS"


def _packed_rows(symbol: Symbol, module: int, row_bytes: int) -> str:
    """Rows from the top in hexadecimal; `,` ends a row in white, `:` repeats the row above."""
    rows = [0] * symbol.modules
    width = row_bytes * 8
    for left, row, length in symbol.runs:
        dark = (1 << length * module) - 1
        rows[symbol.modules - 1 - row] |= dark << width - (left + length) * module
    packed = []
    for bits in rows:
        digits = f"{bits:0{2 * row_bytes}X}"
        shorter = digits.rstrip("0")
        packed.append((shorter + "," if shorter != digits else digits) + ":" * (module - 1))
    return "".join(packed)


def _escaped(words: str) -> str:
    """No text can become a command: what ZPL reads as one is written by its number."""
    return "".join(f"_{ord(letter):02X}" if letter in "^~_\\" else letter for letter in words)
