"""The reuse rate of public bodies (décret 2023-266): what the law asks as data, and what each body states of itself."""

from django.db import models
from django.db.models import Q

from reuse.accounts.models import Organisation, User
from reuse.core.ledger import AppendOnly
from reuse.core.models import DeviceType


class RateTarget(models.Model):
    """The share of its reformed equipment a public body brings to reuse, from a year on."""

    since_year = models.PositiveSmallIntegerField(unique=True)
    percent = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("-since_year",)

    def __str__(self) -> str:
        return f"{self.since_year}: {self.percent} %"


class EquipmentClass(models.Model):
    """The category of R543-172 a type of device is of, from a day on; empty: one that the rate leaves out."""

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    category = models.CharField(max_length=1, blank=True)
    source = models.CharField(max_length=240)
    since = models.DateField()

    class Meta:
        ordering = ("type", "-since")
        verbose_name_plural = "equipment classes"
        constraints = [
            models.UniqueConstraint(fields=["type", "since"], name="reports_equipment_class_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.category}"


class ReuseStatement(AppendOnly):
    """What a public body states of a year, as one version: the latest holds, the others stay.

    `stock`: B, the equipment already reformed and in stock on 1 January; None while it is not known.
    `routes`: what went to reuse by other ways than this network, [{"words", "quantity"}].
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    stock = models.PositiveIntegerField(null=True)
    routes = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["organisation", "year", "-id"], name="reports_statement_year")]
        constraints = [
            models.CheckConstraint(condition=Q(stock=None) | Q(stock__gte=1), name="reports_statement_stock")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"

    @property
    def elsewhere(self) -> int:
        """All that went by other ways."""
        return sum(int(route["quantity"]) for route in self.routes)
