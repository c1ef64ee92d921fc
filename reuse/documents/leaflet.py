"""A paper without a number: printed on demand, kept nowhere, verified by nobody. The look is that of documents."""

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Frame as Area

from reuse.documents import kit, style

LEFT, RIGHT, TOP, FOOT = style.MARGIN, A4[0] - style.MARGIN, A4[1], 16 * mm


def compose(content: kit.Content, *, issuer: str, printed_at: datetime, language: str = "fr") -> bytes:
    """The content on A4, each page with who printed it, when, and its number; the same content gives the same bytes."""
    target = BytesIO()
    template = BaseDocTemplate(
        target, pagesize=A4, title=content.title, author=issuer, creator="Reuse", lang=language, invariant=1
    )
    area = Area(
        *(LEFT, FOOT, RIGHT - LEFT, TOP - 22 * mm - FOOT),
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    frame = partial(_frame, issuer=issuer, printed=kit.instant(printed_at.isoformat()))
    template.addPageTemplates([PageTemplate("page", [area], onPage=frame)])
    [part] = content.parts
    lead = Paragraph(style.markup(part.lead), style.LEAD) if part.lead else Spacer(0, 6)
    template.build([Paragraph(style.markup(content.title), style.TITLE), lead, *part.body])
    return target.getvalue()


def _frame(canvas: Canvas, _template: Any, *, issuer: str, printed: str) -> None:
    y = TOP - 13 * mm
    canvas.setFillColor(style.INK)
    canvas.setFont(style.BOLD, 10)
    canvas.drawString(LEFT, y, style.printable(issuer))
    canvas.setFillColor(style.SOFT)
    canvas.setFont(style.REGULAR, 8.4)
    canvas.drawRightString(RIGHT, y, style.printable(_("Printed on %(day)s") % {"day": printed}))
    kit.stitch(canvas, LEFT, y - 9, RIGHT - LEFT)
    page = _("page %(page)s") % {"page": canvas.getPageNumber()}
    canvas.drawRightString(RIGHT, FOOT - 14, style.printable(page))
