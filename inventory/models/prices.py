"""What may be charged for a device, as dated rows."""

from django.db import models
from django.db.models import Q

from donors.states import Lane
from reuse.accounts.models import LegalKind
from reuse.core.models import DeviceType


class PriceRule(models.Model):
    """The most that may be charged for a device, by lane, owner and type, from a date on. Zero: free only.

    A rule with no type holds for the types without one of their own.
    """

    lane = models.CharField(max_length=24, choices=Lane.choices)
    owner_kind = models.CharField(max_length=20, choices=LegalKind.choices)
    type = models.ForeignKey(DeviceType, models.PROTECT, null=True, related_name="+")
    cap_cents = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    code = models.CharField(max_length=40)
    source = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lane", "owner_kind", "type", "since"], name="inventory_price_rule_is_unique"
            ),
            models.UniqueConstraint(
                fields=["lane", "owner_kind", "since"],
                condition=Q(type=None),
                name="inventory_general_price_rule_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.cap_cents / 100:.2f} €"


class PriceCover(models.Model):
    """A type of device that a rule's price covers when it goes with the device in a set: it adds nothing."""

    rule = models.ForeignKey(PriceRule, models.CASCADE, related_name="covers")
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    source = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "type"], name="inventory_price_cover_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.rule} + {self.type}"
