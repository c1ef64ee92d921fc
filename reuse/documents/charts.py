"""Charts of documents: bars with their names and numbers, so that the picture is its own table."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Paragraph

from reuse.documents import kit, style


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
