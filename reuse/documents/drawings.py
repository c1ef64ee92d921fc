"""The charts of the pages on paper: the same geometry of `reuse.web`, drawn in tones and hatches that survive a grey printer."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from reuse.documents import kit, style
from reuse.web.charts import Column
from reuse.web.departments import PITCH, SIDE, Tile
from reuse.web.spreads import AGES, AgedRow, Histogram, Small

FILL, EDGE = HexColor("#4b9493"), HexColor("#7a7466")
TONES: dict[str, Color] = {"a": style.BRAND, "b": FILL, "c": EDGE, "d": style.WHITE, "e": style.INK}


def part_of(percent: str, whole: float) -> float:
    """A share as the pages write it, in points."""
    return float(percent.rstrip("%")) / 100 * whole


def _box(canvas: Canvas, tone: str, x: float, y: float, width: float, height: float) -> None:
    """A piece of a bar in its tone; the darkest is hatched as well."""
    if width <= 0 or height <= 0:
        return
    canvas.setFillColor(TONES[tone])
    canvas.setStrokeColor(EDGE if tone == "d" else style.WHITE)
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, width, height, stroke=1, fill=1)
    if tone == "e":
        _hatch(canvas, x, y, width, height)


def _hatch(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0)
    canvas.setStrokeColor(style.WHITE)
    canvas.setLineWidth(1)
    for step in range(0, int(width + height) + 4, 4):
        canvas.line(x + step - height, y, x + step, y + height)
    canvas.restoreState()


def _write(canvas: Canvas, text: kit.Text, x: float, y: float, width: float) -> None:
    words = Paragraph(style.markup(text), style.CELL)
    _width, height = words.wrap(width, 100)
    words.drawOn(canvas, x, y - height / 2)


class Ageing(Flowable):
    """Bars of several ages, one a line, with the key above."""

    LABEL, TOTAL, LINE, THICK, KEY = 150, 40, 17, 10, 18

    def __init__(self, rows: Sequence[AgedRow], ages: Sequence[str], width: float = kit.WIDTH) -> None:
        super().__init__()
        self.rows, self.ages, self.width = rows, ages, width
        self.height = self.KEY + len(rows) * self.LINE

    def draw(self) -> None:
        canvas, room = self.canv, self.width - self.LABEL - self.TOTAL
        for place, (tone, age) in enumerate(zip(AGES, self.ages, strict=False)):
            x = place * self.width / len(AGES)
            _box(canvas, tone, x, self.height - 10, 14, 8)
            _write(canvas, age, x + 18, self.height - 6, self.width / len(AGES) - 20)
        for number, line in enumerate(self.rows, 1):
            y = self.height - self.KEY - number * self.LINE
            _write(canvas, line.row.label, 0, y + self.LINE / 2, self.LABEL - 8)
            canvas.setFillColor(style.SUNK)
            canvas.rect(self.LABEL, y + 3, room, self.THICK, stroke=0, fill=1)
            for part in line.bar.parts:
                x, width = part_of(part.x, room), part_of(part.width, room)
                _box(canvas, part.tone, self.LABEL + x, y + 3, width, self.THICK)
            _write(
                canvas, str(line.row.total), self.width - self.TOTAL + 8, y + self.LINE / 2, self.TOTAL - 8
            )


class Spread(Flowable):
    """Columns that touch: how long things took; eight of ten dark, the middle marked."""

    FOOT, HEAD = 16, 14

    def __init__(self, chart: Histogram, median: str, width: float = kit.WIDTH, height: float = 120) -> None:
        super().__init__()
        self.chart, self.median, self.width, self.height = chart, median, width, height

    def draw(self) -> None:
        canvas, room = self.canv, self.height - self.FOOT - self.HEAD
        for one in self.chart.bins:
            x, width = part_of(one.x, self.width), part_of(one.width, self.width)
            _box(canvas, "a" if one.is_inside else "d", x, self.FOOT, width, part_of(one.height, room))
        canvas.setStrokeColor(style.INK)
        canvas.setLineWidth(0.8)
        canvas.line(0, self.FOOT, self.width, self.FOOT)
        middle = part_of(self.chart.middle_x, self.width)
        canvas.setDash(3, 2)
        canvas.line(middle, self.FOOT, middle, self.height - self.HEAD + 4)
        canvas.setDash()
        _write(canvas, self.median, middle + 4, self.height - self.HEAD / 2, 160)
        for at, days in self.chart.ticks:
            _write(canvas, str(days), part_of(at, self.width), self.FOOT / 2, 40)


class Country(Flowable):
    """The departments as equal tiles, filled from the bottom."""

    def __init__(self, tiles: Sequence[Tile], side: float = 260) -> None:
        super().__init__()
        self.tiles, self.scale = tiles, side / (13 * PITCH)
        self.width = self.height = side
        self.hAlign = "CENTER"

    def draw(self) -> None:
        canvas = self.canv
        canvas.scale(self.scale, self.scale)
        top = self.height / self.scale
        canvas.setLineWidth(0.8)
        for tile in self.tiles:
            x, y = float(tile.x), top - float(tile.y) - SIDE
            canvas.setFillColor(style.WHITE)
            canvas.setStrokeColor(EDGE)
            canvas.rect(x, y, SIDE, SIDE, stroke=1, fill=1)
            canvas.setFillColor(TONES["b"])
            canvas.rect(x + 0.5, y + 0.5, SIDE - 1, float(tile.fill_height), stroke=0, fill=1)
            canvas.setFillColor(style.INK)
            canvas.setFont(style.BOLD, 8.5)
            canvas.drawCentredString(x + SIDE / 2, y + 9, tile.code)


class Multiples(Flowable):
    """Small charts of the same height side by side, each with its name and its totals."""

    ACROSS, NAME, HIGH, FOOT, GAP = 4, 24, 40, 14, 10

    def __init__(self, smalls: Sequence[Small], width: float = kit.WIDTH) -> None:
        super().__init__()
        self.smalls, self.width = smalls, width
        self.line = self.NAME + self.HIGH + self.FOOT + self.GAP
        self.height = -(-len(smalls) // self.ACROSS) * self.line

    def draw(self) -> None:
        each = self.width / self.ACROSS
        for place, small in enumerate(self.smalls):
            x = place % self.ACROSS * each
            y = self.height - (place // self.ACROSS + 1) * self.line + self.GAP
            _write(self.canv, small.name, x, y + self.FOOT + self.HIGH + self.NAME / 2, each - 12)
            for one in small.columns:
                self._column(one, x, y + self.FOOT, each - 12)
            _write(self.canv, " / ".join(map(str, small.totals)), x, y + self.FOOT / 2, each - 12)

    def _column(self, one: Column, x: float, y: float, width: float) -> None:
        tone = "a" if one.tone == "a" else "d"
        left, wide = part_of(one.x, width), part_of(one.width, width)
        _box(self.canv, tone, x + left, y, wide, part_of(one.height, self.HIGH))
