"""Parts taken from devices and fitted into others, and the devices that wait for one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.models.devices import Device, DeviceEvent
from inventory.models.media import Medium
from inventory.models.places import Place
from reuse.accounts.models import Membership, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.prefixes import Folded
from reuse.core.translated import in_language


class PartKind(models.Model):
    """A kind of part, as data.

    `holds_data`: the part is a storage medium, erased before it is kept. `is_model_bound`: it fits only the model it
    comes from. `types`: codes of the types of device that hold one. `specs`: what people usually write.
    """

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    holds_data = models.BooleanField(default=False)
    is_model_bound = models.BooleanField(default=False)
    types = models.JSONField(default=list)
    specs = models.JSONField(default=list)
    low_at = models.PositiveSmallIntegerField(default=0)  # a site that has fewer of one spec runs low
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)


class PartQuerySet(models.QuerySet["Part"]):
    def visible_to(self, membership: Membership) -> "PartQuerySet":
        """A workshop's: what lies at its sites; the network's: all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(site__organisation=membership.organisation)
        return self

    def in_stock(self) -> "PartQuerySet":
        return self.filter(state=Part.State.IN_STOCK)

    def shown(self) -> "PartQuerySet":
        """With all that a list tells of each."""
        return self.select_related("kind", "source", "fitted_in", "site", "place", "medium")


class Part(models.Model):
    """One part, from the device it was taken from to the one it was fitted into. Events are in the devices' ledgers."""

    class State(models.TextChoices):
        IN_STOCK = "in_stock", _("in stock")
        FITTED = "fitted", _("fitted")
        SCRAPPED = "scrapped", _("scrapped")
        CANCELLED = "cancelled", _("put back, harvest undone")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    code = models.CharField(max_length=9, blank=True)  # when it bears a label
    kind = models.ForeignKey(PartKind, models.PROTECT, related_name="parts")
    spec = models.CharField(max_length=60, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    source = models.ForeignKey(Device, models.PROTECT, related_name="parts_given")
    fitted_in = models.ForeignKey(Device, models.PROTECT, null=True, related_name="parts_fitted")
    medium = models.OneToOneField(Medium, models.PROTECT, null=True, related_name="part")
    site = models.ForeignKey(Site, models.PROTECT, related_name="parts")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="parts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_STOCK)
    harvested_at = models.DateTimeField()

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "site", "kind", "spec"], name="inventory_part_stock"),
            models.Index(Folded("spec"), name="inventory_part_spec_prefix"),
            models.Index(Folded("serial"), name="inventory_part_serial_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="inventory_part_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(state="fitted", fitted_in__isnull=False)
                | (~Q(state="fitted") & Q(fitted_in=None)),
                name="inventory_part_fitted_in_a_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.spec}".strip()

    @property
    def shown_code(self) -> str:
        """What its label says, if it has one."""
        return codes.shown(self.code) if self.code else ""


class PartStep(AppendOnly):
    """Which event of which device's ledger tells of a part: its way, without searching the ledgers."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="steps")
    event = models.ForeignKey(DeviceEvent, models.PROTECT, related_name="part_steps")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["part", "event"], name="inventory_part_step_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.event_id}"


class PartNeed(models.Model):
    """A device in repair waits for a part. It ends filled by one, or called off."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="part_needs")
    kind = models.ForeignKey(PartKind, models.PROTECT, related_name="needs")
    spec = models.CharField(max_length=60, blank=True)  # blank: any of this kind
    since = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filled_by = models.ForeignKey(Part, models.PROTECT, null=True, related_name="needs_filled")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("since", "id")
        indexes = [
            models.Index(fields=["kind"], condition=Q(ended_at=None), name="inventory_part_need_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind", "spec"],
                condition=Q(ended_at=None),
                name="inventory_part_need_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.spec}".strip()
