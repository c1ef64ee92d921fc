"""Accessories: stock by quantity and kind, never labelled one by one; which types need one, which charger fits."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device
from reuse.accounts.models import Membership, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.models import DeviceType
from reuse.core.translated import in_language


class Category(models.TextChoices):
    CHARGER = "charger", _("charger")
    KEYBOARD = "keyboard", _("keyboard")
    MOUSE = "mouse", _("mouse")
    BAG = "bag", _("bag")
    SIM = "sim", _("SIM card")
    CABLE = "cable", _("cable")
    OTHER = "other", _("other accessory")


class AccessoryKind(models.Model):
    """What is counted together. A charger is told by its connector and its watts."""

    code = models.SlugField(max_length=32, unique=True)
    label = models.JSONField()
    category = models.CharField(max_length=12, choices=Category.choices)
    connector = models.SlugField(max_length=24, blank=True)
    watts = models.PositiveSmallIntegerField(null=True)
    low_at = models.PositiveSmallIntegerField(default=0)  # a site that has fewer runs low
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)


class AccessoryNeed(models.Model):
    """A type of device that is not ready without an accessory of this category."""

    type = models.ForeignKey(DeviceType, models.CASCADE, related_name="accessory_needs")
    category = models.CharField(max_length=12, choices=Category.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "category"], name="inventory_accessory_need_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.get_category_display()}"


class ModelCharger(models.Model):
    """A charger a model takes. `model`: how its name begins. Several rows: each connector will do."""

    manufacturer = models.CharField(max_length=80)
    model = models.CharField(max_length=120)
    connector = models.SlugField(max_length=24)
    watts = models.PositiveSmallIntegerField()  # at least

    class Meta:
        ordering = ("manufacturer", "model", "connector")
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "model", "connector"], name="inventory_model_charger_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model}: {self.connector} {self.watts} W"


class StockQuerySet(models.QuerySet["AccessoryStock"]):
    def visible_to(self, membership: Membership) -> "StockQuerySet":
        """A workshop's: that of its sites; the network's: all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(site__organisation=membership.organisation)
        return self


class AccessoryStock(models.Model):
    """How many of a kind lie at a site: the sum of its movements."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="accessory_stock")
    kind = models.ForeignKey(AccessoryKind, models.PROTECT, related_name="stock")
    quantity = models.PositiveIntegerField(default=0)

    objects = StockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind"], name="inventory_accessory_stock_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.quantity} {self.kind}"


class AccessoryMovement(AppendOnly):
    """Why a quantity changed. Written once; `corrects` names the one it takes back."""

    class Reason(models.TextChoices):
        ARRIVED = "arrived", _("came in")
        USED = "used", _("used up")
        GIVEN = "given", _("given with a hand-over")
        BROKEN = "broken", _("broken, thrown away")
        COUNTED = "counted", _("counted anew")
        ATTACHED = "attached", _("attached to a device")
        DETACHED = "detached", _("taken from a device")
        UNDONE = "undone", _("taken back")
        SET_ASIDE = "set_aside", _("put aside for a request")
        PUT_BACK = "put_back", _("put back in stock")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    stock = models.ForeignKey(AccessoryStock, models.PROTECT, related_name="movements")
    change = models.IntegerField()
    after = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=120, blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["stock", "-id"], name="inventory_accessory_latest")]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.stock.kind}"


class AccessoryHold(models.Model):
    """One accessory put aside with a reserved device: it left the stock, and is given with the device or put back."""

    class End(models.TextChoices):
        GIVEN = "given", _("given with a hand-over")
        PUT_BACK = "put_back", _("put back in stock")

    stock = models.ForeignKey(AccessoryStock, models.PROTECT, related_name="holds")
    device = models.ForeignKey(Device, models.PROTECT, related_name="accessories_aside")
    allocation = models.UUIDField(db_index=True)  # what it is kept for; the layer above knows it
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "stock"],
                condition=Q(ended_at=None),
                name="inventory_one_accessory_of_a_kind_aside",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="inventory_accessory_hold_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.stock.kind)


class DeviceAccessory(models.Model):
    """An accessory that goes with a device, until it is taken from it."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="accessories")
    kind = models.ForeignKey(AccessoryKind, models.PROTECT, related_name="+")
    attached_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["device"], condition=Q(detached_at=None), name="inventory_accessory_attached"
            )
        ]

    def __str__(self) -> str:
        return str(self.kind)
