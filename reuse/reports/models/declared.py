"""What partners without Reuse say they did: totals with their source, shown beside what is counted, never added to it."""

from django.db import models
from django.db.models import F, Q

from reuse.accounts.models import StoredFile, User
from reuse.core import chance
from reuse.core.ledger import AppendOnly
from reuse.core.models import DeviceType
from reuse.reports.codes import Area
from reuse.reports.models.targets import Target


class PartnerTotal(AppendOnly):
    """So many devices in a period, says an organisation. A wrong one is replaced by another row, with the reason.

    No type: of every type together. No area: the organisation does not say where. A replacement of 0 withdraws.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.CharField(max_length=120)
    siret = models.CharField(max_length=14, blank=True)
    counts = models.CharField(max_length=12, choices=Target.Counts.choices, default=Target.Counts.HANDED_OVER)
    type = models.ForeignKey(DeviceType, models.PROTECT, null=True, related_name="+")
    area = models.JSONField(default=dict)  # {"kind", "code"}, or nothing
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()
    declared_on = models.DateField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ("-declared_on", "organisation", "-since", "id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="reports_partner_total_period"),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="", quantity__gte=1)
                | Q(replaces__isnull=False) & ~Q(reason=""),
                name="reports_partner_total_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.quantity}"

    @property
    def territory(self) -> tuple[Area, ...]:
        """One area, or none where it is not said."""
        return (Area.of(self.area),) if self.area else ()
