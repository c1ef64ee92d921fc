"""Sets: the other devices that go with the one of an allocation, and what a type is given with, from a day on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from beneficiaries.models.allocations import Allocation
from beneficiaries.models.caps import CAP_OF_DEVICE_IS_WRONG
from inventory.models import Category, Device
from reuse.core.triggers import Guard

_FROZEN = ("device_id", "allocation_id", "lane", "cap_cents", "cap_rule", "handed_over_on")


class SetRule(models.Model):
    """What devices of some types are given with, asked for or not: of no use without it. The latest of a part holds."""

    part = models.CharField(max_length=12, choices=Category.choices)
    types = models.JSONField(default=list)  # codes of types of devices
    since = models.DateField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("part", "since")
        constraints = [
            models.UniqueConstraint(fields=["part", "since"], name="beneficiaries_set_rule_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.since}"


class AllocationItem(models.Model):
    """Another device of the set: held, reserved and handed over with the one its allocation names.

    It is released when the set is, or stays behind at the hand-over; later, when it alone comes back.
    """

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "cap_is_in_force_at_once",
            "INSERT",
            CAP_OF_DEVICE_IS_WRONG,
            "the cap differs from the price rule in force",
        ),
        Guard(
            "cap_is_in_force",
            "UPDATE",
            f"OLD.cap_cents IS NULL AND {CAP_OF_DEVICE_IS_WRONG}",
            "the cap differs from the price rule in force",
        ),
        Guard(
            "handed_over_is_final",
            "UPDATE",
            "OLD.cap_cents IS NOT NULL AND (NEW.cap_cents IS NULL OR "
            + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _FROZEN)
            + ")",
            "what was handed over with a set is final",
        ),
        Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
    )

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="items")
    device = models.ForeignKey(Device, models.PROTECT, related_name="set_items")
    released_at = models.DateTimeField(null=True)
    handed_over_on = models.DateField(null=True)
    lane = models.CharField(max_length=24, blank=True)
    cap_cents = models.PositiveIntegerField(null=True)
    cap_rule = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(released_at=None), name="beneficiaries_one_set_per_device"
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None, cap_cents=None)
                | Q(handed_over_on__isnull=False, cap_cents__isnull=False),
                name="beneficiaries_set_item_has_its_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocation} + {self.device}"
