"""What was agreed at a hand-over besides the device: how it was paid, what was missing, the other two legs."""

from django.db import models
from django.db.models import Q

from beneficiaries.models.handovers import Handover
from reuse.core.translated import in_language


class PaymentMeans(models.Model):
    """A way to pay: cash, card, or a voucher of somebody else's that bears a number."""

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    has_number = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("order", "code")
        verbose_name_plural = "means of payment"

    def __str__(self) -> str:
        return in_language(self.label)


class Payment(models.Model):
    """A part of the price, and how it was paid. A voucher's number is taken once for ever."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="payments")
    means = models.ForeignKey(PaymentMeans, models.PROTECT, related_name="+")
    amount_cents = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["means", "number"],
                condition=~Q(number=""),
                name="beneficiaries_payment_number_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0), name="beneficiaries_payment_is_some_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.means} {self.amount_cents / 100:.2f} €"


class HandoverTerms(models.Model):
    """What else was given, booked or found missing. A SIM card's number is not kept."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="terms")
    missing = models.JSONField(default=list)  # codes of what should have gone with the device
    sim_given = models.BooleanField(default=False)
    workshop_at = models.DateTimeField(null=True)
    workshop_place = models.CharField(max_length=120, blank=True)
    mediator = models.CharField(max_length=120, blank=True)  # a service that takes over, not a person
    receipt = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "hand-over terms"

    def __str__(self) -> str:
        return f"terms of {self.handover}"
