"""Reports of a period: the numbered document, its files, and what was written since that changes its figures."""

from django.db import models
from django.db.models import F, Q

from reuse.accounts.models import Site, StoredFile
from reuse.documents.models import Document


class PeriodReport(models.Model):
    """A report as issued. `document.facts` is all it says; its workbook and its table are kept with the bytes they had.

    `last_event`: the last event of devices it took in. `seen_event`: how far what was written since is counted in
    `since_then`: {"late": {kind: count}, "corrected": {kind: count}}, of events that fall into the period.
    """

    document = models.OneToOneField(Document, models.PROTECT, related_name="period_report")
    since = models.DateField()
    until = models.DateField()
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    last_event = models.BigIntegerField()
    workbook = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    table = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    seen_event = models.BigIntegerField()
    seen_at = models.DateTimeField()
    since_then = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(since__lte=F("until"), last_event__lte=F("seen_event")),
                name="reports_period_is_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.since} – {self.until}"
