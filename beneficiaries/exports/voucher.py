"""Draws a voucher on A5, to print or to show on a telephone: a case, a last day, what to bring. No name."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from beneficiaries import queries
from beneficiaries.models import Voucher
from reuse.directory import hours
from reuse.documents import ink, kit, style
from reuse.web.templatetags import look

WIDTH, HEIGHT = A5
LEFT, RIGHT = 12 * mm, WIDTH - 12 * mm
QR_SIDE: Final = 34 * mm


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: no person, a place."""

    name: str
    telephone: str = ""
    hours: str = ""


def pdf(voucher: Voucher, *, dearest: int, contact: Contact) -> bytes:
    """The voucher in the language in force. `dearest`: the most that may be asked for such a device, in cents."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A5, lang=get_language() or "fr", invariant=1)
    title = _("Voucher for a device: %(type)s") % {"type": voucher.request.type}
    canvas.setTitle(f"{title} {voucher.request.ref}")
    canvas.setCreator("Reuse")
    y = HEIGHT - 17 * mm
    ink.line(canvas, title, LEFT, y, font=style.BOLD, size=17, width=RIGHT - LEFT)
    kit.stitch(canvas, LEFT, y - 4 * mm, RIGHT - LEFT)
    y = _symbols(canvas, voucher, y - 9 * mm)
    for heading, lines in sections(voucher, dearest, contact):
        ink.line(canvas, heading, LEFT, y, font=style.BOLD, size=11, colour=style.BRAND)
        y -= 5.2 * mm
        for words in lines:
            y = ink.block(canvas, words, LEFT, y, width=RIGHT - LEFT, size=10.5)
        y -= 2.4 * mm
    foot = _("This voucher bears no name. It serves once.")
    ink.line(canvas, foot, LEFT, 9 * mm, size=8.5, colour=style.SOFT)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def address_of(voucher: Voucher) -> str:
    """What the square holds: upper case makes it smaller. At a counter it opens the hand-over, elsewhere the voucher."""
    return f"{settings.PUBLIC_URL}/bon/{voucher.code}".upper()


def _symbols(canvas: Canvas, voucher: Voucher, top: float) -> float:
    """The QR for a camera, the bars for a scanner, the letters for a keyboard; beside them the case and the last day."""
    ink.square(canvas, address_of(voucher), LEFT, top - QR_SIDE, side=QR_SIDE)
    x, width = LEFT + QR_SIDE + 7 * mm, RIGHT - LEFT - QR_SIDE - 7 * mm
    ink.line(
        canvas, _("Request %(ref)s") % {"ref": voucher.request.ref}, x, top - 6 * mm, font=style.BOLD, size=13
    )
    ink.line(canvas, _("good until"), x, top - 15 * mm, size=10, colour=style.SOFT)
    until = look.day(voucher.valid_until)
    ink.line(canvas, until, x, top - 21 * mm, font=style.BOLD, size=14, width=width)
    ink.line(canvas, voucher.request.partner, x, top - 30 * mm, size=9.5, width=width)
    y = top - QR_SIDE - 20 * mm
    left = (WIDTH - ink.bars_width(voucher.code)) / 2
    ink.bars(canvas, voucher.code, left, y, height=14 * mm)
    ink.line(canvas, voucher.shown_code, WIDTH / 2, y - 5 * mm, font=style.MONO, size=12, side="middle")
    return y - 14 * mm


def sections(voucher: Voucher, dearest: int, contact: Contact) -> Sequence[tuple[str, Sequence[str]]]:
    """Where, what to bring, at which price, and whom to call: each under its heading."""
    site = voucher.request.site
    where = ", ".join(filter(None, [site.name, site.address, f"{site.postal_code} {site.city}".strip()]))
    return (
        (
            _("Where"),
            [
                where,
                *filter(None, [hours.read(queries.hours_of(site)).text]),
                _("or at any other counter of the network."),
            ],
        ),
        (_("Bring"), [_("This voucher, on paper or on a telephone. No identity paper is kept.")]),
        (_("Price"), [price_words(dearest)]),
        (
            _("Your choice"),
            [
                _("You choose among the devices that are there. You may say no: you keep your place."),
                _("Somebody close may come in your place with this voucher."),
            ],
        ),
        (
            _("To say no, or to ask"),
            [", ".join(filter(None, [contact.name, contact.telephone, contact.hours]))],
        ),
    )


def price_words(dearest: int) -> str:
    """What it may cost, before the device is chosen."""
    if not dearest:
        return _("Free: nothing is asked for.")
    return _("From free to %(most)s, according to the device. The price is told before you choose.") % {
        "most": look.euros(dearest)
    }
