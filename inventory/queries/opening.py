"""What left before a workshop moved in here, as its stock sheets declare: shown apart from what the ledger counts."""

from django.db.models import QuerySet

from donors.models import Sheet
from inventory.models import DeclaredTotal
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission, Reach


def declared_totals(membership: Membership | None = None) -> QuerySet[DeclaredTotal]:
    """The totals in force: of one's own workshop, or of all (also for None, the public). Each says its sheet and who."""
    return all_totals(membership).filter(withdrawn_at=None)


def all_totals(membership: Membership | None = None) -> QuerySet[DeclaredTotal]:
    """Those withdrawn too, with what replaces them."""
    totals = DeclaredTotal.objects.select_related(
        "type", "sheet__donation__receiver", "sheet__donation__site__organisation", "by", "withdrawn_by"
    )
    if membership is None or membership.description.reach == Reach.NETWORK:
        return totals
    if not membership.may(Permission.DEVICE_VIEW):
        return totals.none()
    return totals.filter(sheet__donation__receiver=membership.organisation)


def words_said(workshop: Organisation) -> dict[str, str]:
    """What this workshop said of the status words of its stock sheets, the latest answer last: word → stage."""
    sheets = Sheet.objects.filter(donation__receiver=workshop, donation__is_opening_stock=True).order_by("pk")
    said: dict[str, str] = {}
    for summary in sheets.values_list("summary", flat=True):
        said |= summary.get("said", {})
    return said
