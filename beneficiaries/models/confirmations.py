"""How often a waiting request is confirmed, and how long a cancelled one may be taken back: dated rows, not constants."""

from django.db import models


class WaitingRule(models.Model):
    """Every `confirm_days` the worker says whether a waiting request is still useful; the one in force is the latest begun.

    Asked by letter and unanswered for `answer_days`, a request is put on hold. `undo_days`: within which a cancellation
    may be undone.
    """

    since = models.DateField(unique=True)
    confirm_days = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    undo_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}: {self.confirm_days}"
