"""A batch as it comes: its deliveries, pallet by pallet; why the count differs; who stands for those who walk in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from donors.models import Appointment, Donation
from reuse.accounts.models import Organisation, Site, User
from reuse.core.models import DeviceType


class Delivery(models.Model):
    """One arrival of a batch, which may take several; noted when it leaves, when it arrives, or both."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    trip = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="departure")
    carrier = models.CharField(max_length=80, blank=True)
    left_on = models.DateField(null=True)
    left_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who noted the departure
    arrived_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["donation", "number"], name="inventory_delivery_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.donation.ref} ({self.number})"


class DeliveredPallet(models.Model):
    """A pallet, cage or box of a delivery, with the seal it left with and the one it came with."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="pallets")
    name = models.CharField(max_length=40)
    seal_departed = models.CharField(max_length=40, blank=True)
    seal_arrived = models.CharField(max_length=40, blank=True)
    has_arrived = models.BooleanField(default=False)
    weight_g = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["delivery", "name"], name="inventory_pallet_once_per_delivery")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_other_seal(self) -> bool:
        """It left with one seal and came with another, or with none."""
        return self.has_arrived and bool(self.seal_departed) and self.seal_departed != self.seal_arrived


class CountDifference(models.Model):
    """Why a type of device is missing, or came unannounced: a reason, and words. Holds for the count it was said of."""

    class Side(models.TextChoices):
        MISSING = "missing", _("missing")
        UNEXPECTED = "unexpected", _("not announced")

    class Reason(models.TextChoices):
        KEPT = "kept", _("The donor kept it")
        ADDED = "added", _("The donor added it")
        MISCOUNTED = "miscounted", _("Wrongly counted when announced")
        OTHER_TYPE = "other_type", _("Announced as another type")
        CARRIER = "carrier", _("Lost by the carrier")
        OTHER_BATCH = "other_batch", _("Belongs to another batch")
        OTHER = "other", _("Another reason")

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="differences")
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    count = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("type", "side")
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "type", "side"], name="inventory_difference_is_settled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_side_display()}: {self.get_reason_display()}"


class WalkInDonor(models.Model):
    """The body that stands, at a site, for everybody who brings a device without an account."""

    site = models.OneToOneField(Site, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.organisation)
