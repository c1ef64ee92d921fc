"""What is decided once about a hand-over: which exclusive target counts it, and that a home had a device before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models import Device, DeviceEvent
from reuse.reports.models.targets import Target


class Claim(models.Model):
    """A first hand-over that one exclusive target counts, and no other may. Kept for ever, unless released."""

    class Release(models.TextChoices):
        TAKEN_BACK = "taken_back", _("the hand-over was a mistake")
        RETURNED = "returned", _("the device came back soon")

    target = models.ForeignKey(Target, models.PROTECT, related_name="claims")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    event = models.ForeignKey(DeviceEvent, models.PROTECT, related_name="+")
    on = models.DateField()  # of the hand-over
    claimed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_because = models.CharField(max_length=12, choices=Release.choices, blank=True)

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(released_at=None), name="reports_one_claim_per_device"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_because="")
                | Q(released_at__isnull=False) & ~Q(released_because=""),
                name="reports_claim_release_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["target", "on"], name="reports_claim_target")]

    def __str__(self) -> str:
        return f"{self.device} → {self.target}"


class LaterOfHome(models.Model):
    """A hand-over to a home that had a device before: it is no further household. Which home is not said here.

    Written while the requests still say which belong together, so that forgetting changes no figure.
    """

    handover = models.OneToOneField("beneficiaries.Handover", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "later of a home"

    def __str__(self) -> str:
        return str(self.handover_id)
