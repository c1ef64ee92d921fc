"""Sets content on A4: the head, the stitched line, the foot that lets anyone verify; same content, same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Frame as Area

from labels.symbols import qr_symbol
from reuse.documents import kit, style

LEFT, RIGHT, TOP = style.MARGIN, A4[0] - style.MARGIN, A4[1]
FOOT = 28 * mm
QR_SIDE = 15 * mm


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content on every page: who issued it, its number, how to verify it."""

    issuer: str
    kind: str
    number: str
    check_code: str
    issued_at: datetime
    language: str
    facts_sha256: str
    verification_url: str


def compose(content: kit.Content, frame: Frame) -> bytes:
    """The document as PDF; the same content and frame give the same bytes."""
    target = BytesIO()
    template = BaseDocTemplate(
        target,
        pagesize=A4,
        title=f"{content.title} {frame.number}",
        author=frame.issuer,
        subject=frame.kind,
        creator="Reuse",
        lang=frame.language,
        invariant=1,
    )
    template.addPageTemplates(
        [
            PageTemplate("first", [_area(TOP - 27 * mm)], onPage=partial(_first_head, frame=frame)),
            PageTemplate("next", [_area(TOP - 21 * mm)], onPage=partial(_next_head, frame=frame)),
        ]
    )
    template.build(list(_story(content, frame)), canvasmaker=partial(_NumberedCanvas, frame=frame))
    return target.getvalue()


def _area(top: float) -> Area:
    return Area(
        LEFT, FOOT, RIGHT - LEFT, top - FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )


def _story(content: kit.Content, frame: Frame) -> Iterator[Flowable]:
    for place, part in enumerate(content.parts):
        if place:
            yield NextPageTemplate("first")
            yield PageBreak()
        yield NextPageTemplate("next")
        yield _Title(content.title, frame.number)
        lead = " · ".join(filter(None, [part.copy_for, part.lead]))
        yield Paragraph(style.markup(lead), style.LEAD) if lead else Spacer(0, 6)
        yield from part.body


class _Title(Flowable):
    """The title, and the number on a kraft label tied to the page by a thread."""

    LABEL_WIDTH, LABEL_HEIGHT = 112, 24

    def __init__(self, title: str, number: str) -> None:
        super().__init__()
        self.title, self.number = Paragraph(style.markup(title), style.TITLE), number

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.title_height = self.title.wrap(width - self.LABEL_WIDTH - 34, height)[1]
        self.height = max(self.title_height, self.LABEL_HEIGHT) + 8
        return width, self.height

    def draw(self) -> None:
        canvas = self.canv
        self.title.drawOn(canvas, 0, self.height - self.title_height)
        x, y = self.width - self.LABEL_WIDTH, self.height - self.LABEL_HEIGHT - 1
        middle = y + self.LABEL_HEIGHT / 2
        shape = canvas.beginPath()
        shape.moveTo(x, middle + 5)
        for corner in [
            (x + 8, y + self.LABEL_HEIGHT), (self.width, y + self.LABEL_HEIGHT), (self.width, y), (x + 8, y), (x, middle - 5)
        ]:  # fmt: skip
            shape.lineTo(*corner)
        shape.close()
        canvas.setFillColor(style.KRAFT)
        canvas.drawPath(shape, stroke=0, fill=1)
        canvas.setFillColor(style.WHITE)
        canvas.circle(x + 9, middle, 2.6, stroke=0, fill=1)
        canvas.setStrokeColor(style.THREAD)
        canvas.setLineWidth(1)
        canvas.bezier(x + 9, middle, x - 4, middle - 1, x - 6, middle + 14, x - 16, self.height + 16)
        canvas.setFillColor(style.INK)
        canvas.setFont(style.BOLD, 10.5)
        canvas.drawCentredString(x + 8 + (self.LABEL_WIDTH - 8) / 2, middle - 3.8, self.number)


def _first_head(canvas: Canvas, _template: Any, *, frame: Frame) -> None:
    y = TOP - 15 * mm
    _mark(canvas, LEFT, y - 4.5, 17)
    canvas.setFillColor(style.INK)
    canvas.setFont(style.BOLD, 10.5)
    canvas.drawString(LEFT + 24, y, style.printable(frame.issuer))
    canvas.setFillColor(style.SOFT)
    canvas.setFont(style.REGULAR, 8.4)
    issued = _("Issued on %(day)s") % {"day": kit.day(frame.issued_at.isoformat())}
    canvas.drawRightString(RIGHT, y, style.printable(issued))
    kit.stitch(canvas, LEFT, y - 12, RIGHT - LEFT)


def _next_head(canvas: Canvas, _template: Any, *, frame: Frame) -> None:
    y = TOP - 13 * mm
    _mark(canvas, LEFT, y - 2.6, 10)
    canvas.setFillColor(style.SOFT)
    canvas.setFont(style.REGULAR, 8)
    canvas.drawString(LEFT + 15, y, style.printable(frame.issuer))
    canvas.drawRightString(RIGHT, y, style.printable(f"{frame.kind} {frame.number}"))
    kit.stitch(canvas, LEFT, y - 9, RIGHT - LEFT, 0.9)


def _mark(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Two halves sewn together."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / 24, side / 24)
    canvas.setFillColor(style.BRAND)
    canvas.roundRect(0, 0, 24, 24, 3, stroke=0, fill=1)
    canvas.setFillColor(style.THREAD)
    canvas.roundRect(12, 0, 12, 24, 3, stroke=0, fill=1)
    canvas.rect(12, 0, 6, 24, stroke=0, fill=1)
    canvas.setStrokeColor(style.WHITE)
    canvas.setLineWidth(2.6)
    canvas.setLineCap(1)
    for height in (8.5, 15.5):
        canvas.line(6.5, height, 17.5, height)
    canvas.restoreState()


class _NumberedCanvas(Canvas):
    """Draws the foot of every page once their number is known."""

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frame = frame
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # what reportlab's own showPage ends with

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            _foot(self, self._frame, number, len(self._pages))
            super().showPage()
        super().save()


def _foot(canvas: Canvas, frame: Frame, page: int, pages: int) -> None:
    top = FOOT - 5 * mm
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, top, RIGHT, top)
    _qr(canvas, frame.verification_url.upper(), LEFT, top - 4 - QR_SIDE)
    x, y = LEFT + QR_SIDE + 10, top - 13
    canvas.setFillColor(style.INK)
    canvas.setFont(style.BOLD, 7.6)
    canvas.drawString(
        x, y, style.printable(_("Verify this document: code %(code)s") % {"code": frame.check_code})
    )
    canvas.setFont(style.REGULAR, 7.6)
    place = _("page %(page)s of %(pages)s") % {"page": page, "pages": pages}
    canvas.drawRightString(RIGHT, y, style.printable(f"{frame.number} · {place}"))
    canvas.setFillColor(style.SOFT)
    canvas.setFont(style.REGULAR, 7)
    canvas.drawString(x, y - 11, style.printable(frame.verification_url))
    canvas.drawString(x, y - 22, style.printable(_("SHA-256 of the facts this document was drawn from:")))
    canvas.setFont(style.MONO, 6.6)
    canvas.drawString(x, y - 32, frame.facts_sha256)


def _qr(canvas: Canvas, text: str, x: float, y: float) -> None:
    """In upper case it is a smaller symbol; one path, so that no hairline shows between modules."""
    symbol = qr_symbol(text)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(QR_SIDE / symbol.modules, QR_SIDE / symbol.modules)
    path = canvas.beginPath()
    for rectangle in symbol.path.splitlines():
        left, bottom, width, height, _operator = rectangle.split()
        path.rect(int(left), int(bottom), int(width), int(height))
    canvas.setFillColor(style.INK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
