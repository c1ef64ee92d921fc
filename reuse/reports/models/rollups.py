"""Roll-ups: what each device has reached, counted by day and month; kept by `workflow.rollups`, told by `queries.rollups`."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from inventory.models import Device
from reuse.core.triggers import Echo

_OF_DONOR = """SELECT device.id FROM inventory_device device
    JOIN donors_donation donation ON donation.id = device.donation_id WHERE donation.donor_id = NEW.id"""
_NEAR_SITE = """SELECT handed.device_id FROM reports_milestone handed
        WHERE handed.figure = 'handed_over' AND handed.site_id = NEW.id
    UNION SELECT handed.device_id FROM donors_donation donation
        JOIN inventory_device device ON device.donation_id = donation.id
        JOIN reports_milestone handed ON handed.device_id = device.id AND handed.figure = 'handed_over'
        WHERE donation.site_id = NEW.id"""
_OF_HOME = """SELECT other.device_id FROM beneficiaries_handover other
    JOIN beneficiaries_request its ON its.id = other.request_id
    WHERE other.handed_over_on IS NOT NULL AND its.household = {home}.household AND its.partner_id = {home}.partner_id"""
_OF_REQUEST = "SELECT other.device_id FROM beneficiaries_handover other WHERE other.request_id = NEW.{key}"
_TO_PERSON = f"""INSERT INTO reports_unfolded (device_id) {_OF_REQUEST.format(key="request_id")}
    UNION {_OF_HOME.format(home="mine").replace("WHERE", "JOIN beneficiaries_request mine ON mine.id = NEW.request_id WHERE")}"""
_DONE = "NEW.handed_over_on IS NOT NULL"
_ASKED = (  # what of a request milestones tell
    *("department", "in_priority_area", "household", "partner_id", "programme_id"),
    *("connection_help", "skills_help", "submitted_at"),
)


def _differ(columns: Iterable[str]) -> str:
    """That one of some columns, perhaps empty ones, is not what it was; as SQL of both databases."""
    told = "COALESCE(CAST({row}.{column} AS text), '')"
    return " OR ".join(
        f"{told.format(row='OLD', column=one)} <> {told.format(row='NEW', column=one)}" for one in columns
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
            f"INSERT INTO reports_unfolded (device_id) {_NEAR_SITE}",
            when="OLD.department <> NEW.department",
        ),
        Echo("hand_over_is_unfolded", "beneficiaries_handover", "INSERT", _TO_PERSON, when=_DONE),
        Echo(
            "changed_hand_over_is_unfolded",
            "beneficiaries_handover",
            "UPDATE OF stage, handed_over_on, request_id, device_id",
            _TO_PERSON,
            when=f"{_DONE} AND ({_differ(('stage', 'handed_over_on', 'request_id', 'device_id'))})",
        ),
        Echo(
            "later_of_home_is_unfolded",
            "reports_laterofhome",
            "INSERT",
            """INSERT INTO reports_unfolded (device_id)
                SELECT device_id FROM beneficiaries_handover WHERE id = NEW.handover_id""",
        ),
        Echo(
            "request_is_unfolded",
            "beneficiaries_request",
            f"UPDATE OF {', '.join(_ASKED)}",
            f"""INSERT INTO reports_unfolded (device_id) {_OF_REQUEST.format(key="id")}
                UNION {_OF_HOME.format(home="OLD")} UNION {_OF_HOME.format(home="NEW")}""",
            when=_differ(_ASKED),
        ),
        Echo(
            "claim_is_unfolded",
            "reports_claim",
            "INSERT",
            "INSERT INTO reports_unfolded (device_id) VALUES (NEW.device_id)",
        ),
        Echo(
            "released_claim_is_unfolded",
            "reports_claim",
            "UPDATE OF released_at",
            "INSERT INTO reports_unfolded (device_id) VALUES (NEW.device_id)",
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

    `days`: from reception to the first hand-over, or from that to the return. `grams`: as weighed. Of hand-overs and
    returns alone: `district_of`, the department of the priority district the person lives in, else empty;
    `claimed_by`, the exclusive target that counts it.
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
    district_of = models.CharField(max_length=3, default="")
    claimed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "figure"], name="reports_milestone_is_one")]
        indexes = [
            models.Index(fields=["figure", "on", "device"], name="reports_milestone_day"),
            models.Index(fields=["figure", "site_id", "on"], name="reports_milestone_site"),
            models.Index(
                fields=["district_of", "figure", "on", "site_id", "type_id"],
                name="reports_milestone_district",
                condition=~Q(district_of=""),
            ),
            models.Index(
                fields=["claimed_by", "figure", "on", "site_id", "type_id"],
                name="reports_milestone_claimed",
                condition=Q(claimed_by__isnull=False),
            ),
            models.Index(  # few homes give their device back
                fields=["on", "days"],
                name="reports_milestone_home_back",
                condition=Q(figure="homes", days__isnull=False),
            ),
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
            models.Index(fields=["id"], name="reports_tally_of_none", condition=Q(count=0)),  # to be deleted
            models.Index(  # how many on each day, of some keys: read from the index alone
                fields=["figure", "slice", "key", "since", "count"],
                name="reports_tally_counts",
                condition=Q(grain="D"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.slice} {self.key} {self.since}: {self.count}"
