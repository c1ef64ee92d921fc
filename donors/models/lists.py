"""The lists a donor dropped, and how their columns were read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.models.donations import Donation
from reuse.accounts.models import Organisation, StoredFile, User
from reuse.core import chance


class Sheet(models.Model):
    """A list a donor dropped: the original kept, what was understood of it, and how its columns are read."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("to be checked")
        REFUSED = "refused", pgettext_lazy("list", "refused")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("undone")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="sheets")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READ)
    mapping = models.JSONField(
        default=dict
    )  # column index (text) → field, as corrected by hand; empty: as proposed
    sheet_name = models.CharField(max_length=120, blank=True)
    summary = models.JSONField(
        default=dict
    )  # the reading's own words: encoding, separator, columns, counts, refusal
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class ColumnMemory(models.Model):
    """How a donor's header was read last time, so that the next sheet needs no correction."""

    donor = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    header = models.CharField(max_length=120)
    field = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["donor", "header"], name="donors_column_memory_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"
