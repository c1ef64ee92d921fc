"""Where QR, Code 128 and text lie on one label; refuses what would be too small to scan."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import gettext

from labels.formats import Format
from labels.symbols import CODE128_QUIET, QR_QUIET

QR_SMALLEST = 0.33  # mm a module, what a phone still reads
QR_WIDEST = 0.36  # of the width of the label
BARS_SMALLEST, BARS_COMFORTABLE, BARS_LARGEST = 0.169, 0.33, 0.51  # mm a module
BARS_LOWEST, BARS_HIGHEST = 6.35, 18.0  # mm
BARS_SLENDEREST = 0.15  # height over width, for a hand that holds the scanner askew
TEXT_TO_BARS = 2.0  # mm
COLUMN_NARROWEST, COLUMN_LOWEST = 16.0, 7.0  # mm of text beside a QR code, above bars
TITLE_SMALLEST, TITLE_LARGEST, TITLE_EMS = 8.0, 18.0, 7.3  # points; the widest "BCDE-FGHJ-K" in bold
LINE_SHARE, LINE_SMALLEST, LEADING = 0.6, 5.5, 1.3  # of the title; points; of the size
CAPITAL = 0.72  # height of a capital, of the size
POINT = 25.4 / 72


class SymbolTooLarge(ValueError):
    """The symbols do not fit on the label unless printed too small to scan."""

    def __init__(self, sheet: Format, *, width: float, height: float) -> None:
        super().__init__(sheet, width, height)
        self.sheet, self.width, self.height = sheet, width, height

    def __str__(self) -> str:
        needed, offered = (self.width, self.height), (self.sheet.width, self.sheet.height)
        return gettext(
            "Sheet %(sheet)s is too small: this QR code needs a label of at least %(needed)s, these are %(offered)s."
        ) % {"sheet": self.sheet.name, "needed": _millimetres(*needed), "offered": _millimetres(*offered)}


def _millimetres(width: float, height: float) -> str:
    return f"{number_format(round(width, 1), 1)} × {number_format(round(height, 1), 1)}\N{NO-BREAK SPACE}mm"


@dataclass(frozen=True, slots=True)
class Box:
    """The dark part of a symbol: top left corner, size, and how wide one module is, in mm."""

    x: float
    y: float
    width: float
    height: float
    module: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """Where a line starts (left end of its baseline, mm), how long it may be, and its size in points."""

    x: float
    y: float
    width: float
    size: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything on a label, symbols on whole printer dots; `bars` is None where a Code 128 does not fit."""

    qr: Box
    bars: Box | None
    title: TextLine
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What must find room: a label, its symbols in modules, and the printer's dots."""

    sheet: Format
    qr: int
    bars: int
    lines: int
    dpi: int

    @property
    def free_width(self) -> float:
        return self.sheet.width - 2 * self.sheet.inset_x

    @property
    def free_height(self) -> float:
        return self.sheet.height - 2 * self.sheet.inset_y

    @property
    def qr_smallest(self) -> float:
        dot = 25.4 / self.dpi
        return math.ceil(QR_SMALLEST / dot - 1e-6) * dot

    def snapped(self, module: float) -> float:
        """The largest whole number of printer dots in this module."""
        dot = 25.4 / self.dpi
        return math.floor(module / dot + 1e-6) * dot

    def bars_height(self, module: float, *, wanted: float) -> float:
        lowest = max(BARS_LOWEST, BARS_SLENDEREST * self.bars * module)
        return self.snapped(max(lowest, min(wanted, BARS_HIGHEST)) + 25.4 / self.dpi)

    def centred(self, size: float, *, within: float, before: float, after: float) -> float:
        """The dot to start at so as to lie in the middle, yet leave at least so much before and after."""
        return self.snapped(max(before, min((within - size) / 2, within - after - size)))


@lru_cache(maxsize=1024)
def arrange(sheet: Format, *, qr: int, bars: int, lines: int, dpi: int) -> Layout:
    """The first arrangement that scans: bars beside the QR, bars under it, or the QR alone."""
    task = _Task(sheet, qr, bars, lines, dpi)
    attempts: tuple[Callable[[_Task], Layout | None], ...] = (_beside, _stacked, _qr_alone)
    for attempt in attempts:
        if layout := attempt(task):
            return layout
    side = (qr + 2 * QR_QUIET) * task.qr_smallest
    width, height = side + COLUMN_NARROWEST + 2 * sheet.inset_x, side + 2 * sheet.inset_y
    raise SymbolTooLarge(sheet, width=math.ceil(10 * width) / 10, height=math.ceil(10 * height) / 10)


def _beside(task: _Task) -> Layout | None:
    """Wide labels: QR on the left, at its right the text above the bars."""
    sheet = task.sheet
    qr_module = task.snapped(
        min(task.free_height / (task.qr + 2 * QR_QUIET), QR_WIDEST * sheet.width / task.qr)
    )
    rest = task.free_width - (task.qr + QR_QUIET) * qr_module
    module = task.snapped(
        min(
            BARS_LARGEST,
            rest / (task.bars + 2 * CODE128_QUIET),
            (rest - QR_QUIET * qr_module) / (task.bars + CODE128_QUIET),
        )
    )
    side, width = task.qr * qr_module, task.bars * module
    height = task.bars_height(module, wanted=0.4 * side)
    if qr_module < QR_SMALLEST or module < BARS_COMFORTABLE or side - height < COLUMN_LOWEST:
        return None
    gap = max(QR_QUIET * qr_module, CODE128_QUIET * module)
    left = task.centred(
        side + gap + width,
        within=sheet.width,
        before=sheet.inset_x + QR_QUIET * qr_module,
        after=sheet.inset_x + CODE128_QUIET * module,
    )
    top = task.snapped((sheet.height - side) / 2)
    bars = Box(left + side + gap, top + side - height, width, height, module)
    column = _Column(bars.x, top, sheet.width - sheet.inset_x - bars.x, side - height - TEXT_TO_BARS)
    return _layout(task, Box(left, top, side, side, qr_module), bars, column)


def _stacked(task: _Task) -> Layout | None:
    """The usual label: QR and text above, bars along the foot."""
    sheet = task.sheet
    module = task.snapped(min(BARS_LARGEST, task.free_width / (task.bars + 2 * CODE128_QUIET)))
    height = task.bars_height(module, wanted=0.28 * task.free_height)
    rest = task.free_height - height
    balanced, tight = (task.snapped(rest / (task.qr + quiet * QR_QUIET)) for quiet in (3, 2))
    qr_module = min(
        balanced if balanced >= QR_SMALLEST else tight, task.snapped(QR_WIDEST * sheet.width / task.qr)
    )
    if qr_module < QR_SMALLEST or module < BARS_SMALLEST:
        return None
    side, width, gap = task.qr * qr_module, task.bars * module, QR_QUIET * qr_module
    left = task.snapped((sheet.width - width) / 2)
    qr_left = max(left, task.snapped(sheet.inset_x + gap))
    top = task.centred(
        side + gap + height, within=sheet.height, before=sheet.inset_y + gap, after=sheet.inset_y
    )
    bars = Box(left, top + side + gap, width, height, module)
    text_left = qr_left + side + gap
    text_right = max(left + width, sheet.width - sheet.inset_x - 1.5)
    column = _Column(text_left, top, text_right - text_left, side)
    return _layout(task, Box(qr_left, top, side, side, qr_module), bars, column)


def _qr_alone(task: _Task) -> Layout | None:
    """Small labels: QR on the left, text on the right."""
    sheet = task.sheet
    quiet_side = task.qr + 2 * QR_QUIET
    module = task.snapped(min(task.free_height, task.free_width - COLUMN_NARROWEST) / quiet_side)
    if module < QR_SMALLEST:
        return None
    side, gap = task.qr * module, QR_QUIET * module
    top = task.snapped((sheet.height - side) / 2)
    left = task.snapped(sheet.inset_x + gap)
    text_left = left + side + gap
    column = _Column(text_left, top, sheet.width - sheet.inset_x - text_left, side)
    return _layout(task, Box(left, top, side, side, module), None, column)


@dataclass(frozen=True, slots=True)
class _Column:
    x: float
    y: float
    width: float
    height: float


def _layout(task: _Task, qr: Box, bars: Box | None, column: _Column) -> Layout:
    """A bold title and as many lines as can be read, centred on the height of their column."""
    room = column.height / POINT
    by_height = room / (CAPITAL + task.lines * LEADING * LINE_SHARE)
    title = min(TITLE_LARGEST, column.width / POINT / TITLE_EMS, max(TITLE_SMALLEST, by_height))
    size = max(LINE_SMALLEST, LINE_SHARE * title)
    count = min(task.lines, int((room - CAPITAL * title) / (LEADING * size) + 1e-6))
    block = (CAPITAL * title + count * LEADING * size) * POINT
    baseline = column.y + (column.height - block) / 2 + CAPITAL * title * POINT
    step = LEADING * size * POINT
    lines = tuple(
        TextLine(column.x, baseline + number * step, column.width, size) for number in range(1, count + 1)
    )
    return Layout(qr, bars, TextLine(column.x, baseline, column.width, title), lines)
