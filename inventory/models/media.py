"""Tools' reports, storage media, and what proves their erasure."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Donation
from inventory.models.devices import Device
from reuse.accounts.models import Organisation, StoredFile, User
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.models import DeviceType


class Evidence(models.Model):
    """A report by a tool: the original kept under its SHA-256, and what was read in it.

    `holder`: the workshop that received it. `donation`: the batch it came with. One that names no device we know has
    none, and waits for a person.
    """

    class State(models.TextChoices):
        ATTACHED = "attached", _("attached")
        UNREADABLE = "unreadable", _("kept, not understood")
        OTHER_DEVICE = "other_device", _("kept, speaks of another device")
        WAITING = "waiting", _("waits for its device")
        SET_ASIDE = "set_aside", _("set aside")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="evidence")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
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
        indexes = [
            models.Index(fields=["holder", "state", "-id"], name="inventory_evidence_state"),
            models.Index(fields=["state", "-id"], name="inventory_evidence_of_all"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["device", "sha256"], name="inventory_evidence_once_per_device"),
            models.UniqueConstraint(
                fields=["holder", "sha256"],
                condition=Q(device=None),
                name="inventory_evidence_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Medium(models.Model):
    """A storage medium seen in a device: the device passes the gate when it is proven erased, removed or destroyed.

    A removed medium has left its device, and still has to be erased or destroyed: the batch's report waits for it.
    `exposed_at`: its last time out of our hands, or its arrival from another machine; proofs from before do not count.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("present, not proven erased")
        ATTESTED = "attested", _("reset, to be checked by another person")
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
    removed_at = models.DateTimeField(null=True)  # since when it is out of its device
    exposed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["normalised"], name="inventory_medium_serial"),
            models.Index(fields=["device"], condition=Q(state="attested"), name="inventory_medium_attested"),
        ]
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
        return self.is_accounted or self.state == self.State.REMOVED

    @property
    def is_accounted(self) -> bool:
        """Whether nothing of its former owner can be read from it any more, wherever it lies."""
        return self.state in {self.State.ERASED, self.State.DESTROYED}


class ResetProcedure(models.Model):
    """How a device without an erasure tool (phone, tablet) is reset: steps to tick, one row a version."""

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    method = models.CharField(max_length=120)
    level = models.CharField(max_length=12)  # NIST SP 800-88: clear, purge
    steps = models.JSONField()  # [{"code", "label": {"fr", "en"}}]
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("type", "-version")
        constraints = [
            models.UniqueConstraint(fields=["type", "version"], name="inventory_reset_procedure_version")
        ]

    def __str__(self) -> str:
        return f"{self.type} v{self.version}"


class ErasureProof(AppendOnly):
    """What a tool's report, or people, say became of a medium. Never changed; a later one replaces it."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="proofs")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="proofs")
    result = models.CharField(max_length=12)  # a state of the medium, unproven, or refused (a reset)
    method = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12, blank=True)  # NIST SP 800-88: clear, purge, destroy
    tool = models.CharField(max_length=60, blank=True)
    tool_version = models.CharField(max_length=40, blank=True)
    started_at = models.CharField(
        max_length=40, blank=True
    )  # as the tool wrote it: foreign logs often name no zone
    ended_at = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=240, blank=True)
    steps = models.JSONField(default=list)  # codes of the reset procedure's steps that were ticked
    procedure = models.ForeignKey(ResetProcedure, models.PROTECT, null=True, related_name="+")
    destroyer = models.CharField(max_length=120, blank=True)  # the body that destroyed it, if not we
    slip = models.CharField(max_length=60, blank=True)  # number of the destroyer's paper
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    witness = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.medium} {self.result}"
