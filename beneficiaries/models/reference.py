"""What a network sets before anyone asks for anything: programmes, criteria, quotas, uses."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Organisation
from reuse.core.translated import in_language


class Programme(models.Model):
    """A scheme under which devices are given: its conditions, and how long the device is guaranteed."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.JSONField()
    conditions = models.JSONField()
    warranty = models.JSONField()  # what the hand-over form says of it
    warranty_months = models.PositiveSmallIntegerField(default=12)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-since", "code")

    def __str__(self) -> str:
        return in_language(self.name)


class Criterion(models.Model):
    """A condition of a programme. A new wording is a new row; group `all` must all be met, one of `any` is enough.

    Those of `any` with the same `family` belong together: one of each family is needed. A declared criterion rests on
    the worker's word (no device of the network since so long), any other on a document seen.
    """

    class Group(models.TextChoices):
        ALL = "all", _("always needed")
        ANY = "any", _("one of these is enough")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=40)
    label = models.JSONField()
    question = models.JSONField()
    group = models.CharField(max_length=4, choices=Group.choices, default=Group.ANY)
    family = models.CharField(max_length=60, blank=True)
    is_declared = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("group", "id")
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code", "since"], name="beneficiaries_criterion_is_unique"
            )
        ]

    def __str__(self) -> str:
        return in_language(self.label)


class PartnerQuota(models.Model):
    """How many devices a partner is due in a period."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="quotas")
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since"], name="beneficiaries_quota_is_unique"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="beneficiaries_quota_period"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.quantity}"


class PurposeProfile(models.Model):
    """What a use needs of a device, and no more: `minimum` maps a device type to its least `ram_mb` and `storage_gb`."""

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    hint = models.JSONField()
    minimum = models.JSONField()
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)
