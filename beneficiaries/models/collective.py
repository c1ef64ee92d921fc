"""Several devices for a structure: its request, what it was given, and what it lends out of its pool."""

from django.db import models
from django.db.models import F, Q

from beneficiaries.models.reference import PurposeProfile
from beneficiaries.states.collective import CollectiveEventKind, CollectiveStage, CollectiveUse
from inventory.models import Device
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.fields import EncryptedTextField
from reuse.core.ledger import LedgerEntry, Subject
from reuse.core.models import DeviceType


class CollectiveQuota(models.Model):
    """How many devices a structure may have together in a period; beside what its persons are due."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="collective_quotas")
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "since"], name="beneficiaries_collective_quota_unique"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="beneficiaries_collective_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.quantity}"


class CollectiveQuerySet(models.QuerySet["CollectiveRequest"]):
    def visible_to(self, membership: Membership) -> "CollectiveQuerySet":
        """A structure's own; the network's: all."""
        if not membership.may(Permission.REQUEST_VIEW):
            return self.none()
        if membership.description.reach == Reach.ORGANISATION:
            return self.filter(partner=membership.organisation)
        return self

    def with_labels(self) -> "CollectiveQuerySet":
        return self.select_related("partner", "worker", "type", "purpose", "site", "document")


class CollectiveRequest(Subject):
    """A structure asks for several devices of a type. Its queue is by date, apart from that of persons."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    stage = models.CharField(max_length=24, choices=CollectiveStage.choices, default=CollectiveStage.SENT)
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="collective_requests")
    worker = models.ForeignKey(User, models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, choices=CollectiveUse.choices)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(PurposeProfile, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    delivered_on = models.DateField(null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    objects = CollectiveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stage", "sent_at", "id"], name="beneficiaries_collective_stage")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=2), name="beneficiaries_collective_several"),
            models.CheckConstraint(
                condition=~Q(stage="delivered") | Q(delivered_on__isnull=False, document__isnull=False),
                name="beneficiaries_collective_has_slip",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ledger_name(self) -> str:
        return self.ref


class CollectiveEvent(LedgerEntry):
    """One event of a collective request, or of its pool."""

    subject_field = "collective"
    collective = models.ForeignKey(CollectiveRequest, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=CollectiveEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["collective", "seq"], name="beneficiaries_collective_event_seq")
        ]


class CollectiveDevice(models.Model):
    """A device reserved for a structure, then with it."""

    collective = models.ForeignKey(CollectiveRequest, models.PROTECT, related_name="items")
    device = models.ForeignKey(Device, models.PROTECT, related_name="collective_items")
    released_at = models.DateTimeField(null=True)
    checked_on = models.DateField(null=True)  # last seen by the structure
    needs_reset = models.BooleanField(default=False)  # it came back from a loan: the data are the borrower's
    is_owed = models.BooleanField(default=False)  # it went back for good, and another is to take its place
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    slip = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(released_at=None),
                name="beneficiaries_one_structure_per_device",
            )
        ]

    def __str__(self) -> str:
        return f"{self.collective} {self.device}"


class PoolLoan(models.Model):
    """A device lent out of a pool, to somebody the structure alone knows: by its own mark."""

    item = models.ForeignKey(CollectiveDevice, models.PROTECT, related_name="loans")
    borrower = EncryptedTextField(blank=True, default="")  # the structure's own mark, gone with the return
    lent_on = models.DateField()
    due_on = models.DateField()
    returned_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(returned_on=None), name="beneficiaries_one_pool_loan_per_device"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.lent_on}"
