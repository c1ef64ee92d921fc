"""How long each part of a case is kept, and what was erased before its time because somebody asked."""

from django.db import models

from beneficiaries.codes import Kept
from reuse.accounts.models import Organisation, User
from reuse.core.ledger import AppendOnly


class KeepingRule(models.Model):
    """How many days a part of a case is kept, and on what ground; versions are kept up as reference data.

    No rule, or no number of days: kept.
    """

    code = models.SlugField(max_length=24, unique=True, choices=Kept.choices)
    days = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.get_code_display())


class Erasure(AppendOnly):
    """A case was erased on demand. A restored backup is brought to this state again."""

    ref = models.CharField(max_length=16, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.ref
