"""A rank explained on paper. It bears a case number, never a name."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from beneficiaries.queries.explaining import Explanation
from reuse.documents import kit, leaflet

ISSUER = "Reuse"


def pdf(told: Explanation, *, at: datetime) -> bytes:
    """The explanation as PDF."""
    title = _("Rank of request %(ref)s") % {"ref": told.ref}
    content = kit.Content(title, [kit.Part(told.result, _body(told))])
    return leaflet.compose(content, issuer=ISSUER, printed_at=at, language=get_language() or "fr")


def _body(told: Explanation) -> list[Flowable]:
    body = [
        kit.heading(_("1. What the rule does, and what people do")),
        *(kit.paragraph(text) for text in told.contribution),
        kit.heading(_("2. Data used, and where they come from")),
    ]
    if told.used:
        columns = [
            kit.Column(_("Datum"), 3),
            kit.Column(_("For this request"), 3),
            kit.Column(_("Source"), 4),
        ]
        body.append(kit.table(columns, [(one.label, one.value, one.source) for one in told.used]))
    body.append(kit.note(told.not_used))
    if told.factors:
        columns = [
            kit.Column(_("What counts"), 3),
            kit.Column(_("Operation"), 4),
            kit.Column(_("Points"), 1, is_number=True),
        ]
        rows = [(one.code.label, one.operation, one.points) for one in told.factors]
        body += [
            kit.heading(_("3. Weights applied to this request")),
            kit.paragraph(told.rule),
            kit.table(columns, rows),
            kit.heading(_("4. Operations")),
            kit.items(told.operations),
        ]
    return [
        *body,
        kit.heading(_("5. To ask or to contest")),
        *_contact(told),
        kit.note(_("Code des relations entre le public et l’administration, art. L311-3-1 and R311-3-1-2.")),
    ]


def _contact(told: Explanation) -> list[Flowable]:
    if told.contact is None:
        return [kit.paragraph(_("Ask the worker who filed the request, who contests the decision with you."))]
    one = told.contact
    return [
        kit.paragraph(f"{one.role}, {one.telephone}, {one.hours}"),
        kit.paragraph(_("Ask the worker who filed the request, who contests the decision with you.")),
    ]
