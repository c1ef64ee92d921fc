"""The only module that writes campaigns and the batches given for them."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from donors import queries
from donors.models import Campaign, CampaignBatch, Donation
from donors.states import DonationStage
from donors.workflow.rights import locked
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import NotPermitted, Refusal


class CampaignRefused(Refusal):
    """The campaign cannot be opened, or cannot be joined."""

    reason = "campaign_refused"


@transaction.atomic
def open_campaign(
    *,
    name: Mapping[str, str],
    introduction: Mapping[str, str],
    partners: Sequence[str],
    departments: Sequence[str],
    since: date,
    until: date,
    act: Act,
) -> Campaign:
    """Open a campaign; its address comes from its name."""
    act.require(Permission.TARGET_SET)
    if until <= since:
        raise CampaignRefused(_("The last day comes after the first."))
    slug = slugify(next(iter(name.values())))[:60].strip("-")
    if not slug or slug == "new" or Campaign.objects.filter(slug=slug).exists():
        raise CampaignRefused(_("Another campaign has this name: its address must be its own."))
    return Campaign.objects.create(
        slug=slug,
        name=dict(name),
        introduction=dict(introduction),
        partners=list(partners),
        departments=list(departments),
        since=since,
        until=until,
        opened_by=act.by,
        opened_at=act.at,
    )


@transaction.atomic
def join(*, donation: Donation, campaign: Campaign | None, act: Act) -> None:
    """Say which campaign a batch is given for, or that it is for none; the donor's choice, while the campaign runs."""
    act.require(Permission.DONATION_REGISTER)
    donation = locked(donation)
    if donation.donor != act.organisation:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage in {DonationStage.DECLINED, DonationStage.CANCELLED, DonationStage.CLOSED}:
        raise CampaignRefused(_("This batch can no longer be changed."))
    if campaign == queries.campaign_of(donation):
        return
    if campaign and not Campaign.objects.open_on(act.on).filter(pk=campaign.pk).exists():
        raise CampaignRefused(_("This campaign is not running today."))
    CampaignBatch.objects.filter(donation=donation).delete()
    if campaign:
        CampaignBatch.objects.create(campaign=campaign, donation=donation, by=act.by, at=act.at)
