"""The ways to lay symbols and text on one label; each answers None where something would be too small."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from labels.formats import PADDING, Format
from labels.symbols import CODE128_QUIET, QR_QUIET
from labels.typefaces import CAPITAL

QR_SMALLEST = 0.33  # mm a module, what a phone still reads
QR_WIDEST = 0.32  # of the width of the label
QR_BESIDE = 0.38  # the same, where there are no bars
BARS_FINEST = 0.169  # mm a module, what a good scanner reads
BARS_SMALLEST = 0.25  # what 200 dots per inch keep apart
BARS_COMFORTABLE, BARS_LARGEST = 0.33, 0.51
BARS_LOWEST, BARS_HIGHEST = 6.35, 18.0  # mm
BARS_SLENDEREST = 0.15  # height over width, for a hand that holds the scanner askew
TEXT_TO_BARS, TEXT_TO_EDGE = 2.0, 1.5  # mm
COLUMN_LOWEST, COLUMN_LINE = 7.0, 4.2  # mm of text and white above bars: three lines, or one
COLUMN_NARROWEST = 9.0  # mm of text beside a QR code
COLUMN_IN_TWO = 16.0  # a column narrower than this takes the title in two rows
TITLE_SMALLEST, TITLE_LARGEST, LINE_SMALLEST = 6.0, 18.0, 5.5  # points
TITLE_EMS, HALF_EMS = 7.6, 4.3  # the widest "BCDE-FGHJ-K" in bold, and the widest "FGHJ-K"
LINE_SHARE, LEADING = 0.6, 1.3  # of the title; of the size
SLIP_LONG, SLIP_SHORT, SLIP_LARGEST = 80.0, 60.0, 34.0  # mm, mm, points: read from across a room
SLIP_BAND = 0.36  # of its height, for the symbols
POINT = 25.4 / 72


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
    """Everything on a label, symbols on whole printer dots, None where there is none; the title in one row or two."""

    qr: Box | None
    bars: Box | None
    title: tuple[TextLine, ...]
    lines: tuple[TextLine, ...]


_White = tuple[tuple[float, int], ...]  # the larger of these: so many mm and so many modules


@dataclass(frozen=True, slots=True)
class Task:
    """What must find room: a label, its symbols in modules, the printer's dots, and how far the paper may slip."""

    sheet: Format
    qr: int
    bars: int
    lines: int
    dpi: int
    slip: float = PADDING
    finest: float = BARS_SMALLEST

    @property
    def dot(self) -> float:
        return 25.4 / self.dpi

    @property
    def bars_largest(self) -> float:
        """A label printer draws bars of ten dots a module at most."""
        return self.snapped(min(BARS_LARGEST, 10 * self.dot) if self.sheet.is_roll else BARS_LARGEST)

    def snapped(self, length: float) -> float:
        """The largest whole number of printer dots in this length."""
        return math.floor(length / self.dot + 1e-6) * self.dot

    def raised(self, length: float) -> float:
        """The smallest whole number of printer dots of at least this length."""
        return math.ceil(length / self.dot - 1e-6) * self.dot

    def edge(self, inset: float, quiet: int) -> _White:
        """Before the dark: what no printer reaches, or the quiet zone though the paper slips."""
        return (inset, 0), (self.slip, quiet)

    def largest(self, room: float, modules: int, *whites: _White) -> float:
        """The largest module of so many that leaves these whites in the room, in whole dots."""
        return self.snapped(
            min(
                (room - sum(fixed for fixed, _quiet in choice))
                / (modules + sum(quiet for _fixed, quiet in choice))
                for choice in product(*whites)
            )
        )

    def widest(self, share: float) -> float:
        """A QR code takes no more than this share of the width, unless it would be too small to scan."""
        return max(self.raised(QR_SMALLEST), self.snapped(share * self.sheet.width / self.qr))

    def bars_height(self, module: float, *, wanted: float) -> float:
        lowest = max(BARS_LOWEST, BARS_SLENDEREST * self.bars * module)
        return self.raised(max(lowest, min(wanted, BARS_HIGHEST)))

    def centred(self, size: float, *, within: float, before: float, after: float) -> float:
        """The dot to start at so as to lie in the middle, yet leave at least so much before and after."""
        return self.snapped(max(before, min((within - size) / 2, within - after - size)) + self.dot / 2)

    def aligned(self, width: float, module: float, edge: float) -> float:
        """Bars in the middle, a dot off a whole module where it can be: on it, two pixels of a coarse scan blur the finest."""
        left = round((self.sheet.width - width) / 2 / module) * module + self.dot
        is_white = edge <= left <= self.sheet.width - width - edge
        return left if is_white else self.snapped((self.sheet.width - width) / 2)


@dataclass(frozen=True, slots=True)
class _Column:
    x: float
    y: float
    width: float
    height: float


def white(choices: _White, module: float) -> float:
    return max(fixed + quiet * module for fixed, quiet in choices)


def slip(task: Task) -> Layout | None:
    """Large labels, for addresses and pallets: text over the whole width, symbols in a band at the foot."""
    sheet = task.sheet
    if max(sheet.width, sheet.height) < SLIP_LONG or min(sheet.width, sheet.height) < SLIP_SHORT:
        return None
    edge_y = task.edge(sheet.inset_y, QR_QUIET)
    band = SLIP_BAND * min(sheet.height, sheet.width)
    qr_module = task.largest(band, task.qr, edge_y, ((0, QR_QUIET),))
    side = task.qr * qr_module
    foot = max(white(edge_y, qr_module), sheet.inset_x + QR_QUIET * qr_module)
    left, gap = task.snapped(foot), QR_QUIET * qr_module
    rest = sheet.width - left - side
    right = (foot, 0), (task.slip, CODE128_QUIET)
    module = min(task.bars_largest, task.largest(rest, task.bars, ((gap, 0), (0, CODE128_QUIET)), right))
    if qr_module < QR_SMALLEST or module < task.finest:
        return None
    width, height = task.bars * module, task.bars_height(module, wanted=side)
    bottom = task.snapped(sheet.height - foot)
    bars_left = task.snapped(sheet.width - white(right, module) - width)
    qr = Box(left, bottom - side, side, side, qr_module)
    bars = Box(bars_left, bottom - height, width, height, module)
    column = _Column(left, left, sheet.width - 2 * left, qr.y - gap - left)
    return _layout(task, qr, bars, column, largest=SLIP_LARGEST, is_at_top=sheet.height > sheet.width)


def beside(task: Task) -> Layout | None:
    """Wide labels: QR on the left, at its right the text above the bars."""
    return _beside(task, finest=BARS_COMFORTABLE, lowest=COLUMN_LOWEST)


def squeezed(task: Task) -> Layout | None:
    """Long low labels: the same with finer bars and one line of text."""
    return _beside(task, finest=task.finest, lowest=COLUMN_LINE)


def _beside(task: Task, *, finest: float, lowest: float) -> Layout | None:
    sheet = task.sheet
    edge_y, left_edge, right_edge = (
        task.edge(inset, quiet)
        for inset, quiet in (
            (sheet.inset_y, QR_QUIET),
            (sheet.inset_x, QR_QUIET),
            (sheet.inset_x, CODE128_QUIET),
        )
    )
    qr_module = min(task.largest(sheet.height, task.qr, edge_y, edge_y), task.widest(QR_WIDEST))
    side = task.qr * qr_module
    rest = sheet.width - white(left_edge, qr_module) - side
    between = (QR_QUIET * qr_module, 0), (0.0, CODE128_QUIET)
    by_height = task.snapped((side - lowest) / BARS_SLENDEREST / task.bars)
    module = min(task.bars_largest, by_height, task.largest(rest, task.bars, between, right_edge))
    width, height = task.bars * module, task.bars_height(module, wanted=0.4 * side)
    if qr_module < QR_SMALLEST or module < finest or side - height < lowest:
        return None
    gap = task.raised(white(between, module))
    left = task.centred(
        side + gap + width,
        within=sheet.width,
        before=white(left_edge, qr_module),
        after=white(right_edge, module),
    )
    top = task.snapped((sheet.height - side) / 2)
    bars = Box(left + side + gap, top + side - height, width, height, module)
    column = _Column(bars.x, top, sheet.width - sheet.inset_x - bars.x, side - height - TEXT_TO_BARS)
    return _layout(task, Box(left, top, side, side, qr_module), bars, column)


def stacked(task: Task) -> Layout | None:
    """The usual label: QR and text above, bars along the foot."""
    sheet = task.sheet
    edge_x, edge_y = task.edge(sheet.inset_x, CODE128_QUIET), task.edge(sheet.inset_y, QR_QUIET)
    module = min(task.bars_largest, task.largest(sheet.width, task.bars, edge_x, edge_x))
    height = task.bars_height(module, wanted=0.28 * (sheet.height - 2 * sheet.inset_y))
    foot = ((sheet.inset_y, 0),)
    balanced, tight = (
        task.largest(sheet.height - height, task.qr, edge_y, gap, foot)
        for gap in (((0, 2 * QR_QUIET),), ((0, QR_QUIET),))
    )
    qr_module = min(balanced if balanced >= QR_SMALLEST else tight, task.widest(QR_WIDEST))
    if qr_module < QR_SMALLEST or module < task.finest:
        return None
    side, width, gap = task.qr * qr_module, task.bars * module, QR_QUIET * qr_module
    left = task.aligned(width, module, white(edge_x, module))
    qr_left = max(left, task.raised(white(task.edge(sheet.inset_x, QR_QUIET), qr_module)))
    top = task.centred(
        side + gap + height, within=sheet.height, before=white(edge_y, qr_module), after=sheet.inset_y
    )
    bars = Box(left, top + side + gap, width, height, module)
    text_left = qr_left + side + gap
    text_right = max(left + width, sheet.width - sheet.inset_x - TEXT_TO_EDGE)
    if text_right - text_left < COLUMN_NARROWEST:
        return None
    column = _Column(text_left, top, text_right - text_left, side)
    return _layout(task, Box(qr_left, top, side, side, qr_module), bars, column)


def qr_beside_text(task: Task) -> Layout | None:
    """Small labels: QR on the left, text on the right."""
    sheet = task.sheet
    edge_x, edge_y = task.edge(sheet.inset_x, QR_QUIET), task.edge(sheet.inset_y, QR_QUIET)
    by_height = task.largest(sheet.height, task.qr, edge_y, edge_y)
    by_look = task.widest(QR_BESIDE)
    for text in (COLUMN_IN_TWO, COLUMN_NARROWEST):
        column = ((text + sheet.inset_x, QR_QUIET),)
        module = min(by_height, by_look, task.largest(sheet.width, task.qr, edge_x, column))
        if module >= QR_SMALLEST:
            break
    else:
        return None
    side, gap = task.qr * module, QR_QUIET * module
    left = task.raised(white(edge_x, module))
    top = task.snapped((sheet.height - side) / 2)
    text_left = left + side + gap
    room = _Column(text_left, top, sheet.width - sheet.inset_x - text_left, side)
    return _layout(task, Box(left, top, side, side, module), None, room)


def qr_above_text(task: Task) -> Layout | None:
    """Square labels: QR in the middle, text under it."""
    sheet = task.sheet
    width = sheet.width - 2 * sheet.inset_x
    if sheet.width > 1.5 * sheet.height:
        return None
    title = min(TITLE_LARGEST, width / POINT / TITLE_EMS)
    size = max(LINE_SMALLEST, LINE_SHARE * title)
    text = (CAPITAL * title + min(task.lines, 2) * LEADING * size + 1) * POINT
    edge_x, edge_y = task.edge(sheet.inset_x, QR_QUIET), task.edge(sheet.inset_y, QR_QUIET)
    under = ((text + sheet.inset_y, QR_QUIET),)
    module = min(
        task.largest(sheet.height, task.qr, edge_y, under), task.largest(sheet.width, task.qr, edge_x, edge_x)
    )
    if module < QR_SMALLEST:
        return None
    side, gap = task.qr * module, QR_QUIET * module
    block = side + gap + text
    top = task.centred(block, within=sheet.height, before=white(edge_y, module), after=sheet.inset_y)
    left = task.snapped((sheet.width - side) / 2)
    room = _Column(sheet.inset_x, top + side + gap, width, sheet.height - sheet.inset_y - top - side - gap)
    return _layout(task, Box(left, top, side, side, module), None, room)


def bars_under_text(task: Task) -> Layout | None:
    """Bars alone, along the foot."""
    sheet = task.sheet
    edge = task.edge(sheet.inset_x, CODE128_QUIET)
    inside = sheet.height - 2 * sheet.inset_y
    room = inside - TEXT_TO_BARS - (CAPITAL * TITLE_SMALLEST + 1) * POINT
    # Wide bars must be high: on a long, low label narrower ones fit.
    low = task.snapped(task.snapped(room) / (BARS_SLENDEREST * task.bars))
    module = min(task.bars_largest, task.largest(sheet.width, task.bars, edge, edge), low)
    height = task.bars_height(module, wanted=0.4 * inside)
    if module < task.finest or height > room:
        return None
    width = task.bars * module
    left, top = (
        task.aligned(width, module, white(edge, module)),
        task.snapped(sheet.height - sheet.inset_y - height),
    )
    above = _Column(left, sheet.inset_y, width, top - TEXT_TO_BARS - sheet.inset_y)
    return _layout(task, None, Box(left, top, width, height, module), above)


def _layout(
    task: Task,
    qr: Box | None,
    bars: Box | None,
    column: _Column,
    *,
    largest: float = TITLE_LARGEST,
    is_at_top: bool = False,
) -> Layout:
    """A bold title and as many lines as can be read, centred on the height of their column."""
    room = column.height / POINT
    rows, ems = (1, TITLE_EMS) if column.width >= COLUMN_IN_TWO else (2, HALF_EMS)
    heads = CAPITAL + (rows - 1) * LEADING
    by_height = room / (heads + task.lines * LEADING * LINE_SHARE)
    title = min(largest, column.width / POINT / ems, max(TITLE_SMALLEST, by_height))
    size = max(LINE_SMALLEST, LINE_SHARE * title)
    count = max(0, min(task.lines, int((room - heads * title) / (LEADING * size) + 1e-6)))
    block = (heads * title + count * LEADING * size) * POINT
    first = column.y + (0 if is_at_top else (column.height - block) / 2) + CAPITAL * title * POINT
    last = first + (rows - 1) * LEADING * title * POINT
    return Layout(
        qr,
        bars,
        tuple(_lines(column, first, rows, title)),
        tuple(_lines(column, last + LEADING * size * POINT, count, size)),
    )


def _lines(column: _Column, baseline: float, count: int, size: float) -> Iterator[TextLine]:
    for number in range(count):
        yield TextLine(column.x, baseline + number * LEADING * size * POINT, column.width, size)
