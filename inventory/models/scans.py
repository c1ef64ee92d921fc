"""Scans as they were sent, with what became of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device
from reuse.accounts.models import Organisation, User


class ScanRecord(models.Model):
    """Every scan ever sent, refused ones included, under the identifier its client gave it."""

    class Result(models.TextChoices):
        DONE = "done", _("done")
        REPEATED = "repeated", _("already done")
        REFUSED = "refused", _("refused")
        AMBIGUOUS = "ambiguous", _("several possible")
        UNKNOWN = "unknown", _("unknown")

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    scan = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body_digest = models.CharField(max_length=64)
    text = models.CharField(max_length=240)
    fault = models.CharField(max_length=16, blank=True)  # the layout fault that was repaired
    move = models.CharField(max_length=24)
    result = models.CharField(max_length=12, choices=Result.choices)
    outcome = models.JSONField(default=dict)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "scan"], name="inventory_scan_is_unique")]
        indexes = [models.Index(fields=["by", "-id"], name="inventory_scan_by")]

    def __str__(self) -> str:
        return f"{self.text} {self.move} {self.result}"
