"""The installation's own row of codes: its key, how far it may go, and what was decided when its database moved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import User

OWN = 1 << 31  # numbers below are the first installation's; those above its copies'
SLOT = 1 << 20  # numbers a copy draws from


class CodeKey(models.Model):
    """The key of this installation's code permutation: one row, made before the first code, never changed.

    `installation` names the mark in the storage, `host` is where codes were last issued; both are empty before the
    first one. `limit`: the first number that is not ours.
    """

    key = models.CharField(max_length=64)
    installation = models.UUIDField(null=True)
    host = models.CharField(max_length=253, blank=True)
    limit = models.PositiveBigIntegerField(default=OWN)

    def __str__(self) -> str:
        return "code key"

    @property
    def is_of_a_copy(self) -> bool:
        """Whether this database is a copy beside another installation that lives on."""
        return self.limit > OWN


class CodeDecision(models.Model):
    """What an administrator said a database is, that came to another storage or address, and where its codes go on."""

    class Kind(models.TextChoices):
        CONTINUATION = "continuation", _("the installation itself, moved or restored")
        COPY = "copy", _("a copy, for training or trials")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # null: said on the command line
    at = models.DateTimeField()
    before = models.PositiveBigIntegerField()
    next = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind}: {self.next}"
