"""Campaigns: a territory collects devices for a time; donors name the one their batch is for."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from donors.models.donations import Donation
from reuse.accounts.models import User
from reuse.core.translated import in_language


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open_on(self, day: date) -> "CampaignQuerySet":
        """Those a batch may join on a day."""
        return self.filter(ended_at=None, since__lte=day, until__gte=day)


class Campaign(models.Model):
    """A collection in a territory, with a page anyone may read. Its goal is a target of the reports."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    introduction = models.JSONField(default=dict)
    partners = models.JSONField(default=list)  # their names, as they wish to be called
    departments = models.JSONField(default=list)  # codes; none: the whole network's
    since = models.DateField()
    until = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("until", "id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="donors_campaign_period")
        ]

    def __str__(self) -> str:
        return in_language(self.name)

    @property
    def words(self) -> str:
        """Its introduction in the reader's language."""
        return in_language(self.introduction) if self.introduction else ""


class CampaignBatch(models.Model):
    """A batch that was given for a campaign: one at most."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="batches")
    donation = models.OneToOneField(Donation, models.CASCADE, related_name="for_campaign")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.campaign}: {self.donation_id}"
