"""The end of a device as waste: pallets for recycling, what lay on them, codes and weights, and the way back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.models import Donation
from inventory.models.devices import Device
from inventory.models.places import Place
from inventory.models.quality import QualityCheck
from inventory.states import Stage
from reuse.accounts.models import Membership, StoredFile, User
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import AppendOnly, LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.documents.models import Document


class WasteCode(models.Model):
    """An entry of the European list of waste; an asterisk marks hazardous waste."""

    code = models.CharField(max_length=9, unique=True)
    label = models.JSONField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """What it is, in the reader's language."""
        return in_language(self.label)

    @property
    def is_hazardous(self) -> bool:
        return self.code.endswith("*")


class WasteRule(models.Model):
    """Under which code a type of device leaves as waste, and what one weighs when nobody weighed it, from a date on.

    No weight: no source gives one, so each such device is weighed.
    """

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    code = models.ForeignKey(WasteCode, models.PROTECT, related_name="+")
    code_source = models.CharField(max_length=240)
    weight_g = models.PositiveIntegerField(null=True)
    weight_source = models.CharField(max_length=240, blank=True)
    since = models.DateField()

    class Meta:
        ordering = ("type", "-since")
        constraints = [
            models.UniqueConstraint(fields=["type", "since"], name="inventory_waste_rule_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.code}"


class ExitCriteria(models.Model):
    """What must be stated before a device stops being waste: criteria to tick, from a date on."""

    items = models.JSONField()  # [{"code", "label": {"fr", "en"}}]
    source = models.CharField(max_length=240)
    since = models.DateField(unique=True)

    class Meta:
        ordering = ("-since",)
        verbose_name_plural = "exit criteria"

    def __str__(self) -> str:
        return f"{self.source} ({self.since})"


class ExitOfWaste(AppendOnly):
    """The dated statement by which a device stopped being waste: what was ticked, on which test, by whom."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="exits_of_waste")
    criteria = models.ForeignKey(ExitCriteria, models.PROTECT, related_name="+")
    check_made = models.ForeignKey(QualityCheck, models.PROTECT, related_name="+")
    tests = models.CharField(max_length=240, blank=True)
    reference = models.CharField(max_length=60)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.reference


class PalletQuerySet(models.QuerySet["RecyclingPallet"]):
    def visible_to(self, membership: Membership) -> "PalletQuerySet":
        """A workshop's: those of its sites; the network's: all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(place__site__organisation=membership.organisation)
        return self


class RecyclingPallet(Subject):
    """A pallet that leaves for recycling. What lies on it is its place's devices while it is open, its lines after."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("pallet", "open")
        CLOSED = "closed", pgettext_lazy("pallet", "closed")
        COLLECTED = "collected", pgettext_lazy("pallet", "collected")
        CERTIFIED = "certified", pgettext_lazy("pallet", "certified")

    place = models.OneToOneField(Place, models.PROTECT, related_name="recycling")
    weight_g = models.PositiveIntegerField(null=True)  # the whole pallet on the scales, without its wood
    tracking = models.CharField(max_length=40, blank=True)  # number of the carrier's own slip
    slip = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    recycler = models.CharField(max_length=120, blank=True)
    recycler_address = models.CharField(max_length=240, blank=True)
    carrier = models.CharField(max_length=120, blank=True)
    collected_on = models.DateField(null=True)
    certificate = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = PalletQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["stage", "-id"], name="inventory_pallet_stage"),
            models.Index(
                fields=["-collected_on", "-id"],
                condition=Q(collected_on__isnull=False),
                name="inventory_pallet_collected",
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def ledger_name(self) -> str:
        return self.place.code

    @property
    def state(self) -> "RecyclingPallet.State":
        return self.State(self.stage)

    @property
    def is_open(self) -> bool:
        return self.stage == self.State.OPEN


class PalletEvent(LedgerEntry):
    """One event of a pallet."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened for recycling")
        LOOSE_ADDED = "loose_added", _("Loose waste added")
        LOOSE_REMOVED = "loose_removed", _("Loose waste taken off")
        CLOSED = "closed", _("Closed and weighed")
        REOPENED = "reopened", _("Reopened")
        COLLECTED = "collected", _("Collected")
        CERTIFIED = "certified", _("Certificate received")

    subject_field = "pallet"
    pallet = models.ForeignKey(RecyclingPallet, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=Kind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["pallet", "seq"], name="inventory_pallet_event_seq_is_unique")
        ]


class PalletEventNote(LedgerNote):
    """Free text beside an event of a pallet."""

    event = models.OneToOneField(PalletEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text


class PalletLine(models.Model):
    """One thing on a pallet: a device, frozen as it lay there when the pallet was closed, or loose waste, named."""

    class Basis(models.TextChoices):
        MEASURED = "measured", _("weighed")
        DEFAULT = "default", _("usual weight of its type")

    pallet = models.ForeignKey(RecyclingPallet, models.PROTECT, related_name="lines")
    device = models.OneToOneField(Device, models.PROTECT, null=True, related_name="pallet_line")
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
    waste_code = models.ForeignKey(WasteCode, models.PROTECT, related_name="+")
    type = models.ForeignKey(DeviceType, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    serial = models.CharField(max_length=120, blank=True)
    data = models.CharField(max_length=120, blank=True)  # in words, what became of its media
    grams = models.PositiveIntegerField()
    basis = models.CharField(max_length=12, choices=Basis.choices)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None, type=None, donation=None)
                | Q(device__isnull=False, type__isnull=False, donation__isnull=False),
                name="inventory_pallet_line_is_device_or_loose",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BatchWeight(AppendOnly):
    """What a batch weighed on the scales when it came in; the latest holds."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="weights")
    grams = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.donation_id}: {self.grams} g"


class StageLimit(models.Model):
    """How many devices a site wants at a stage at most, and how long one should wait there, from a day on.

    The latest day that has come counts; with neither number it lifts the limit.
    """

    site = models.ForeignKey("accounts.Site", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=24)
    devices = models.PositiveIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    since = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # none: set before it was kept

    class Meta:
        ordering = ("site", "stage", "since")
        constraints = [
            models.UniqueConstraint(fields=["site", "stage", "since"], name="inventory_stage_limit_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.stage} {self.since}"

    @property
    def is_lifted(self) -> bool:
        return self.devices is None and self.days is None

    @property
    def label(self) -> str:
        """The stage in words."""
        return str(Stage(self.stage).label)
