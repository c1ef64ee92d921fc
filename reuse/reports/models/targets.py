"""Targets: what a funder, a State programme or the network itself wants to reach, as rows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Campaign
from reuse.accounts.models import Organisation, User
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.core.translated import in_language


class Target(models.Model):
    """A quantity of devices to hand over, or to collect, in a period, somewhere. Progress is computed from the ledger, never stored."""

    class Unit(models.TextChoices):
        DEVICES = "devices", _("devices")
        COMPUTERS = "computers", _("computers")

    class Counts(models.TextChoices):
        HANDED_OVER = "handed_over", _("devices handed over")
        COLLECTED = "collected", _("devices received")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    name = models.JSONField()
    programme = models.JSONField(default=dict)
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=240, blank=True)  # the text the target comes from, with its date
    counts = models.CharField(max_length=12, choices=Counts.choices, default=Counts.HANDED_OVER)
    campaign = models.OneToOneField(Campaign, models.PROTECT, null=True, related_name="target")
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.DEVICES)
    types = models.ManyToManyField(DeviceType, related_name="+", blank=True)  # none: every type
    departments = models.JSONField(default=list)  # codes of the departments of hand-over; none: everywhere
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()
    returns_within_days = models.PositiveSmallIntegerField(
        default=0
    )  # a return so soon takes the device off; 0: never
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-quantity", "id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="reports_target_period"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reports_target_quantity"),
        ]

    def __str__(self) -> str:
        return in_language(self.name)

    @property
    def programme_name(self) -> str:
        """The programme's name in the reader's language; empty when the target stands alone."""
        return in_language(self.programme) if self.programme else ""
