"""Charts of documents: bars with their names and numbers, so that the picture is its own table."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Paragraph

from reuse.documents import kit, style
from reuse.web.templatetags.look import number as number_of


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how long, and what is written at its end."""

    label: kit.Text
    value: float
    words: str


class Bars(Flowable):
    """Bars against the longest, one a line."""

    LABEL, WORDS, LINE, THICK = 178, 78, 17, 9

    def __init__(self, bars: Sequence[Bar], width: float = kit.WIDTH) -> None:
        super().__init__()
        self.bars, self.width, self.height = bars, width, len(bars) * self.LINE + 4

    def draw(self) -> None:
        longest = max((bar.value for bar in self.bars), default=0)
        room = self.width - self.LABEL - self.WORDS
        for number, bar in enumerate(self.bars, 1):
            y = self.height - number * self.LINE
            self._write(style.markup(bar.label), 0, y, self.LABEL - 8)
            self.canv.setFillColor(style.SUNK)
            self.canv.rect(self.LABEL, y + 3, room, self.THICK, stroke=0, fill=1)
            self.canv.setFillColor(style.BRAND)
            length = room * bar.value / longest if longest else 0
            self.canv.rect(self.LABEL, y + 3, length, self.THICK, stroke=0, fill=1)
            self._write(style.markup(bar.words), self.width - self.WORDS + 8, y, self.WORDS - 8)

    def _write(self, text: str, x: float, y: float, width: float) -> None:
        words = Paragraph(text, style.CELL)
        _width, height = words.wrap(width, self.LINE)
        words.drawOn(self.canv, x, y + (self.LINE - min(height, self.LINE)) / 2)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together in a chart of columns: its name, and one value of each series."""

    label: kit.Text
    values: Sequence[int]


class Columns(Flowable):
    """Groups of columns over one axis, two series at most: one full, one outlined, so that grey tells them apart.

    The highest value of each series bears its number; the table beside says the rest.
    """

    HEIGHT, FOOT, HEAD = 150, 18, 30

    def __init__(self, series: Sequence[kit.Text], groups: Sequence[Group], width: float = kit.WIDTH) -> None:
        super().__init__()
        self.series, self.groups = series, groups
        self.width, self.height = width, self.HEIGHT

    def draw(self) -> None:
        canvas, top = self.canv, max((value for one in self.groups for value in one.values), default=0)
        room = self.height - self.FOOT - self.HEAD
        self._keys()
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.6)
        canvas.line(0, self.FOOT, self.width, self.FOOT)
        each = self.width / max(len(self.groups), 1)
        thick = min(each * 0.36, 26)
        for place, group in enumerate(self.groups):
            middle = (place + 0.5) * each
            start = middle - thick * len(group.values) / 2
            for number, value in enumerate(group.values):
                height = room * value / top if top else 0
                self._column(number, start + number * thick, height, thick - 1.5, value)
            canvas.setFillColor(style.SOFT)
            canvas.setFont(style.REGULAR, 7)
            canvas.drawCentredString(middle, 5, style.printable(group.label))

    def _column(self, number: int, x: float, height: float, width: float, value: int) -> None:
        canvas = self.canv
        canvas.setFillColor((style.KRAFT, style.BRAND)[number])
        canvas.setStrokeColor((style.THREAD, style.BRAND)[number])
        canvas.setLineWidth(0.8)
        if height:
            canvas.rect(x, self.FOOT, width, height, stroke=1, fill=1)
        if value and value == max(group.values[number] for group in self.groups):
            canvas.setFillColor(style.INK)
            canvas.setFont(style.BOLD, 7.4)
            canvas.drawCentredString(
                x + width / 2, self.FOOT + height + 3.5, style.printable(number_of(value))
            )

    def _keys(self) -> None:
        canvas, x, y = self.canv, 0.0, self.height - 9
        canvas.setFont(style.REGULAR, 7.8)
        for number, name in enumerate(self.series):
            canvas.setFillColor((style.KRAFT, style.BRAND)[number])
            canvas.setStrokeColor((style.THREAD, style.BRAND)[number])
            canvas.setLineWidth(0.8)
            canvas.rect(x, y - 1, 8, 8, stroke=1, fill=1)
            canvas.setFillColor(style.SOFT)
            text = style.printable(name)
            canvas.drawString(x + 12, y, text)
            x += canvas.stringWidth(text, style.REGULAR, 7.8) + 30
