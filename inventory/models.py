"""Devices, their identifiers, media, reports, checks and ledger, and the scans that moved them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Donation
from donors.states import Lane
from inventory import codes
from inventory.states import EventKind, Stage
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, StoredFile, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import AppendOnly, LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.prefixes import Folded


class CodeKey(models.Model):
    """The key of this installation's code permutation: one row, made before the first code, never changed."""

    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return "code key"


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

    class Status(models.TextChoices):
        PRODUCT = "product", _("product")
        WASTE = "waste", _("waste")
        LEFT_WASTE = "left_waste", _("left waste status")

    code = models.CharField(max_length=9, unique=True)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="devices")
    row_number = models.PositiveIntegerField(null=True)  # the donor's sheet row, for a sheet dropped again
    sheet = models.ForeignKey("donors.Sheet", models.PROTECT, null=True, related_name="devices")
    site = models.ForeignKey(Site, models.PROTECT, related_name="devices")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=24, choices=Stage.choices, default=Stage.ANNOUNCED)
    lane = models.CharField(max_length=24, choices=Lane.choices)
    regulatory_status = models.CharField(max_length=12, choices=Status.choices, default=Status.PRODUCT)
    manufacturer = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    cpu = models.CharField(max_length=120, blank=True)
    ram_mb = models.PositiveIntegerField(null=True)
    storage_gb = models.PositiveIntegerField(null=True)
    screen = models.CharField(max_length=12, blank=True)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    grade = models.CharField(max_length=1, blank=True)  # cosmetic: A, B, C, D
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
    previous_life = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_lives")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    objects = DeviceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["site", "stage", "-stage_since", "-id"], name="inventory_device_site_stage"),
            models.Index(fields=["stage", "-stage_since", "-id"], name="inventory_device_stage"),
            models.Index(fields=["donation", "stage"], name="inventory_device_donation"),
            models.Index(fields=["type", "stage", "-id"], name="inventory_device_type"),
            models.Index(fields=["-stage_since", "-id"], name="inventory_device_latest"),
            models.Index(Folded("manufacturer"), name="inventory_device_manufacturer"),
            models.Index(Folded("model"), name="inventory_device_model"),
        ]

    def __str__(self) -> str:
        return codes.shown(self.code)

    @property
    def ledger_name(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """Maker and model, or the type when neither is known."""
        return f"{self.manufacturer} {self.model}".strip() or str(self.type)


class DeviceEvent(LedgerEntry):
    """One event of a device."""

    subject_field = "device"
    device = models.ForeignKey(Device, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=EventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="inventory_event_seq_is_unique")
        ]
        indexes = [
            models.Index(fields=["to_stage", "on"], name="inventory_event_stage_day"),
            models.Index(fields=["by", "-id"], name="inventory_event_by"),
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

    device = models.ForeignKey(Device, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=120)
    normalised = models.CharField(max_length=120)
    scope = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
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


class Evidence(models.Model):
    """A report by a tool: the original kept under its SHA-256, and what was read in it."""

    class State(models.TextChoices):
        ATTACHED = "attached", _("attached")
        UNREADABLE = "unreadable", _("kept, not understood")
        OTHER_DEVICE = "other_device", _("kept, speaks of another device")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State.choices)
    extract = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["device", "sha256"], name="inventory_evidence_once_per_device")
        ]

    def __str__(self) -> str:
        return self.name


class Medium(models.Model):
    """A storage medium seen in a device. It passes the gate when proven erased, removed or destroyed."""

    class State(models.TextChoices):
        PRESENT = "present", _("present, not proven erased")
        ERASED = "erased", _("erased and verified")
        FAILED = "failed", _("erasure failed")
        REMOVED = "removed", _("removed")
        DESTROYED = "destroyed", _("destroyed")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="media")
    serial = models.CharField(max_length=80, blank=True)
    normalised = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    size_gb = models.PositiveIntegerField(null=True)
    interface = models.CharField(max_length=12, blank=True)
    technology = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PRESENT)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["normalised"], name="inventory_medium_serial")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "normalised"],
                condition=~Q(normalised=""),
                name="inventory_medium_once_per_device",
            )
        ]

    def __str__(self) -> str:
        return self.serial or self.model or str(_("medium without serial number"))

    @property
    def is_settled(self) -> bool:
        """Whether nothing of its former owner can leave with the device."""
        return self.state in {self.State.ERASED, self.State.REMOVED, self.State.DESTROYED}


class ErasureProof(AppendOnly):
    """What a tool's report, or two people, say of the erasure of a medium. Never changed; a later one replaces it."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="proofs")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="proofs")
    result = models.CharField(max_length=12)  # erased, failed, unproven, removed, destroyed
    method = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12, blank=True)  # NIST SP 800-88: clear, purge, destroy
    tool = models.CharField(max_length=60, blank=True)
    tool_version = models.CharField(max_length=40, blank=True)
    started_at = models.CharField(
        max_length=40, blank=True
    )  # as the tool wrote it: foreign logs often name no zone
    ended_at = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    witness = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.medium} {self.result}"


class Checklist(models.Model):
    """The items a tester goes through for a type of device; a new version is a new row."""

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="checklists")
    version = models.PositiveIntegerField()
    items = models.JSONField()  # [{"code", "label": {"fr","en"}, "is_lock": bool}]

    class Meta:
        ordering = ("type", "-version")
        constraints = [
            models.UniqueConstraint(fields=["type", "version"], name="inventory_checklist_version")
        ]

    def __str__(self) -> str:
        return f"{self.type} v{self.version}"


class QualityCheck(models.Model):
    """A filled-in checklist: who tested, what passed, and who signed. A later repair voids it."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="checks")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    results = models.JSONField()  # {item code: "ok" | "fault" | "none"}
    passed = models.BooleanField()
    locks_clear = models.BooleanField()
    tested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    tested_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="inventory_check_signed_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.tested_at:%Y-%m-%d}"


class SkippedStage(models.Model):
    """An optional stage that a site has switched off for a type of device."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    type = models.ForeignKey(DeviceType, models.CASCADE, related_name="+")
    stage = models.CharField(max_length=24, choices=Stage.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "type", "stage"], name="inventory_skipped_stage_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.type} {self.stage}"


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


class ScanRecord(models.Model):
    """Every scan ever sent, refused ones included, under the identifier its client gave it."""

    class Result(models.TextChoices):
        DONE = "done", _("done")
        REPEATED = "repeated", _("already done")
        REFUSED = "refused", _("refused")
        AMBIGUOUS = "ambiguous", _("several possible")
        UNKNOWN = "unknown", _("unknown")

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    scan = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body_digest = models.CharField(max_length=64)
    text = models.CharField(max_length=240)
    fault = models.CharField(max_length=16, blank=True)  # the layout fault that was repaired
    move = models.CharField(max_length=24)
    result = models.CharField(max_length=12, choices=Result.choices)
    outcome = models.JSONField(default=dict)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "scan"], name="inventory_scan_is_unique")]
        indexes = [models.Index(fields=["by", "-id"], name="inventory_scan_by")]

    def __str__(self) -> str:
        return f"{self.text} {self.move} {self.result}"


class LabelPrint(models.Model):
    """The journal of prints: which devices' labels, on which format, by whom."""

    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    format = models.CharField(max_length=20)
    start_at = models.PositiveSmallIntegerField(default=1)
    count = models.PositiveIntegerField()
    codes = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.count} × {self.format}"
