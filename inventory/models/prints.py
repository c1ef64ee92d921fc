"""The journal of printed labels."""

from django.db import models

from donors.models import Donation
from reuse.accounts.models import User


class LabelPrint(models.Model):
    """The journal of prints: which devices' labels, on which format, by whom."""

    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    format = models.CharField(max_length=20)
    start_at = models.PositiveSmallIntegerField(default=1)
    count = models.PositiveIntegerField()
    codes = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.count} × {self.format}"
