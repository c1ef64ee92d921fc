"""What a donor is told of a batch: links that need no account, and the factors an estimate of CO2e is made with."""

from django.db import models
from django.db.models import F, Q

from donors.models import Donation
from reuse.accounts.models import Membership, User
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.documents.models import Document


class FollowUpLinkQuerySet(models.QuerySet["FollowUpLink"]):
    def listed(self, donation: Donation) -> "FollowUpLinkQuerySet":
        """Those of a batch, the latest first, with what a list shows."""
        return self.filter(donation=donation).select_related("made_by__user").prefetch_related("documents")


class FollowUpLink(models.Model):
    """A way to one batch's follow-up page for whoever holds it. Its SHA-256 is kept, never the link itself.

    `openings`: how many times it was opened; who opened it, and from where, is not kept.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="follow_up_links")
    label = models.CharField(max_length=80, blank=True)  # for whom it was made, in the donor's words
    digest = models.CharField(max_length=64, unique=True)
    documents = models.ManyToManyField(Document, related_name="+")  # the ones the donor chose to show
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_on = models.DateField()  # the last day it works
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=0)
    last_opened_on = models.DateField(null=True)

    objects = FollowUpLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.label or str(self.public_id)


class ImpactFactor(models.Model):
    """What making one new device of a type emits before its first use, and how long such a device serves."""

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    new_g = models.PositiveIntegerField()  # grams of CO2e
    life_months = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=60)
    source = models.CharField(max_length=240)
    since = models.DateField()

    class Meta:
        ordering = ("type", "-since")
        constraints = [
            models.UniqueConstraint(fields=["type", "since"], name="inventory_impact_factor_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.new_g} g"


class ImpactAssumption(models.Model):
    """What is supposed of every reused device: how often it takes a new one's place, how much longer it serves."""

    displacement_percent = models.PositiveSmallIntegerField()
    months_low = models.PositiveSmallIntegerField()
    months_high = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=240)
    since = models.DateField(unique=True)

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.CheckConstraint(
                condition=Q(months_low__lte=F("months_high"), displacement_percent__lte=100),
                name="inventory_impact_assumption_is_a_range",
            )
        ]

    def __str__(self) -> str:
        return f"{self.since}: {self.displacement_percent} %"
