"""Devices, their ledger and their outside names."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from donors.models import LANE_UNTOLD, Donation
from donors.states import Lane
from inventory import codes
from inventory.models.places import PlacedIn, TakenOutOf
from inventory.states import EventKind, Stage
from reuse.accounts.models import Membership, Organisation, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.prefixes import Folded
from reuse.core.triggers import Guard

# Until it is received, a device follows its batch.
_NOT_FIXED_YET = """ AND NOT (OLD.received_at IS NULL
    AND NEW.lane = (SELECT batch.lane FROM donors_donation batch WHERE batch.id = NEW.donation_id))"""


def _where_there(*names: str, name: str) -> models.Index:
    return models.Index(fields=names, condition=Q(**{f"{names[0]}__isnull": False}), name=name)


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, membership: Membership) -> "DeviceQuerySet":
        """A workshop's: what lies at its sites; the network's: all. Donors and partners see no list of devices."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(site__organisation=membership.organisation)
        return self

    def given_by(self, donor: Organisation) -> "DeviceQuerySet":
        return self.filter(donation__donor=donor)

    def at_stage(self, *stages: str) -> "DeviceQuerySet":
        return self.filter(stage__in=stages)


class Device(Subject):
    """One device. Its stage changes in `inventory.workflow` and nowhere else."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "lane_is_fixed",
            "UPDATE OF lane",
            LANE_UNTOLD.format(events="inventory_deviceevent", subject="device") + _NOT_FIXED_YET,
            "a legal lane changes only by the event that corrects it",
        ),
    )

    class Status(models.TextChoices):
        PRODUCT = "product", _("product")
        WASTE = "waste", _("waste")
        LEFT_WASTE = "left_waste", _("left waste status")

    code = models.CharField(max_length=9)
    # Each index of its own is written with every device: a reference that a wider index begins with, or by which
    # nobody looks devices up, has none; one that most devices lack is indexed where it is there (Meta).
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+", db_index=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="devices", db_index=False)
    row_number = models.PositiveIntegerField(null=True)  # the donor's sheet row, for a sheet dropped again
    sheet = models.ForeignKey(
        "donors.Sheet", models.PROTECT, null=True, related_name="devices", db_index=False
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="devices", db_index=False)
    place = models.ForeignKey(
        "inventory.Place", models.PROTECT, null=True, related_name="devices", db_index=False
    )
    transit = (
        models.ForeignKey(  # the transfer it is on its way with: it is no longer here, and not there yet
            "inventory.Transfer", models.PROTECT, null=True, related_name="+", db_index=False
        )
    )
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=24, choices=Stage.choices, default=Stage.ANNOUNCED)
    lane = models.CharField(max_length=24, choices=Lane.choices)
    regulatory_status = models.CharField(max_length=12, choices=Status.choices, default=Status.PRODUCT)
    manufacturer = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    cpu = models.CharField(max_length=120, blank=True)
    ram_mb = models.PositiveIntegerField(null=True)
    storage_gb = models.PositiveIntegerField(null=True)
    screen = models.CharField(max_length=12, blank=True)
    weight_g = models.PositiveIntegerField(null=True)  # as weighed, in grams
    battery_percent = models.PositiveSmallIntegerField(null=True)
    grade = models.CharField(max_length=1, blank=True)  # cosmetic: A, B, C, D
    functional_grade = models.CharField(max_length=2, blank=True)  # F1 to F6
    cpu_mark = models.PositiveIntegerField(null=True)  # as last categorised
    category = models.CharField(max_length=16, blank=True)  # under the rules in force, or a person's choice
    comment = models.CharField(max_length=240, blank=True)
    extra = models.JSONField(default=dict)  # the donor's other columns, as read
    received_at = models.DateTimeField(null=True)
    first_handed_over_on = models.DateField(null=True)
    no_storage_at = models.DateTimeField(
        null=True
    )  # a person's statement, void once the device has been out of hands
    exposed_at = models.DateTimeField(
        null=True
    )  # last time it came into our hands: proofs from before do not count
    refused_at = models.DateTimeField(null=True)  # not kept by the workshop: it waits to go back to its donor
    goes_back = models.BooleanField(
        default=False
    )  # repaired for the person it was handed to, whose data it holds
    previous_life = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="next_lives", db_index=False
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["site", "stage", "-stage_since", "-id"], name="inventory_device_site_stage"),
            models.Index(fields=["stage", "-stage_since", "-id"], name="inventory_device_stage"),
            models.Index(fields=["donation", "stage"], name="inventory_device_donation"),
            models.Index(fields=["type", "stage", "-id"], name="inventory_device_type"),
            models.Index(fields=["-stage_since", "-id"], name="inventory_device_latest"),
            models.Index(fields=["category", "-stage_since", "-id"], name="inventory_device_category"),
            models.Index(fields=["grade", "-stage_since", "-id"], name="inventory_device_grade"),
            models.Index(Folded("manufacturer"), name="inventory_device_manufacturer"),
            models.Index(Folded("model"), name="inventory_device_model"),
            _where_there("sheet", "row_number", name="inventory_device_row"),
            _where_there("place", name="inventory_device_place"),
            _where_there("transit", name="inventory_device_transit"),
            _where_there("previous_life", name="inventory_device_before"),
            _where_there("merged_into", name="inventory_device_merged"),
        ]
        constraints = [models.UniqueConstraint(fields=["code"], name="inventory_device_code_is_unique")]

    def __str__(self) -> str:
        return codes.shown(self.code)

    @property
    def ledger_name(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """Maker and model, or the type when neither is known."""
        return f"{self.manufacturer} {self.model}".strip() or str(self.type)


def _naming(place: models.Func, *, name: str) -> models.Index:
    return models.Index(place, condition=Q(IsNull(place, False)), name=name)  # noqa: FBT003 - as Django has it


class DeviceEvent(LedgerEntry):
    """One event of a device."""

    subject_field = "device"
    device = models.ForeignKey(Device, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=32, choices=EventKind.choices)
    # As for devices: no index that nothing is looked up by, or that another begins with.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    for_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+", db_index=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", db_index=False
    )

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="inventory_event_seq_is_unique")
        ]
        indexes = [
            models.Index(fields=["to_stage", "on"], name="inventory_event_stage_day"),
            models.Index(fields=["by", "-id"], name="inventory_event_by"),
            _where_there("corrects", name="inventory_event_corrects"),
            # of the few events that name a place
            _naming(PlacedIn("details"), name="inventory_event_into_place"),
            _naming(TakenOutOf("details"), name="inventory_event_out_of_place"),
            # of the few that change a device's site
            models.Index(
                fields=["on"], condition=Q(kind=EventKind.TRANSFERRED), name="inventory_event_transferred"
            ),
        ]


class DeviceEventNote(LedgerNote):
    """Free text beside an event of a device."""

    event = models.OneToOneField(DeviceEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text


class Identifier(models.Model):
    """An outside name of a device. Old ones resolve for ever; maker and serial are a hint, never a key."""

    class Kind(models.TextChoices):
        CODE = "code", _("our label")
        SERIAL = "serial", _("serial number")
        IMEI = "imei", _("IMEI")
        DONOR_TAG = "donor_tag", _("donor's tag")
        REFURBISHER = "refurbisher", _("refurbisher's number")
        EMMAUS = "emmaus", _("Emmaüs number")

    device = models.ForeignKey(Device, models.CASCADE, related_name="identifiers", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=120)
    normalised = models.CharField(max_length=120)
    scope = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["normalised", "kind"], name="inventory_identifier_value"),
            models.Index(Folded("normalised"), name="inventory_identifier_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "normalised"], condition=Q(kind="code"), name="inventory_code_is_unique"
            ),
            models.UniqueConstraint(
                fields=["device", "kind", "normalised"], name="inventory_identifier_once_per_device"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
