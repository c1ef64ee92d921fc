"""The decision by which a public body's gift is authorised: expected on a day, then entered."""

from django.db import models

from donors.models.donations import Donation
from reuse.accounts.models import StoredFile, User


class Deliberation(models.Model):
    """A council's deliberation, or a State body's decision, about one batch."""

    donation = models.OneToOneField(Donation, models.PROTECT, related_name="deliberation")
    expected_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expected_on"], name="donors_deliberation_expected")]

    def __str__(self) -> str:
        return self.reference or f"{self.donation.ref}, {self.expected_on}"
