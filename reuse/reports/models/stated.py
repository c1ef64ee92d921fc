"""What people state with a source and nothing here can count: how many need a device, how many work here."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import User
from reuse.core.ledger import AppendOnly
from reuse.reports.codes import Area


class Stated(AppendOnly):
    """So many, somewhere, from a day on, says a source. A later row of the same kind and place takes its place."""

    class Kind(models.TextChoices):
        DEVICES_NEEDED = "devices_needed", _("devices needed")
        PEOPLE_IN_NEED = "people_in_need", _("people without a device of their own")
        JOBS = "jobs", _("people employed in integration workshops")
        EXITS = "exits", _("people who left them for a job or a training")
        TRAINED = "trained", _("people accompanied in the use of their device")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    area = models.JSONField()  # {"kind", "code"}
    quantity = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=240)
    source_url = models.URLField(max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="reports_stated_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"

    @property
    def territory(self) -> Area:
        return Area.of(self.area)


NEEDS = (Stated.Kind.DEVICES_NEEDED, Stated.Kind.PEOPLE_IN_NEED)
OUTCOMES = (Stated.Kind.JOBS, Stated.Kind.EXITS, Stated.Kind.TRAINED)
