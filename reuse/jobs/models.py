"""Long work as rows: jobs, the chunks they have finished, consequences waiting in the outbox, and periodic chores."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Membership, Site, StoredFile


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (State.QUEUED, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> "JobQuerySet":
        """Unfinished, and held by nobody: never started, waiting no longer for another try, or its worker died."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=now), state__in=UNFINISHED)

    def hinted_before(self, now: datetime, patience: timedelta) -> "JobQuerySet":
        return self.filter(hinted_at__lte=now - patience)

    def seen_by(self, membership: Membership) -> "JobQuerySet":
        """Those asked for under the same role of the same organisation."""
        return self.filter(
            membership__organisation_id=membership.organisation_id, membership__role=membership.role
        )


class Job(models.Model):
    """A long piece of work somebody asked for. The row is the truth; a message to a worker is only a hint.

    Nobody may take the job before `lease_until`; whoever took it last holds `lease_token`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    hinted_at = models.DateTimeField()
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    error = models.TextField(blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["hinted_at"], condition=Q(state__in=UNFINISHED), name="jobs_job_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class JobChunk(models.Model):
    """A part of a job that is committed: a second run skips it."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="jobs_chunk_is_unique")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class Outbox(models.Model):
    """A consequence to carry out after the transaction that caused it. `due_at` is empty once given up."""

    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Chore(models.Model):
    """When a periodic piece of work is due again; whoever moves `due_at` forward carries it out."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
