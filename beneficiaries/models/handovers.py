"""Hand-overs: the database itself refuses a price above the cap, and a cap that is not the rule in force."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from beneficiaries.models.allocations import Allocation
from beneficiaries.models.caps import CAP_OF_SET_IS_WRONG
from beneficiaries.models.requests import Request
from beneficiaries.states import HandoverEventKind, HandoverStage, SignatureMethod
from inventory.models import Device
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import LedgerEntry, LedgerNote, Subject
from reuse.core.triggers import Guard

_CAP_COLUMNS = ("device_id", "lane", "cap_cents", "cap_rule", "handed_over_on", "price_cents")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, membership: Membership) -> "HandoverQuerySet":
        """Those of the requests the membership sees."""
        if not membership.may(Permission.REQUEST_VIEW):
            return self.none()
        if membership.description.reach == Reach.ORGANISATION:
            return self.filter(request__partner=membership.organisation)
        return self

    def with_labels(self) -> "HandoverQuerySet":
        """With what a page shows of each."""
        return self.select_related(
            *("allocation__request", "device__type", "device__owner", "request__partner", "request__type"),
            *("request__purpose", "request__programme", "request__worker", "site", "document"),
        )


class Handover(Subject):
    """The moment a device becomes someone's: when, at what price under which cap, signed how, guaranteed until."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "cap_is_in_force", "INSERT", CAP_OF_SET_IS_WRONG, "the cap differs from the price rule in force"
        ),
        Guard(
            "cap_stays_in_force",
            "UPDATE",
            f"OLD.cap_cents IS NULL AND {CAP_OF_SET_IS_WRONG}",
            "the cap differs from the price rule in force",
        ),
        Guard(
            "price_is_final",
            "UPDATE",
            "OLD.cap_cents IS NOT NULL AND (NEW.cap_cents IS NULL OR NEW.price_cents IS NULL OR "
            + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _CAP_COLUMNS)
            + ")",
            "the price of a hand-over is final",
        ),
        Guard("no_delete", "DELETE", "1 = 1", "rows of this table are never deleted"),
    )

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="handover")
    device = models.ForeignKey(Device, models.PROTECT, related_name="handovers")
    request = models.ForeignKey(Request, models.PROTECT, related_name="handovers")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=24, choices=HandoverStage.choices, default=HandoverStage.PLANNED)
    planned_at = models.DateTimeField()
    lane = models.CharField(max_length=24, blank=True)
    cap_cents = models.PositiveIntegerField(null=True)
    cap_rule = models.CharField(max_length=40, blank=True)
    price_cents = models.PositiveIntegerField(null=True)
    signature_method = models.CharField(max_length=8, choices=SignatureMethod.choices, blank=True)
    handed_over_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    loan_reminded_at = models.DateTimeField(null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "planned_at"], name="beneficiaries_handover_stage"),
            models.Index(fields=["planned_at", "id"], name="beneficiaries_handover_planned"),
            models.Index(fields=["handed_over_on", "-id"], name="beneficiaries_handover_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_cents=None, cap_cents=None)
                | Q(price_cents__gte=0, price_cents__lte=F("cap_cents")),
                name="beneficiaries_handover_price_within_cap",
            ),
            models.CheckConstraint(
                condition=~Q(lane="public_gift_free_only") | Q(price_cents=None) | Q(price_cents=0),
                name="beneficiaries_handover_free_only",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[HandoverStage.DONE, HandoverStage.RETURNED])
                | Q(price_cents__isnull=False, cap_cents__isnull=False, handed_over_on__isnull=False)
                & ~Q(signature_method=""),
                name="beneficiaries_handover_done_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.device}"

    @property
    def ledger_name(self) -> str:
        return str(self.public_id)


class HandoverEvent(LedgerEntry):
    """One event of a hand-over."""

    subject_field = "handover"
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=HandoverEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["handover", "seq"], name="beneficiaries_handover_event_seq")
        ]
        indexes = [models.Index(fields=["to_stage", "on"], name="beneficiaries_handover_on")]


class HandoverEventNote(LedgerNote):
    """Free text beside an event of a hand-over."""

    event = models.OneToOneField(HandoverEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text
