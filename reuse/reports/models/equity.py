"""Who waited how long, who was accepted, where people decided otherwise than the rule: as of a day, without small numbers."""

from django.db import models
from django.db.models import F, Q


class EquityReport(models.Model):
    """The figures of equity of a period, made each night from requests and their ledgers. Small numbers are not kept."""

    as_of = models.DateField(unique=True)
    since = models.DateField()
    made_at = models.DateTimeField()
    told = models.JSONField()  # {"whole": {...}, "groups": {name: [{...}]}}

    class Meta:
        ordering = ("-as_of",)
        constraints = [
            models.CheckConstraint(condition=Q(as_of__gte=F("since")), name="reports_equity_period")
        ]

    def __str__(self) -> str:
        return f"{self.as_of}"
