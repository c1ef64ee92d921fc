"""What has reached the end of its time, part by part; the days are rows of KeepingRule."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from beneficiaries.codes import Kept
from beneficiaries.models import HandoverSignature, Identity, KeepingRule, Request
from beneficiaries.states import FINAL, RequestStage
from inventory.queries.reference import Field, Kind, Table

ENDED = (*FINAL, RequestStage.DRAFT)  # a draft nobody touches ends too
# A request that still holds the part.
HOLDS: Mapping[str, Q] = {
    Kept.COMMUNE: ~Q(commune=""),
    Kept.NEEDS: ~Q(features=[]) | ~Q(accessories=[]) | ~Q(sheet_language=""),
    Kept.MARK: ~Q(mark=""),
    Kept.INFORMATION: ~Q(information=""),
    Kept.NOTES: Q(events__note__isnull=False)
    | Q(allocations__events__note__isnull=False)
    | Q(handovers__events__note__isnull=False)
    | Q(handovers__aftersales__events__note__isnull=False),
}

KEEPING_TABLE = Table(
    "keeping_rules",
    _("How long a case is kept"),
    _("Days by part of a case, from its end on. Without a number a part is kept."),
    KeepingRule,
    ("code",),
    (
        Field("code", _("Part of the case"), Kind.CODE, choices=tuple(Kept.choices)),
        Field("days", _("Days"), Kind.NUMBER, is_required=False),
        Field("source", _("Source"), Kind.TEXT),
    ),
)


def keeping_days() -> dict[str, int | None]:
    """Days by part; a part without a rule is kept."""
    return dict(KeepingRule.objects.values_list("code", "days"))


def limits(now: datetime) -> dict[str, datetime]:
    """Before which instant a part must have ended to go now."""
    return {code: now - timedelta(days=days) for code, days in keeping_days().items() if days is not None}


def ended_holding(code: str, before: datetime) -> QuerySet[Request]:
    """Requests that ended before an instant and still hold a part."""
    ended = Request.objects.filter(stage__in=ENDED, stage_since__lt=before)
    return ended.filter(pk__in=Request.objects.filter(HOLDS[code]).values("pk")).order_by("pk")


def identities_to_forget(before: datetime) -> QuerySet[Identity]:
    """Identities of requests that ended before an instant, the warranty of every device handed over being over too."""
    ended = Identity.objects.filter(request__stage__in=ENDED, request__stage_since__lt=before)
    return ended.exclude(request__handovers__warranty_until__gte=before.date()).order_by("pk")


def signatures_to_forget(before: datetime) -> QuerySet[HandoverSignature]:
    """Signatures of hand-overs whose warranty ended before a day."""
    return HandoverSignature.objects.filter(handover__warranty_until__lt=before.date()).order_by("pk")
