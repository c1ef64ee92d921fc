"""The list a commission sits over, on paper: case numbers, conditions, waiting; no identity."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from beneficiaries.models import CommissionSession
from beneficiaries.queries import Case
from beneficiaries.states import CommissionDecision
from reuse.documents import kit, leaflet

SIGNATURES = 4


def pdf(session: CommissionSession, found: Iterable[Case], *, issuer: str, at: datetime) -> bytes:
    """The list as PDF, with room for each decision and for signatures."""
    title = str(session.commission)
    lead = _("Session of %(day)s. Case numbers only: the partners know the persons.") % {
        "day": kit.day(session.on.isoformat())
    }
    content = kit.Content(title, [kit.Part(lead, list(_body(list(found))))])
    return leaflet.compose(content, issuer=issuer, printed_at=at, language=get_language() or "fr")


def _body(found: list[Case]) -> Iterable[Flowable]:
    columns = [
        kit.Column(_("Request"), 3),
        kit.Column(_("Conditions"), 5),
        kit.Column(_("Waits"), 2),
        kit.Column(_("Decision and reason"), 4),
    ]
    decided = (CommissionDecision.ACCEPT.label, CommissionDecision.DECLINE.label, _("put off"))
    choices = "  ".join(f"□ {one}" for one in decided)
    rows = [
        (
            (one.request.ref, f"{one.request.type}, {one.request.purpose}", str(one.request.partner)),
            (
                one.eligibility.sentence,
                *(f"{c.label} – {c.words}" for c in one.eligibility.conditions if c.is_met),
            ),
            ngettext("%(n)s day", "%(n)s days", one.days) % {"n": one.days},
            (choices, "……………………………………………………"),
        )
        for one in found
    ]
    yield kit.table(columns, rows)
    if not found:
        yield kit.paragraph(_("No request waits for this session."))
    yield kit.heading(_("Those who decided"))
    signed = [kit.Column(_("Organisation"), 4), kit.Column(_("Function"), 4), kit.Column(_("Signature"), 4)]
    yield kit.table(signed, [("\u00a0", "\u00a0", ("\u00a0", "\u00a0"))] * SIGNATURES)
