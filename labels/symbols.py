"""Text to symbol: dark runs in whole modules, as the rectangles of one PDF path, ready to scale and fill once."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

import zxingcpp
from barcode.charsets import code128
from django.utils.translation import gettext

CODE128_QUIET = 10  # modules of white on either side of the bars
QR_QUIET = 4  # modules of white all round
_ALPHANUMERIC = (20, 38, 61, 90, 122, 154, 178, 221)  # capitals a QR code holds at level M, by version
_BYTES = (14, 26, 42, 62, 84, 106, 122, 152)
_MASK = 3  # looking for the best of eight takes five times as long as all the rest; any of them scans

_DARK_RUN = re.compile(b"\x00+")
_RECTANGLE = re.compile(r"(\d+) (\d+) (\d+) 1 re\n?")


class Unencodable(ValueError):
    """The text cannot be written in this symbol at any size."""

    def __init__(self, symbol: str, text: str) -> None:
        super().__init__(symbol, text)
        self.symbol, self.text = symbol, text

    def __str__(self) -> str:
        return gettext("A %(symbol)s cannot hold this text: %(text)s") % {
            "symbol": self.symbol,
            "text": repr(self.text[:80]),
        }


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol `modules` wide without its quiet zone; `path` fills the dark part, from the bottom left."""

    modules: int
    path: str

    @property
    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Left end, row from the bottom, and length of each dark run."""
        for run in _RECTANGLE.finditer(self.path):
            left, row, length = run.groups()
            yield int(left), int(row), int(length)

    @property
    def svg_path(self) -> str:
        return _RECTANGLE.sub(r"M\1 \2h\3v1h-\3z", self.path)


def code128_symbol(text: str) -> Symbol:
    """Bars one unit high; code set B alone, since our codes are letters."""
    unknown = set(text) - code128.B.keys()
    if unknown or not text:
        raise Unencodable("Code 128", text)
    values = [code128.START_CODES["B"], *(code128.B[character] for character in text)]
    check = values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))
    widths = "".join(_WIDTHS[value] for value in [*values, check % 103]) + _STOP
    edges = list(accumulate(map(int, widths), initial=0))
    bars = (f"{left} 0 {right - left} 1 re" for left, right in zip(edges[::2], edges[1::2], strict=True))
    return Symbol(edges[-1], "\n".join(bars))


def code128_modules(length: int) -> int:
    """How wide the bars of a text of so many letters are."""
    return 11 * length + 35


def qr_symbol(text: str) -> Symbol:
    """Error level M: a scratched label still reads."""
    try:
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK)
    except ValueError as refusal:
        raise Unencodable("QR code", text) from refusal
    image = barcode.to_image(scale=1, add_quiet_zones=False)
    dark = memoryview(image).tobytes()  # type: ignore[arg-type]  # its stub forgets the buffer protocol
    modules = math.isqrt(len(dark))
    rectangles = (
        f"{run.start() % modules} {modules - 1 - run.start() // modules} {run.end() - run.start()} 1 re"
        for row in range(0, len(dark), modules)
        for run in _DARK_RUN.finditer(dark, row, row + modules)
    )
    return Symbol(modules, "\n".join(rectangles))


def qr_modules(length: int, *, is_capitals: bool = True) -> int:
    """How wide the QR code of an address of so many characters is."""
    for version, capacity in enumerate(_ALPHANUMERIC if is_capitals else _BYTES, start=1):
        if length <= capacity:
            return 17 + 4 * version
    raise Unencodable("QR code", "…" * length)


def _run_widths(pattern: str) -> str:
    return "".join(str(len(list(run))) for _digit, run in groupby(pattern))


_WIDTHS = [_run_widths(pattern) for pattern in code128.CODES]
_STOP = _run_widths(code128.STOP + "11")
