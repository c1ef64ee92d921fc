"""What left before a workshop moved in here, as its stock sheets declare: shown apart from what the ledger counts."""

from django.db.models import QuerySet

from inventory.models import DeclaredTotal
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Reach


def declared_totals(membership: Membership | None = None) -> QuerySet[DeclaredTotal]:
    """The totals in force: of one's own workshop, or of all (also for None, the public). Each says its sheet and who."""
    totals = DeclaredTotal.objects.filter(withdrawn_at=None).select_related(
        "type", "sheet__donation__receiver", "by"
    )
    if membership is None or membership.description.reach == Reach.NETWORK:
        return totals
    if not membership.may(Permission.DEVICE_VIEW):
        return totals.none()
    return totals.filter(sheet__donation__receiver=membership.organisation)
