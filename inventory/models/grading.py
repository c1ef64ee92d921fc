"""Grading: versions of the category rules, marks of processors, and the categories decided under them."""

from datetime import date

from django.db import models
from django.db.models import Q

from inventory.models.devices import Device
from reuse.accounts.models import User
from reuse.core.ledger import AppendOnly
from reuse.core.translated import in_language


class CategoryRulesQuerySet(models.QuerySet["CategoryRules"]):
    def in_force(self, on: date) -> "CategoryRulesQuerySet":
        """Published by this day, the one in force first."""
        return self.filter(published_from__lte=on).order_by("-published_from", "-published_at", "-id")


class CategoryRules(models.Model):
    """A version of the rules: the file as it was written, and since when it is in force. Never edited."""

    version = models.SlugField(max_length=60, unique=True)
    title = models.JSONField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # none: ships with the product
    added_at = models.DateTimeField(null=True)
    published_from = models.DateField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = CategoryRulesQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return in_language(self.title)


class CpuMark(models.Model):
    """The benchmark mark of a processor, or of a model of telephone, as a source gave it on a day."""

    class Kind(models.TextChoices):
        PROCESSOR = "processor"
        MODEL = "model"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PROCESSOR)
    name = models.CharField(max_length=120)
    normalised = models.CharField(max_length=120)
    family = models.CharField(max_length=24, blank=True)
    code = models.CharField(max_length=24, blank=True)
    mark = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    dated = models.DateField()

    class Meta:
        ordering = ("name",)
        indexes = [models.Index(fields=["code", "family"], name="inventory_cpu_mark_code")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "normalised"], name="inventory_cpu_mark_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mark})"


class CpuAlias(models.Model):
    """A spelling that a person has tied to a processor; it is known from then on."""

    normalised = models.CharField(max_length=120, unique=True)
    spelling = models.CharField(max_length=120)
    mark = models.ForeignKey(CpuMark, models.CASCADE, related_name="aliases")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.spelling} = {self.mark.name}"


class CategoryDecision(AppendOnly):
    """A device's category under a version of the rules, with the facts and the reasons; or a person's own choice."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="category_decisions")
    rules = models.ForeignKey(CategoryRules, models.PROTECT, related_name="+")
    category = models.CharField(max_length=16, blank=True)  # "": something is missing for one
    points = models.IntegerField(null=True)
    reasons = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    is_by_hand = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["device", "-id"], name="inventory_category_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_by_hand=False, reason_code="") | (Q(is_by_hand=True) & ~Q(reason_code="")),
                name="inventory_category_by_hand_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device}: {self.category or '–'}"
