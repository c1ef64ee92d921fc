"""Which batches somebody sees, and what waits in them."""

from datetime import date, datetime

from django.db.models import Q

from donors.models import (
    Campaign,
    CampaignBatch,
    CampaignQuerySet,
    ColumnMemory,
    Donation,
    DonationQuerySet,
    Sheet,
)
from donors.states import DonationStage
from reuse.accounts.models import Membership, Organisation, User
from reuse.core.prefixes import begins


def donations_for(membership: Membership) -> DonationQuerySet:
    """The donations this membership may see, newest first, with what a list shows of them."""
    return (
        Donation.objects.visible_to(membership)
        .select_related("donor", "receiver", "site", "deliberation")
        .order_by("-id")
    )


def named(found: DonationQuerySet, text: str) -> DonationQuerySet:
    """Those whose number, name or donor's name begins so."""
    ways = (
        begins("ref", text),
        begins("title", text),
        Q(donor__in=Organisation.objects.order_by().filter(begins("name", text))),
    )
    first, *others = (Donation.objects.order_by().filter(way).values_list("pk") for way in ways)
    return found.filter(pk__in=first.union(*others))


def donations_to_decide(membership: Membership) -> DonationQuerySet:
    """Announced batches that wait for this organisation's answer."""
    return donations_for(membership).at_stage(DonationStage.ANNOUNCED)


def column_memory(donor: Organisation) -> dict[str, str]:
    """How this donor's headers were read last time: header → field."""
    return dict(ColumnMemory.objects.filter(donor=donor).values_list("header", "field"))


def sheets_settled_before(limit: datetime) -> Q:
    """The condition of a file that no batch on its way in needs: its days count from the end of the reception.

    A batch that is refused, given up or never sent has come to its end when it last changed.
    """
    on_its_way = {DonationStage.ANNOUNCED, DonationStage.ACCEPTED, DonationStage.IN_RECEPTION}
    needed = Sheet.objects.filter(
        Q(donation__stage__in=on_its_way) | Q(donation__stage_since__gte=limit),
        donation__is_opening_stock=False,
    )
    return ~Q(pk__in=needed.values("file"))


def batches_of(user: User, donor: Organisation) -> DonationQuerySet:
    """The donor's batches this person is the contact of and that are not over."""
    over = (DonationStage.CLOSED, DonationStage.DECLINED, DonationStage.CANCELLED)
    return Donation.objects.filter(donor=donor, contact=user).exclude(stage__in=over)


def open_campaigns(on: date) -> CampaignQuerySet:
    """The campaigns a batch may be given for on a day: the choices of a form."""
    return Campaign.objects.open_on(on)


def campaign_of(donation: Donation) -> Campaign | None:
    """The campaign a batch is given for."""
    joined = CampaignBatch.objects.filter(donation=donation).select_related("campaign").first()
    return joined.campaign if joined else None
