"""Checklists, the tests made with them, and the stages a site skips."""

from django.db import models
from django.db.models import Q

from inventory.models.devices import Device
from inventory.states import Stage
from reuse.accounts.models import Site, User
from reuse.core.models import DeviceType


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
