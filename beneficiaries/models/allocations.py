"""Allocations: a device proposed for a request, with the facts the proposal rests on."""

from django.db import models
from django.db.models import Q

from beneficiaries.models.requests import Request
from beneficiaries.states import AllocationEventKind, AllocationStage
from inventory.models import Device
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import LedgerEntry, LedgerNote, Subject

LIVE = (AllocationStage.PROPOSED, AllocationStage.ACCEPTED)  # an allocation that holds its device


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def visible_to(self, membership: Membership) -> "AllocationQuerySet":
        """Those of the requests the membership sees."""
        if not membership.may(Permission.REQUEST_VIEW):
            return self.none()
        if membership.description.reach == Reach.ORGANISATION:
            return self.filter(request__partner=membership.organisation)
        return self

    def live(self) -> "AllocationQuerySet":
        """Those that hold their device."""
        return self.filter(stage__in=LIVE)

    def with_labels(self) -> "AllocationQuerySet":
        """With what a page shows of each."""
        return self.select_related(
            *("device__type", "device__site", "request__partner", "request__type", "request__purpose"),
            *("request__site", "request__worker", "request__programme"),
        )


class Allocation(Subject):
    """A device proposed for a request, with the facts the proposal rests on; then accepted, refused, handed over."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="allocations")
    device = models.ForeignKey(Device, models.PROTECT, related_name="allocations")
    stage = models.CharField(max_length=24, choices=AllocationStage.choices, default=AllocationStage.PROPOSED)
    facts = models.JSONField(default=dict)  # rule version, rank, factors, the devices compared, the reasons
    by_rule = models.BooleanField()
    answer = models.BooleanField(null=True)  # does it suit the person? null: not asked yet
    created_at = models.DateTimeField()
    held_until = models.DateField(
        null=True
    )  # the last day a reserved device is kept; an appointment keeps it longer
    prolonged_on = models.DateField(null=True)  # once, with a reason

    objects = AllocationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "-id"], name="beneficiaries_allocation_stage"),
            models.Index(
                fields=["held_until"],
                name="beneficiaries_allocation_held",
                condition=Q(stage=AllocationStage.ACCEPTED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(stage__in=LIVE),
                name="beneficiaries_one_live_allocation_per_device",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(stage__in=LIVE),
                name="beneficiaries_one_live_allocation_per_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} ← {self.device}"

    @property
    def ledger_name(self) -> str:
        return str(self.public_id)


class AllocationEvent(LedgerEntry):
    """One event of an allocation."""

    subject_field = "allocation"
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=AllocationEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["allocation", "seq"], name="beneficiaries_allocation_event_seq")
        ]


class AllocationEventNote(LedgerNote):
    """Free text beside an event of an allocation."""

    event = models.OneToOneField(AllocationEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text
