"""What a company says its gift is worth, and the receipts issued for it. No value is computed anywhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from donors.models.donations import Donation
from donors.states import ValueBasis
from reuse.accounts.models import Organisation, User
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.triggers import Guard
from reuse.documents.models import Document


class ValueStatement(AppendOnly):
    """The value a company states of its gift, on the basis it chose, for the devices it counts. The latest holds.

    `lines`: [{"type": code, "quantity": n, "value_cents": cents or null}], as the donor stated them. The total is
    stated too, never added up.
    """

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="value_statements")
    total_cents = models.PositiveBigIntegerField()
    lines = models.JSONField()
    basis = models.CharField(max_length=8, choices=ValueBasis.choices)
    basis_words = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(total_cents__gt=0), name="donors_value_is_stated"),
        ]

    def __str__(self) -> str:
        return f"{self.donation.ref}, {self.total_cents}"

    def counts(self) -> dict[str, int]:
        """How many of which type the value was stated for."""
        return {line["type"]: line["quantity"] for line in self.lines if line["quantity"]}


class Receipt(models.Model):
    """A receipt under its number. One at a time holds for a batch; a void one keeps its number in the series."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "is_final",
            "UPDATE",
            "NEW.donation_id <> OLD.donation_id OR NEW.issuer_id <> OLD.issuer_id"
            " OR NEW.document_id <> OLD.document_id OR NEW.statement_id <> OLD.statement_id"
            " OR NEW.amount_cents <> OLD.amount_cents OR (OLD.is_void AND NOT NEW.is_void)",
            "a receipt is never changed: it is made void, and replaced",
        ),
        Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
    )

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="receipts")
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="receipts")
    document = models.OneToOneField(Document, models.PROTECT, related_name="receipt")
    statement = models.ForeignKey(ValueStatement, models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    amount_cents = models.PositiveBigIntegerField()
    is_void = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["donation"], condition=Q(is_void=False), name="donors_one_receipt_holds"
            )
        ]

    def __str__(self) -> str:
        return self.document.number
