"""Checklists, the tests made with them, and the stages a site skips."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from inventory.models.devices import Device
from inventory.states import Stage
from reuse.accounts.models import Site, StoredFile, User
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.core.translated import in_language

OK, FAULT, NOT_APPLICABLE = "ok", "fault", "none"
ANSWERS = (OK, FAULT, NOT_APPLICABLE)
# Where a list may be filled in; at quality control it must be.
CHECK_STAGES = (Stage.TRIAGE, Stage.AUDIT, Stage.QUALITY_CHECK)
# Our own drawings, `static/inventory/checks/NAME.svg`: what an item looks at.
PICTURES = (
    "battery",
    "bios_lock",
    "buttons",
    "cables",
    "calls",
    "camera",
    "charger",
    "clean",
    "complete",
    "frame",
    "inputs",
    "keyboard",
    "lock",
    "other",
    "pointer",
    "power",
    "reset",
    "safe",
    "screen",
    "sound",
    "stand",
    "system",
    "touch",
    "usb",
    "wifi",
)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to look at: at most eight plain words, and a picture."""

    code: str
    label: Mapping[str, str]
    picture: str = "other"
    is_lock: bool = False
    needs_photo_on_fault: bool = False

    def __str__(self) -> str:
        return in_language(self.label)

    @property
    def file(self) -> str:
        """The picture among the static files."""
        return f"inventory/checks/{self.picture}.svg"

    def as_json(self) -> dict[str, Any]:
        """As a list keeps it."""
        return {
            "code": self.code,
            "label": dict(self.label),
            "picture": self.picture,
            "is_lock": self.is_lock,
            "needs_photo_on_fault": self.needs_photo_on_fault,
        }


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    """Lists by whether and when they count."""

    def published(self) -> Self:
        return self.filter(since__isnull=False)

    def in_force(self, on: date) -> Self:
        """Those whose day has come, the latest first."""
        return self.filter(since__lte=on).order_by("-version")


class Checklist(models.Model):
    """The items a tester goes through for a type of device at a stage. A version that has its day never changes."""

    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="checklists")
    stage = models.CharField(max_length=24, choices=Stage.choices, default=Stage.QUALITY_CHECK)
    version = models.PositiveIntegerField()
    items = models.JSONField()  # [CheckItem.as_json()]
    since = models.DateField(null=True)  # from when on it counts; none while it is being written
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ("type", "stage", "-version")
        constraints = [
            models.UniqueConstraint(fields=["type", "stage", "version"], name="inventory_checklist_version"),
            models.UniqueConstraint(
                fields=["type", "stage"], condition=Q(since=None), name="inventory_checklist_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} v{self.version}"

    @property
    def entries(self) -> list[CheckItem]:
        """The items as values, in their order."""
        return [CheckItem(**item) for item in self.items]


class QualityCheck(models.Model):
    """A filled-in checklist: who tested, what passed, and who signed. A later repair voids it."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="checks")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=24, choices=Stage.choices, default=Stage.QUALITY_CHECK)
    results = models.JSONField()  # {item code: "ok" | "fault" | "none"}
    notes = models.JSONField(default=dict)  # {item code: text}
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

    @property
    def faults(self) -> list[str]:
        """The items at fault in words, each with its note."""
        named = {item.code: str(item) for item in self.checklist.entries}
        return [
            f"{named.get(code, code)} ({note})" if (note := self.notes.get(code)) else named.get(code, code)
            for code, result in self.results.items()
            if result == FAULT
        ]


class CheckDraft(models.Model):
    """A checklist begun and not finished: what was answered so far, by whom last."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="check_drafts")
    stage = models.CharField(max_length=24, choices=Stage.choices)
    results = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    grade = models.CharField(max_length=1, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "stage"], name="inventory_check_draft_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.stage}"


class CheckPhoto(models.Model):
    """What an item looked like. Without a check it belongs to the draft; retention ends its bytes."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="check_photos")
    stage = models.CharField(max_length=24, choices=Stage.choices)
    check_made = models.ForeignKey(QualityCheck, models.PROTECT, null=True, related_name="photos")
    item = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.device} {self.item}"


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
