"""Monthly letters: to which membership the figures of which month were sent."""

from django.db import models

from reuse.accounts.models import Membership


class MonthlyLetter(models.Model):
    """The letter about a month, once for a membership whatever is run twice."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "month"], name="reports_monthly_letter_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.month:%Y-%m}"
