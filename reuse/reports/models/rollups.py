"""Roll-ups: what each device has reached, counted by day and month; kept by `workflow.rollups`, told by `queries.rollups`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from inventory.models import Device
from reuse.core.triggers import Echo

_OF_DONOR = """SELECT device.id FROM inventory_device device
    JOIN donors_donation donation ON donation.id = device.donation_id WHERE donation.donor_id = NEW.id"""
_HANDED_OVER_AT = (
    "SELECT m.device_id FROM reports_milestone m WHERE m.figure = 'handed_over' AND m.site_id = NEW.id"
)


class Unfolded(models.Model):
    """A device about which something was written that the roll-ups do not know yet. Written by triggers alone.

    `event`: what was written; None when the device only has to be counted anew.
    """

    echoes: ClassVar[tuple[Echo, ...]] = (
        Echo(
            "event_is_unfolded",
            "inventory_deviceevent",
            "INSERT",
            "INSERT INTO reports_unfolded (device_id, event) VALUES (NEW.device_id, NEW.id)",
        ),
        Echo(
            "donor_is_unfolded",
            "accounts_organisation",
            "UPDATE OF legal_kind, department",
            f"INSERT INTO reports_unfolded (device_id) {_OF_DONOR}",
            when="OLD.legal_kind <> NEW.legal_kind OR OLD.department <> NEW.department",
        ),
        Echo(
            "site_is_unfolded",
            "accounts_site",
            "UPDATE OF department",
            f"INSERT INTO reports_unfolded (device_id) {_HANDED_OVER_AT}",
            when="OLD.department <> NEW.department",
        ),
    )

    device = models.ForeignKey(
        Device, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    event = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "unfolded"

    def __str__(self) -> str:
        return f"{self.device_id} {self.event}"


class Milestone(models.Model):
    """A figure a device counts in, once: when, where and as what. `queries.milestones` defines each in SQL.

    `days`: from reception to the first hand-over, or from that to the return. `grams`: as weighed.
    """

    device = models.ForeignKey(
        Device, models.DO_NOTHING, related_name="milestones", db_index=False, db_constraint=False
    )
    figure = models.CharField(max_length=24)
    on = models.DateField()
    site_id = models.BigIntegerField()
    type_id = models.BigIntegerField()
    donor_kind = models.CharField(max_length=20)
    organisation_id = models.BigIntegerField()
    partner_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    days = models.IntegerField(null=True)
    grams = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "figure"], name="reports_milestone_is_one")]
        indexes = [
            models.Index(fields=["figure", "on", "device"], name="reports_milestone_day"),
            models.Index(fields=["figure", "site_id", "on"], name="reports_milestone_site"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.figure} {self.on}"


class Tally(models.Model):
    """How many devices reached a figure in a day or a month, of one value of one slice; sums of what they weigh and took.

    `slice` and `key`: "" for all, or such as "type" and the type's key. `grain`: D or M, `since` its first day.
    """

    figure = models.CharField(max_length=24)
    slice = models.CharField(max_length=16)
    grain = models.CharField(max_length=1)
    since = models.DateField()
    key = models.CharField(max_length=48)
    count = models.BigIntegerField()
    weighed = models.BigIntegerField()
    grams = models.BigIntegerField()
    dated = models.BigIntegerField()
    days = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "slice", "grain", "since", "key"], name="reports_tally_is_one"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="reports_tally_of_none", condition=Q(count=0))
        ]  # to be deleted

    def __str__(self) -> str:
        return f"{self.figure} {self.slice} {self.key} {self.since}: {self.count}"
