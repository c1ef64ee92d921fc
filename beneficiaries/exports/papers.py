"""Two plain papers: a text for the person in large print, and what to lay out before a session."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable, Paragraph

from beneficiaries.queries.preparation import Preparation, ToPrepare
from reuse.documents import kit, leaflet, style
from reuse.web.templatetags import look

LARGE = style.BODY.clone("large", fontSize=18, leading=27, spaceAfter=12)


def large_text(text: str, *, title: str, issuer: str, at: datetime, language: str) -> bytes:
    """A text to hand to the person, or to read aloud: one sentence a line."""
    sentences = [one.strip() for one in text.replace("? ", "?\n").replace(". ", ".\n").splitlines()]
    body: list[Flowable] = [Paragraph(style.markup(one), LARGE) for one in sentences if one]
    content = kit.Content(title, [kit.Part("", body)])
    return leaflet.compose(content, issuer=issuer, printed_at=at, language=language)


def preparation(found: Preparation, *, at: datetime) -> bytes:
    """The list to lay out, with boxes to tick."""
    columns = [
        kit.Column("", 0.4),
        kit.Column(_("Time"), 1.1),
        kit.Column(_("Device"), 3.4),
        kit.Column(_("Place"), 2),
        kit.Column(_("With it"), 3),
        kit.Column(_("To set before"), 3),
        kit.Column(_("First steps"), 2),
    ]
    body = [
        kit.figures([(str(count), name) for name, count in found.totals[:4]]),
        kit.items([f"{name} : {count}" for name, count in found.totals[4:]]),
        kit.table(columns, [_cells(row) for row in found.rows]),
    ]
    title = _("To prepare for %(day)s") % {"day": look.day(found.day)}
    content = kit.Content(title, [kit.Part(str(found.site), body)])
    return leaflet.compose(content, issuer="Reuse", printed_at=at, language=get_language() or "fr")


def _cells(row: ToPrepare) -> tuple[object, ...]:
    device = row.device
    return (
        "☐",
        look.clock(row.at),
        tuple(line for one in (device, *row.others) for line in (one.name, kit.device_code(one.code))),
        str(device.place or ""),
        ", ".join(row.items),
        ", ".join(row.settings),
        row.first_steps,
    )
