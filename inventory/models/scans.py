"""Series of scans, and scans as they were sent, with what became of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Donation
from inventory.models.devices import Device
from inventory.states import Action
from reuse.accounts.models import Organisation, Site, User, Workstation
from reuse.core import chance


class Series(models.Model):
    """One action chosen once, then scan after scan. People may take turns at it; it lasts until somebody ends it.

    `params` hold for every scan of the series: reason_code, grade, place (code), site (public id).
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    action = models.CharField(max_length=24, choices=Action.choices)
    params = models.JSONField(default=dict)
    blanks = models.JSONField(
        default=dict
    )  # by person, the blank label that waits; "item": what they all become
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    workstation = models.ForeignKey(Workstation, models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["opened_by", "-id"], name="inventory_series_opener"),
        ]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.action} {self.public_id}"


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
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="scans")
    body_digest = models.CharField(max_length=64)
    text = models.CharField(max_length=240)
    fault = models.CharField(max_length=16, blank=True)  # the layout fault that was repaired
    move = models.CharField(max_length=24)
    result = models.CharField(max_length=12, choices=Result.choices)
    outcome = models.JSONField(default=dict)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True
    )  # a person decided what a refused scan comes to, or put it aside

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "scan"], name="inventory_scan_is_unique")]
        indexes = [
            models.Index(fields=["by", "-id"], name="inventory_scan_by"),
            models.Index(
                fields=["series", "-id"], name="inventory_scan_series", condition=Q(series__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.move} {self.result}"
