"""Draws the slip that leads a person to the questions of the follow-up, on A5: no name, no case, whom to call."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from reuse.documents import ink, kit, style
from reuse.web.templatetags import look

WIDTH, HEIGHT = A5
LEFT, RIGHT = 12 * mm, WIDTH - 12 * mm
SIDE: Final = 52 * mm
SIZE: Final = 12.5


def pdf(address: str, *, until: date, contact: str) -> bytes:
    """The slip in the language in force. `address`: the link; `contact`: whom to call, in a line."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A5, lang=get_language() or "fr", invariant=1)
    canvas.setTitle(_("How does it go?"))
    canvas.setCreator("Reuse")
    y = HEIGHT - 19 * mm
    ink.line(canvas, _("How does it go?"), LEFT, y, font=style.BOLD, size=24, width=RIGHT - LEFT)
    kit.stitch(canvas, LEFT, y - 5 * mm, RIGHT - LEFT)
    y = _sentences(canvas, _before(), y - 15 * mm)
    ink.square(canvas, address, (WIDTH - SIDE) / 2, y - SIDE, side=SIDE)
    y -= SIDE + 5 * mm
    bare = address.partition("://")[2]
    ink.line(canvas, bare, WIDTH / 2, y, font=style.MONO, size=9, width=RIGHT - LEFT, side="middle")
    _sentences(canvas, _after(until, contact), y - 12 * mm)
    foot = _("This slip bears no name. It serves once.")
    ink.line(canvas, foot, LEFT, 9 * mm, size=8.5, colour=style.SOFT)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _before() -> Sequence[str]:
    return (
        _("A while ago you were given a computer or a telephone. Does it work? Does it help you?"),
        _("Six short questions. No name is asked, and nobody knows who answers."),
        _("Point the camera of a telephone at the square, or type the address below it."),
    )


def _after(until: date, contact: str) -> Sequence[str]:
    last = _("You may answer until %(day)s. You may also leave it: nothing changes for you.")
    said = _("Something does not work? Call: %(contact)s") % {"contact": contact} if contact else ""
    return tuple(filter(None, [last % {"day": look.day(until)}, said]))


def _sentences(canvas: Canvas, sentences: Sequence[str], y: float) -> float:
    for sentence in sentences:
        y = ink.block(canvas, sentence, LEFT, y, width=RIGHT - LEFT, size=SIZE) - 2 * mm
    return y
