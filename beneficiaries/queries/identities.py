"""Whose name one may read, and who has read it: the worker's own organisation, and whoever hands over there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from beneficiaries.codes import IdentityField, Purpose
from beneficiaries.models import Handover, HandoverEvent, Request
from reuse.accounts.models import AccessRecord, Membership
from reuse.accounts.roles import Permission, Reach


def nameable_by(membership: Membership) -> QuerySet[Request]:
    """The requests whose identity this membership may open: its partner's own, or handed over at its site or by itself."""
    if not membership.may(Permission.HAND_OVER):
        return Request.objects.none()
    found = Request.objects.visible_to(membership)
    if membership.description.reach == Reach.ORGANISATION:
        return found
    mine = HandoverEvent.objects.filter(by=membership.user).values("handover__request")
    here = Q(pk__in=mine)
    if membership.site_id:
        held = Handover.objects.filter(site=membership.site_id).values("request")
        here |= Q(site=membership.site_id) | Q(pk__in=held)
    return found.filter(here)


def may_name(membership: Membership, request: Request) -> bool:
    """Whether this membership may open the identity of the request."""
    return nameable_by(membership).filter(pk=request.pk).exists()


def is_ours(request: Request) -> bool:
    """Whether we hand over ourselves: at a partner's own place, the partner knows its people and we need no name."""
    return request.site.organisation_id != request.partner_id


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening of an identity, in words."""

    at: datetime
    by: str
    organisation: str
    purpose: str
    fields: str


def readings_of(request: Request) -> Sequence[Reading]:
    """Who has read the identity of a request, latest first."""
    records = AccessRecord.objects.filter(kind=AccessRecord.READ_IDENTITY, subject=request.ref)
    return [reading(one) for one in records.select_related("by", "organisation").order_by("-at", "-pk")]


def openings_like(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[AccessRecord]:
    """Every opening recorded, for whoever reads the audit log, narrowed by `kind` and `q` (the reference opened)."""
    if not membership.may(Permission.AUDIT_READ):
        return AccessRecord.objects.none()
    found = AccessRecord.objects.all()
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    if wanted.get("q"):
        found = found.filter(subject=wanted["q"].strip())
    return found


def reading(record: AccessRecord) -> Reading:
    """A reading as people read it."""
    known = set(Purpose.values)
    fields = [code for code in record.fields.split(",") if code in IdentityField.values]
    return Reading(
        at=record.at,
        by=str(record.by),
        organisation=str(record.organisation),
        purpose=str(Purpose(record.purpose).label) if record.purpose in known else record.purpose,
        fields=", ".join(str(IdentityField(code).label) for code in fields) or _("nothing was kept"),
    )
