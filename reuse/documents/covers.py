"""The cover of a report: one number, as large as what it says."""

from reportlab.platypus import Flowable, Paragraph

from reuse.documents import kit, style


class Hero(Flowable):
    """A number on a band, what it counts, and one line below."""

    HEIGHT = 178

    def __init__(self, figure: str, label: kit.Text, note: kit.Text, width: float = kit.WIDTH) -> None:
        super().__init__()
        self.figure, self.width, self.height = style.printable(figure), width, self.HEIGHT
        self.label = Paragraph(style.markup(label), style.HERO_LABEL)
        self.note = Paragraph(style.markup(note), style.HERO_NOTE)

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFillColor(style.BRAND)
        canvas.roundRect(0, 0, self.width, self.height, 8, stroke=0, fill=1)
        kit.stitch(canvas, 14, self.height - 14, self.width - 28, 1.6)
        kit.stitch(canvas, 14, 14, self.width - 28, 1.6)
        canvas.setFillColor(style.WHITE)
        size = 76.0
        while canvas.stringWidth(self.figure, style.BOLD, size) > self.width - 64:
            size -= 2
        canvas.setFont(style.BOLD, size)
        canvas.drawString(30, self.height - 96, self.figure)
        _width, height = self.label.wrap(self.width - 60, 40)
        self.label.drawOn(canvas, 30, 66 - height / 2)
        _width, height = self.note.wrap(self.width - 60, 40)
        self.note.drawOn(canvas, 30, 34 - height / 2)
