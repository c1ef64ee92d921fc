"""Tools' reports, storage media, and what proves their erasure."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models.devices import Device
from reuse.accounts.models import StoredFile, User
from reuse.core import chance
from reuse.core.ledger import AppendOnly


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
