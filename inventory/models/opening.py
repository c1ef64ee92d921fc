"""What a stock sheet says of devices that had left before it was brought in: totals somebody declares, not events."""

from django.db import models

from inventory.states import Stage
from reuse.accounts.models import User
from reuse.core.models import DeviceType


class DeclaredTotal(models.Model):
    """So many devices of a type left in a month (none: not known when) in this way, says a sheet. Shown apart from figures.

    Never overwritten: a wrong one is withdrawn with the reason, and another may replace it.
    """

    sheet = models.ForeignKey("donors.Sheet", models.PROTECT, related_name="declared_totals")
    outcome = models.CharField(max_length=24, choices=Stage.choices)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    month = models.DateField(null=True)
    quantity = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(
        max_length=200, blank=True
    )  # why it was withdrawn; empty: its import was undone
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")

    class Meta:
        ordering = ("month", "outcome", "type", "id")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}, {self.outcome}"
