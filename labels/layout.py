"""What a label of a format carries, and where: the first arrangement that scans, or the size that would do."""

import math
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext

from labels import arrangements
from labels.arrangements import (
    BARS_FINEST,
    COLUMN_NARROWEST,
    LINE_SMALLEST,
    POINT,
    QR_SMALLEST,
    TEXT_TO_BARS,
    TEXT_TO_EDGE,
    Layout,
    Task,
    white,
)
from labels.formats import Format, millimetres
from labels.symbols import CODE128_QUIET, QR_QUIET, code128_modules, qr_modules


class Symbols(StrEnum):
    """What a label carries; `AUTO` is whatever its format names."""

    AUTO = "auto"
    BOTH = "code128+qr"
    QR = "qr"
    BARS = "code128"


class SymbolTooLarge(ValueError):
    """The symbols do not fit on the label unless printed too small to scan."""

    def __init__(self, sheet: Format, *, width: float, height: float, symbols: Symbols = Symbols.QR) -> None:
        super().__init__(sheet, width, height, symbols)
        self.sheet, self.width, self.height, self.symbols = sheet, width, height, symbols

    def __str__(self) -> str:
        return gettext(
            "Labels %(format)s are too small: %(symbols)s needs at least %(needed)s, these are %(offered)s."
        ) % {
            "format": self.sheet.name,
            "symbols": _NAMES[self.symbols],
            "needed": millimetres(self.width, self.height),
            "offered": millimetres(self.sheet.width, self.sheet.height),
        }


_NAMES = {Symbols.BOTH: "Code 128 + QR", Symbols.QR: "QR", Symbols.BARS: "Code 128"}


def symbols_of(
    format: Format,  # noqa: A002  the word everyone uses
    *,
    code_length: int = 9,
    url_length: int = 38,
    dpi: int | None = None,
) -> Symbols:
    """What labels of this format carry: both symbols where codes of so many letters fit, else the QR code."""
    bars, dpi = code128_modules(code_length), dpi or format.dpi
    try:
        layout = arrange(format, qr=qr_modules(url_length), bars=bars, lines=0, dpi=dpi)
    except SymbolTooLarge:
        layout = arrange(format, qr=qr_modules(code_length), bars=bars, lines=0, dpi=dpi)
    return Symbols.BOTH if layout.bars else Symbols.QR


def arrange(
    sheet: Format, *, qr: int, bars: int, lines: int, dpi: int, symbols: Symbols = Symbols.AUTO
) -> Layout:
    """The first arrangement that scans, of symbols so many modules wide."""
    if layout := _arranged(sheet, qr, bars, lines, dpi, symbols):
        return layout
    wanted = Symbols.QR if symbols == Symbols.AUTO else symbols
    width, height = _needed(Task(sheet, qr, bars, lines, dpi, slip=0.0, finest=BARS_FINEST), wanted)
    raise SymbolTooLarge(sheet, width=width, height=height, symbols=wanted)


@lru_cache(maxsize=1024)
def _arranged(sheet: Format, qr: int, bars: int, lines: int, dpi: int, symbols: Symbols) -> Layout | None:
    """Bars finer than an office scanner sees, and quiet zones up to the edge, only where nothing else will do."""
    usual = Task(sheet, qr, bars, lines, dpi)
    tight = Task(sheet, qr, bars, lines, dpi, slip=0.0, finest=BARS_FINEST)
    fine = Task(sheet, qr, bars, lines, dpi, finest=BARS_FINEST)
    tasks = {Symbols.AUTO: (usual, tight), Symbols.QR: (usual, tight)}.get(symbols, (usual, fine, tight))
    for task in tasks:
        wanted = Symbols.QR if symbols == Symbols.AUTO and task is tight else symbols
        for attempt in _ATTEMPTS[wanted]:
            if layout := attempt(task):
                return layout
    return None


_WITH_BOTH = (arrangements.slip, arrangements.beside, arrangements.stacked, arrangements.squeezed)
_WITH_QR = (arrangements.qr_above_text, arrangements.qr_beside_text)
_ATTEMPTS: dict[Symbols, tuple[Callable[[Task], Layout | None], ...]] = {
    Symbols.AUTO: _WITH_BOTH + _WITH_QR,
    Symbols.BOTH: _WITH_BOTH,
    Symbols.QR: _WITH_QR,
    Symbols.BARS: (arrangements.bars_under_text,),
}


def _needed(task: Task, symbols: Symbols) -> tuple[float, float]:
    """The smallest label that would do, in tenths of a millimetre."""
    inset_x, inset_y = task.sheet.inset_x, task.sheet.inset_y
    module, bar = task.raised(QR_SMALLEST), task.raised(BARS_FINEST)
    side, gap = task.qr * module, QR_QUIET * module
    width = white(task.edge(inset_x, QR_QUIET), module) + side + gap + COLUMN_NARROWEST + inset_x
    height = 2 * white(task.edge(inset_y, QR_QUIET), module) + side
    if symbols != Symbols.QR:
        bars = task.bars * bar + 2 * white(task.edge(inset_x, CODE128_QUIET), bar)
        foot = task.bars_height(bar, wanted=0) + inset_y
        if symbols == Symbols.BARS:
            width, height = bars, foot + inset_y + TEXT_TO_BARS + 2 * LINE_SMALLEST * POINT
        else:
            width = max(width + TEXT_TO_EDGE, bars)
            height = white(task.edge(inset_y, QR_QUIET), module) + side + gap + foot
    return math.ceil(10 * width) / 10, math.ceil(10 * height) / 10
