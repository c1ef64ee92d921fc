"""What a stock sheet says of devices that had left before it was brought in: totals somebody declares, not events."""

from django.db import models

from inventory.states import Stage
from reuse.accounts.models import User
from reuse.core.models import DeviceType


class DeclaredTotal(models.Model):
    """So many devices of a type left in a month (none: not known when) in this way, says a sheet. Shown apart from figures."""

    sheet = models.ForeignKey("donors.Sheet", models.PROTECT, related_name="declared_totals")
    outcome = models.CharField(max_length=24, choices=Stage.choices)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    month = models.DateField(null=True)
    quantity = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("month", "outcome", "type", "id")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}, {self.outcome}"
