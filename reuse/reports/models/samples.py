"""The journal of audit samples: who drew how many devices behind which number, by which seed, and which came out."""

import uuid

from django.db import models

from reuse.accounts.models import Organisation, User
from reuse.core.ledger import AppendOnly


class AuditSample(AppendOnly):
    """One draw, never changed. `narrowing`: conditions on milestones; `codes`: the devices drawn, in the order drawn.

    `population`: how many devices the number counted then; `last_event`: the last event of devices it took in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    figure = models.CharField(max_length=24)
    since = models.DateField()
    until = models.DateField()
    narrowing = models.JSONField(default=dict)
    seed = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    last_event = models.BigIntegerField()
    codes = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.figure} {self.seed}: {self.size}"
