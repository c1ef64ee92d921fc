"""After-sales: what happens to a device once it is with a person. A case knows the device, never the person."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from beneficiaries.models.collective import CollectiveDevice
from beneficiaries.models.handovers import Handover
from beneficiaries.states.aftersales import CaseEventKind, CaseMove, CaseStage, Fault
from inventory.models import Device
from reuse.accounts.models import Membership, Organisation, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import LedgerEntry, LedgerNote, Subject


class AfterSalesCaseQuerySet(models.QuerySet["AfterSalesCase"]):
    def visible_to(self, membership: Membership) -> "AfterSalesCaseQuerySet":
        """A partner's: of what was handed over for it; a workshop's: of devices of its sites; anyone's: what they told of."""
        if not (membership.may(Permission.HAND_OVER) or membership.may(Permission.DEVICE_RECEIVE)):
            return self.none()
        told = AfterSalesEvent.objects.filter(case=OuterRef("pk"), for_organisation=membership.organisation)
        own = Q(opened_for=membership.organisation) | Exists(told)
        if membership.description.reach == Reach.ORGANISATION:
            theirs = Q(handover__request__partner=membership.organisation)
            return self.filter(own | theirs | Q(item__collective__partner=membership.organisation))
        if membership.description.reach == Reach.SITES:
            return self.filter(own | Q(device__site__organisation=membership.organisation))
        return self

    def with_labels(self) -> "AfterSalesCaseQuerySet":
        """With what a page shows of each."""
        return self.select_related(
            *("device__type", "device__site", "device__donation", "handover__request__partner"),
            *("handover__request__programme", "handover__site", "opened_for"),
            *("item__collective__partner", "item__collective__site"),
        )


class AfterSalesCase(Subject):
    """A device that does not do what it should, or is gone: opened from its code, closed with one outcome."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    stage = models.CharField(max_length=24, choices=CaseStage.choices, default=CaseStage.OPEN)
    device = models.ForeignKey(Device, models.PROTECT, related_name="aftersales")
    handover = models.ForeignKey(Handover, models.PROTECT, null=True, related_name="aftersales")
    item = models.ForeignKey(CollectiveDevice, models.PROTECT, null=True, related_name="aftersales")
    fault = models.CharField(max_length=12, choices=Fault.choices)
    is_public = models.BooleanField(default=False)  # told on the public page of the device, by nobody we know
    opened_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")  # where it was opened
    opened_at = models.DateTimeField()
    is_under_warranty = models.BooleanField()  # on the day it was opened
    outcome = models.CharField(max_length=16, choices=CaseMove.choices, blank=True)
    closed_on = models.DateField(null=True)

    objects = AfterSalesCaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=[name, "-id"], name=f"beneficiaries_case_{name}")
            for name in ("stage", "fault", "outcome")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(handover=None, item__isnull=False) | Q(handover__isnull=False, item=None),
                name="beneficiaries_case_is_of_one_hand_over",
            ),
            models.UniqueConstraint(
                fields=["device"], condition=~Q(stage="closed"), name="beneficiaries_one_open_case_per_device"
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | ~Q(outcome="") & Q(closed_on__isnull=False),
                name="beneficiaries_case_closed_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ledger_name(self) -> str:
        return self.ref

    @property
    def left_with(self) -> str:
        """What the device's own ledger calls the hand-over it left with."""
        if self.handover:
            return str(self.handover.public_id)
        assert self.item is not None  # noqa: S101 - a constraint says so
        return str(self.item.collective.public_id)

    @property
    def partner(self) -> Organisation:
        """Whose device it is: of the person it follows, or its own."""
        if self.handover:
            return self.handover.request.partner
        assert self.item is not None  # noqa: S101 - a constraint says so
        return self.item.collective.partner


class AfterSalesEvent(LedgerEntry):
    """One event of a case."""

    subject_field = "case"
    case = models.ForeignKey(AfterSalesCase, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=CaseEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="beneficiaries_case_event_seq")]


class AfterSalesEventNote(LedgerNote):
    """Free text beside an event of a case."""

    event = models.OneToOneField(AfterSalesEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text
