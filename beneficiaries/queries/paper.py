"""What was printed on paper, and how much of it was entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from beneficiaries.models import PaperForm
from reuse.accounts.models import Membership

LATEST = 20


@dataclass(frozen=True, slots=True)
class PaperLot:
    """A lot of blank forms."""

    lot: UUID
    at: datetime
    printed: int
    entered: int

    @property
    def left(self) -> int:
        return self.printed - self.entered


def paper_lots(membership: Membership) -> Sequence[PaperLot]:
    """A partner's latest lots."""
    counted = (
        PaperForm.objects.visible_to(membership)
        .values("lot")
        .annotate(
            first=Min("pk"),
            printed_at=Min("at"),
            printed=Count("pk"),
            entered=Count("pk", filter=Q(request__isnull=False)),
        )
    )
    return [
        PaperLot(row["lot"], row["printed_at"], row["printed"], row["entered"])
        for row in counted.order_by("-first")[:LATEST]
    ]
