"""Versions of the reference data people keep up: each has its day and its author, and stays readable."""

from django.db import models

from reuse.accounts.models import User


class ReferenceVersion(models.Model):
    """All the rows of a table from a day on. Never changed once written; `applied_at`: since when the rows are in use."""

    table = models.SlugField(max_length=24)
    number = models.PositiveSmallIntegerField()
    rows = models.JSONField()
    since = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # none: ships with the product
    at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="inventory_reference_version_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"
