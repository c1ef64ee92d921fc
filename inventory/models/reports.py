"""What people decide about reports that wait for their device."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device
from inventory.models.media import Evidence
from reuse.accounts.models import User
from reuse.core.ledger import AppendOnly


class EvidenceDecision(AppendOnly):
    """One decision about a report that named no device by itself: who decided what, and why. Never changed."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("given to a device")
        SET_ASIDE = "set_aside", _("set aside")
        BROUGHT_BACK = "brought_back", _("brought back")

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.evidence}: {self.get_kind_display()}"
