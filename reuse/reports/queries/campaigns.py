"""A campaign as its page tells it: how far it is, how much is announced, where to bring devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from donors import queries as donations
from donors.models import Donation
from donors.states import DonationStage
from inventory import queries as inventory
from reuse.accounts.models import Site
from reuse.reports.models import Target
from reuse.reports.queries import openly
from reuse.reports.queries.progress import Progress, progress
from reuse.web.departments import NAMES


@dataclass(frozen=True, slots=True)
class CampaignTold:
    """`announced`: devices of the batches given for it, received or not. `batches`: how many those are."""

    progress: Progress
    announced: int
    batches: int
    territory: Sequence[str]
    points: Sequence[Site]


def campaign(target: Target, *, as_of: date) -> CampaignTold:
    """What anyone may read of a campaign: sums alone, no donor's name."""
    named = target.campaign
    departments = named.departments if named else []
    sent = ~Q(stage__in=[DonationStage.DRAFT, DonationStage.DECLINED, DonationStage.CANCELLED])
    batches = list(Donation.objects.filter(sent, for_campaign__campaign=named))
    points = donations.receiving_sites()
    return CampaignTold(
        progress=openly.for_anyone(progress(target, as_of=as_of)),
        announced=sum(one.announced for one in inventory.funnels(batches).values()),
        batches=len(batches),
        territory=[NAMES.get(code, code) for code in departments],
        points=[one for one in points if not departments or one.department in departments],
    )
