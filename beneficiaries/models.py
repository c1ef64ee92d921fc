"""Requests for a device, what was attested of them, the device allocated, and the hand-over. No name, no address."""

import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.states import (
    AgeBand,
    AllocationEventKind,
    AllocationStage,
    HandoverEventKind,
    HandoverStage,
    RequestEventKind,
    RequestStage,
    SignatureMethod,
    Urgency,
)
from inventory.models import Device
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core.fields import EncryptedTextField
from reuse.core.ledger import AppendOnly, LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.core.triggers import Guard

LIVE = (AllocationStage.PROPOSED, AllocationStage.ACCEPTED)  # an allocation that holds its device
COMMUNE = RegexValidator(r"^([013-9]\d|2[AB1-9])\d{3}$", _("Five characters, as in the INSEE list: 38151."))


class Programme(models.Model):
    """A scheme under which devices are given: its conditions, and how long the device is guaranteed."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.JSONField()
    conditions = models.JSONField()
    warranty = models.JSONField()  # what the hand-over form says of it
    warranty_months = models.PositiveSmallIntegerField(default=12)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-since", "code")

    def __str__(self) -> str:
        return in_language(self.name)


class Criterion(models.Model):
    """A condition of a programme. A new wording is a new row; group `all` must all be met, one of `any` is enough."""

    class Group(models.TextChoices):
        ALL = "all", _("always needed")
        ANY = "any", _("one of these is enough")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=40)
    label = models.JSONField()
    question = models.JSONField()
    group = models.CharField(max_length=4, choices=Group.choices, default=Group.ANY)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=240)

    class Meta:
        ordering = ("group", "id")
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code", "since"], name="beneficiaries_criterion_is_unique"
            )
        ]

    def __str__(self) -> str:
        return in_language(self.label)


class PartnerQuota(models.Model):
    """How many devices a partner is due in a period."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="quotas")
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since"], name="beneficiaries_quota_is_unique"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="beneficiaries_quota_period"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.quantity}"


class PurposeProfile(models.Model):
    """What a use needs of a device, and no more: `minimum` maps a device type to its least `ram_mb` and `storage_gb`."""

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    hint = models.JSONField()
    minimum = models.JSONField()
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)


class RankingRule(models.Model):
    """The published weights of the ranking. A new version is a new row; the one in force is the latest begun."""

    version = models.PositiveSmallIntegerField(unique=True)
    since = models.DateField()
    points_per_day = models.PositiveSmallIntegerField()
    urgency_points = models.PositiveSmallIntegerField()
    points_per_device_due = models.PositiveSmallIntegerField()
    most_due_points = models.PositiveSmallIntegerField()
    carried_over_points = models.PositiveSmallIntegerField()
    points_per_territory_gap = (
        models.PositiveSmallIntegerField()
    )  # for each ten points of percentage below the network
    most_territory_points = models.PositiveSmallIntegerField()
    window_days = models.PositiveSmallIntegerField(default=90)  # over which a territory is compared
    text = models.JSONField()

    class Meta:
        ordering = ("-since", "-version")

    def __str__(self) -> str:
        return f"v{self.version}"


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, membership: Membership) -> "RequestQuerySet":
        """A partner's own; for the network all that were sent. Workshops and donors see none."""
        if not membership.may(Permission.REQUEST_VIEW):
            return self.none()
        if membership.description.reach == Reach.ORGANISATION:
            return self.filter(partner=membership.organisation)
        return self.exclude(stage=RequestStage.DRAFT)

    def at_stage(self, *stages: str) -> "RequestQuerySet":
        return self.filter(stage__in=stages)

    def with_labels(self) -> "RequestQuerySet":
        """With what a list shows of each."""
        return self.select_related("partner", "worker", "type", "purpose", "site", "programme")


class Request(Subject):
    """A need for a device, filed by a partner for a person only the partner knows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    worker = models.ForeignKey(User, models.PROTECT, related_name="requests")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="requests")
    stage = models.CharField(max_length=24, choices=RequestStage.choices, default=RequestStage.DRAFT)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(PurposeProfile, models.PROTECT, related_name="+")
    accessories = models.JSONField(default=list)
    features = models.JSONField(default=list)
    needs_connection = models.BooleanField(default=False)
    needs_training = models.BooleanField(default=False)
    age_band = models.CharField(max_length=12, choices=AgeBand.choices)
    commune = models.CharField(max_length=5, blank=True, validators=[COMMUNE])
    department = models.CharField(max_length=3)
    in_priority_area = models.BooleanField(null=True)  # a QPV; null: not known
    site = models.ForeignKey(Site, models.PROTECT, related_name="requests")  # where it would be collected
    urgency = models.CharField(max_length=12, choices=Urgency.choices, blank=True)
    needed_by = models.DateField(null=True, blank=True)
    mark = EncryptedTextField(blank=True, default="")  # the partner's own mark on its file, 20 characters
    information = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["partner", "stage", "-id"], name="beneficiaries_request_partner"),
            models.Index(fields=["stage", "submitted_at", "id"], name="beneficiaries_request_stage"),
            models.Index(fields=["department", "submitted_at"], name="beneficiaries_request_dept"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urgency="", needed_by=None) | ~Q(urgency="") & Q(needed_by__isnull=False),
                name="beneficiaries_request_urgency_has_date",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[RequestStage.DRAFT, RequestStage.CANCELLED])
                | Q(submitted_at__isnull=False),
                name="beneficiaries_request_sent_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ledger_name(self) -> str:
        return self.ref


class RequestEvent(LedgerEntry):
    """One event of a request."""

    subject_field = "request"
    request = models.ForeignKey(Request, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=RequestEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["request", "seq"], name="beneficiaries_request_event_seq")
        ]
        indexes = [models.Index(fields=["to_stage", "on"], name="beneficiaries_request_event_on")]


class RequestEventNote(LedgerNote):
    """Free text beside an event of a request."""

    event = models.OneToOneField(RequestEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text


class Attestation(AppendOnly):
    """A worker says: I saw on that day that the criterion is met, or is not. The latest row of a criterion holds."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="attestations")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    is_met = models.BooleanField()
    seen_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.request} {self.criterion}"


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

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="allocations")
    device = models.ForeignKey(Device, models.PROTECT, related_name="allocations")
    stage = models.CharField(max_length=24, choices=AllocationStage.choices, default=AllocationStage.PROPOSED)
    facts = models.JSONField(default=dict)  # rule version, rank, factors, the devices compared, the reasons
    by_rule = models.BooleanField()
    answer = models.BooleanField(null=True)  # does it suit the person? null: not asked yet
    created_at = models.DateTimeField()

    objects = AllocationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stage", "-id"], name="beneficiaries_allocation_stage")]
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


# A rule in force for the device's lane, its owner's legal kind and its type, on the day of the hand-over.
_IN_FORCE = """SELECT 1 FROM inventory_pricerule {rule}
    JOIN inventory_device device ON device.id = NEW.device_id
    JOIN accounts_organisation owner ON owner.id = device.owner_id
    WHERE {rule}.lane = device.lane AND {rule}.owner_kind = owner.legal_kind
    AND ({rule}.type_id = device.type_id OR {rule}.type_id IS NULL)
    AND {rule}.since <= NEW.handed_over_on
    AND ({rule}.until IS NULL OR {rule}.until >= NEW.handed_over_on)"""
_OUTDONE = f"""EXISTS ({_IN_FORCE.format(rule="other")}
    AND ((rule.type_id IS NULL AND other.type_id IS NOT NULL)
        OR ((rule.type_id IS NULL) = (other.type_id IS NULL) AND other.since > rule.since)))"""
_COPIED = f"""EXISTS ({_IN_FORCE.format(rule="rule")}
    AND rule.cap_cents = NEW.cap_cents AND rule.code = NEW.cap_rule AND NOT {_OUTDONE})"""
_NO_RULE = (
    f"""(NEW.cap_cents = 0 AND NEW.cap_rule = 'no_rule' AND NOT EXISTS ({_IN_FORCE.format(rule="rule")}))"""
)
_OTHER_LANE = "NEW.lane <> (SELECT device.lane FROM inventory_device device WHERE device.id = NEW.device_id)"
# A type's own rule holds before the general one, then the latest. Without any, nothing may be charged.
_CAP_COPY_IS_WRONG = f"NEW.cap_cents IS NOT NULL AND ({_OTHER_LANE} OR NOT ({_COPIED} OR {_NO_RULE}))"
_CAP_COLUMNS = ("device_id", "lane", "cap_cents", "cap_rule", "handed_over_on", "price_cents")


class Handover(Subject):
    """The moment a device becomes someone's: when, at what price under which cap, signed how, guaranteed until."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "cap_is_in_force", "INSERT", _CAP_COPY_IS_WRONG, "the cap differs from the price rule in force"
        ),
        Guard(
            "cap_stays_in_force",
            "UPDATE",
            f"OLD.cap_cents IS NULL AND {_CAP_COPY_IS_WRONG}",
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

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
    signature_name = EncryptedTextField(blank=True, default="")
    signature_strokes = EncryptedTextField(blank=True, default="")  # JSON: lists of [x, y] points
    signature_salt = models.CharField(max_length=32, blank=True)
    handed_over_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["stage", "planned_at"], name="beneficiaries_handover_stage")]
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
