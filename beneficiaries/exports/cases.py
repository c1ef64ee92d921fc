"""All we hold of a case, for the person who asks: the same content as JSON for machines, as a page and as PDF for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from beneficiaries import queries, workflow
from beneficiaries.codes import Purpose
from beneficiaries.models import Attestation, Handover, Request
from beneficiaries.queries import narrative
from inventory import codes
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.documents import kit, leaflet
from reuse.web.templatetags import look


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the case in words: label and value of each line."""

    title: str
    lines: Sequence[tuple[str | datetime, object]]


def case(request: Request, *, act: Act) -> dict[str, Any]:
    """The case by its reference, as JSON; opening the identity for it is a reading like any other.

    Raises NotPermitted for anyone but the partner's worker.
    """
    act.require(Permission.REQUEST_FILE)
    opened = workflow.open_identity(request=request, purpose=Purpose.PERSON_ASKS, act=act)
    return {
        "case": request.ref,
        "made_at": act.at.isoformat(),
        "request": _row(request, without={"id", "last_hash", "last_seq"}),
        "attestations": [
            {
                "criterion": one.criterion.code,
                "label": str(one.criterion),
                "is_met": one.is_met,
                "seen_on": one.seen_on.isoformat(),
            }
            for one in Attestation.objects.filter(request=request).select_related("criterion")
        ],
        "identity": {"name": opened.name, "telephone": opened.telephone},
        "handovers": [
            {
                "device": one.device.code,
                "stage": one.stage,
                "stage_label": str(one.get_stage_display()),
                "handed_over_on": _plain(one.handed_over_on),
                "price_cents": one.price_cents,
                "warranty_until": _plain(one.warranty_until),
                "form": str(one.document or ""),
            }
            for one in Handover.objects.filter(request=request).select_related("device", "document")
        ],
        "signatures": [
            {"handover": one.handover, "name": one.name, "strokes": one.strokes} for one in opened.signatures
        ],
        "events": [
            {"at": told.at.isoformat(), "what": told.text, "detail": told.detail}
            for told in narrative.events(request)
        ],
        "readings": [
            {"at": one.at.isoformat(), "by": one.by, "organisation": one.organisation, "why": one.purpose}
            for one in queries.readings_of(request)
        ],
    }


def parts(request: Request, exported: dict[str, Any]) -> list[Part]:
    """The same in words."""
    identity = exported["identity"]
    return [
        Part(
            _("Identity"),
            [
                (_("Name"), identity["name"] or _("none is kept")),
                (_("Telephone"), identity["telephone"] or _("none is kept")),
                (_("Signatures"), len(exported["signatures"])),
            ],
        ),
        Part(_("The need"), [line for line in narrative.facts(request) if line[1]]),
        Part(_("Your mark"), [(_("Mark"), request.mark)] if request.mark else []),
        Part(
            _("Conditions seen"),
            [(one["label"], _day(one["seen_on"])) for one in exported["attestations"] if one["is_met"]],
        ),
        Part(
            _("Devices"),
            [
                (codes.shown(one["device"]), _day(one["handed_over_on"]) or one["stage_label"])
                for one in exported["handovers"]
            ],
        ),
        Part(_("What happened"), [(_moment(one["at"]), one["what"]) for one in exported["events"]]),
        Part(
            _("Who has read the identity"),
            [(_moment(one["at"]), f"{one['by']}, {one['organisation']}") for one in exported["readings"]],
        ),
    ]


def pdf(request: Request, told: Sequence[Part], *, at: datetime) -> bytes:
    """The same on paper, for the person to keep."""
    title = _("What is kept of case %(ref)s") % {"ref": request.ref}
    body: list[Flowable] = []
    for part in told:
        if part.lines:
            lines = [(_words(label), _words(value)) for label, value in part.lines]
            body += [kit.heading(part.title), kit.facts(lines)]
    lead = _("Everything we hold of this case, as it stood on %(day)s.") % {"day": look.day(at)}
    content = kit.Content(title, [kit.Part(lead, body)])
    issuer = request.partner.name
    return leaflet.compose(content, issuer=issuer, printed_at=at, language=get_language() or "fr")


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return look.instant(value)
    return look.day(value) if isinstance(value, date) else str(value)


def _row(request: Request, *, without: set[str]) -> dict[str, Any]:
    """Every column of the request, whatever is added to it later; references by name."""
    return {
        field.name: str(getattr(request, field.name))
        if field.is_relation
        else _plain(getattr(request, field.name))
        for field in request._meta.concrete_fields
        if field.name not in without
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | list | dict) else str(value)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)
