"""Rows of a donor's list that name several devices of their batch, until a person has chosen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from donors.models import Donation, Sheet
from inventory.models.devices import Device
from reuse.accounts.models import User


class WaitingRow(models.Model):
    """A row whose names do not agree on one device. What was chosen is remembered for the next time it comes."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waits for a choice")
        DEVICE = "device", _("one of the devices")
        NEW = "new", _("a device more")
        LEFT_OUT = "left_out", _("left aside")

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="waiting_rows")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="waiting_rows")
    row_number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)  # of the names it bears, whatever row they come on next time
    item = models.JSONField(default=dict)  # what the row says; emptied with the choice
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("row_number", "id")
        constraints = [
            models.UniqueConstraint(fields=["donation", "key"], name="inventory_waiting_row_is_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row_number}"
