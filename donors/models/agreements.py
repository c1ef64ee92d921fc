"""Who signed a gift, and what they agreed to."""

from django.db import models

from donors.models.donations import Donation
from donors.states import Party, SigningMethod
from reuse.accounts.models import User
from reuse.core.ledger import AppendOnly


class Signature(AppendOnly):
    """A party's signature under the gift: who, in what capacity, when, and the exact statements agreed to."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=12, choices=Party.choices)
    signer_name = models.CharField(max_length=120)
    signer_function = models.CharField(max_length=120)
    statements = models.JSONField()
    method = models.CharField(max_length=10, choices=SigningMethod.choices, default=SigningMethod.ACCOUNT)
    strokes = models.JSONField(default=list)  # drawn, where the signatory wished to
    by = models.ForeignKey(User, models.PROTECT, related_name="+")  # by link: whoever named the signatory
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["donation", "party"], name="donors_one_signature_per_party")
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}, {self.party}"
