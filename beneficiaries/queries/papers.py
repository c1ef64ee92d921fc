"""Which signed forms are still to be attached, and to which hand-over a barcode belongs."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from beneficiaries.models import Handover, HandoverEvent
from beneficiaries.states import HandoverMove, HandoverStage, SignatureMethod
from reuse.accounts.models import Membership

_UUID = re.compile(r"/(handovers|counter)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?", re.IGNORECASE)
MOST_TOGETHER = 8
LATEST = 200  # a select longer than this helps nobody


def papers_of(membership: Membership) -> QuerySet[Handover]:
    """Hand-overs whose form one may attach: those one sees, and those one's organisation signed at its counter."""
    signed_here = HandoverEvent.objects.filter(
        for_organisation=membership.organisation_id, move=HandoverMove.HAND_OVER
    )
    seen = Handover.objects.visible_to(membership).values("pk")
    return Handover.objects.filter(Q(pk__in=seen) | Q(pk__in=signed_here.values("handover")))


def papers_missing(membership: Membership) -> QuerySet[Handover]:
    """Signed on the printed form, whose scan was not attached yet; the latest first."""
    waiting = papers_of(membership).filter(
        signature_method=SignatureMethod.FORM, signature__isnull=False, signature__paper=None
    )
    return waiting.select_related("request", "device__type", "site").order_by("-handed_over_on", "-pk")


def signed_together(handover: Handover) -> QuerySet[HandoverEvent, int]:
    """The hand-overs one signature stands for, this one among them; none when it was signed alone."""
    own = handover.events.filter(move=HandoverMove.HAND_OVER).values_list("details__together", flat=True)
    shared = next((one for one in own if one), None)
    if shared is None:
        return HandoverEvent.objects.none().values_list("handover", flat=True)
    same = HandoverEvent.objects.filter(move=HandoverMove.HAND_OVER, details__together=shared)
    return same.values_list("handover", flat=True)


def to_sign_together(handover: Handover) -> QuerySet[Handover]:
    """Planned hand-overs one signature may also stand for: same place and structure, same home or same worker and day."""
    request = handover.request
    day = handover.planned_at.date()
    others = Handover.objects.filter(
        stage=HandoverStage.PLANNED, site=handover.site_id, request__partner=request.partner_id
    ).exclude(pk=handover.pk)
    same_day = Q(request__worker=request.worker_id, planned_at__date=day)
    home = Q(request__household=request.household) if request.household else Q(pk__in=[])
    return others.filter(home | same_day).with_labels().order_by("planned_at", "pk")[:MOST_TOGETHER]


def handover_on(texts: Iterable[str], membership: Membership) -> Handover | None:
    """The hand-over a form's barcodes name, by itself or by its voucher."""
    for text in texts:
        if found := _UUID.search(text):
            kind, key = found[1].lower(), UUID(found[2])
            named = {"public_id": key} if kind == "handovers" else {"voucher__public_id": key}
            return papers_of(membership).filter(**named).select_related("request").first()
    return None
