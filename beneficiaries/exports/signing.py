"""Draws the form a person signs on paper before or at the hand-over; its square brings the scan back to the hand-over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from beneficiaries.models import Request
from inventory.models import Device
from inventory.queries import PriceCap
from reuse.documents import ink, kit, leaflet, signatures
from reuse.documents.wording import hand_over, words
from reuse.web.templatetags import look


@dataclass(frozen=True, slots=True)
class Signing:
    """What the form is about. `address`: the path its square holds."""

    request: Request
    device: Device
    cap: PriceCap
    site: str
    items: Sequence[str]
    address: str


def pdf(one: Signing, *, at: datetime) -> bytes:
    """The form as PDF, in the language in force."""
    content = kit.Content(hand_over.title(), [kit.Part(hand_over.lead(one.request.ref), _body(one))])
    return leaflet.compose(content, issuer=one.site, printed_at=at, language=get_language() or "fr")


def _body(one: Signing) -> list[Flowable]:
    price = (
        _("at most %(cap)s; paid: ______________ €") % {"cap": look.euros(one.cap.cents)}
        if one.cap.cents
        else str(hand_over.FREE)
    )
    statements: list[kit.Text] = [
        *hand_over.STATEMENT_LIST,
        _("I started it and set the password myself. I know that I may say no, or bring it back."),
    ]
    return [
        kit.facts(
            [
                (hand_over.STRUCTURE, str(one.request.partner)),
                (words.TYPE, str(one.device.type)),
                (words.MODEL, one.device.name),
                (words.CODE, kit.device_code(one.device.code)),
                (hand_over.PRICE, price),
            ]
        ),
        kit.heading(_("Given with it, to tick")),
        *(kit.paragraph(f"☐  {item}") for item in one.items or [_("nothing else")]),
        kit.heading(hand_over.STATEMENTS),
        kit.items(statements),
        *signatures.block(
            [
                {"role": str(hand_over.FOR_THE_PERSON), "name": "", "method": "paper"},
                {"role": str(hand_over.FOR_THE_STRUCTURE), "name": "", "method": "paper"},
            ]
        ),
        kit.note(hand_over.PRIVACY),
        kit.space(10),
        _Square(f"{settings.PUBLIC_URL}{one.address}".upper()),
        kit.note(_("Once signed: scan or photograph this page, the square brings it to its hand-over.")),
    ]


class _Square(Flowable):
    """A QR code large enough for a hurried photograph."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.width, self.height = text, 32 * mm, 32 * mm

    def draw(self) -> None:
        ink.square(self.canv, self.text, 0, 2 * mm, side=30 * mm)
