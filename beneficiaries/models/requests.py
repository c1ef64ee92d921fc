"""Requests, their events, and what was attested of them. No name, no address."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.reference import Criterion, Programme, PurposeProfile
from beneficiaries.states import (
    AgeBand,
    Behalf,
    Channel,
    Connection,
    ConnectionHelp,
    OnWord,
    RequestEventKind,
    RequestStage,
    SkillsHelp,
    Urgency,
)
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.fields import EncryptedTextField
from reuse.core.ledger import AppendOnly, LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.prefixes import Folded

COMMUNE = RegexValidator(r"^([013-9]\d|2[AB1-9])\d{3}$", _("Five characters, as in the INSEE list: 38151."))


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

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    worker = models.ForeignKey(User, models.PROTECT, related_name="requests")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="requests")
    stage = models.CharField(max_length=24, choices=RequestStage.choices, default=RequestStage.DRAFT)
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(PurposeProfile, models.PROTECT, related_name="+")
    accessories = models.JSONField(default=list)
    features = models.JSONField(default=list)
    connection = models.CharField(max_length=16, choices=Connection.choices, blank=True)  # as it is today
    connection_help = models.CharField(max_length=16, choices=ConnectionHelp.choices, blank=True)
    skills_help = models.CharField(max_length=16, choices=SkillsHelp.choices, blank=True)
    age_band = models.CharField(max_length=12, choices=AgeBand.choices)
    commune = models.CharField(max_length=5, blank=True, validators=[COMMUNE])
    department = models.CharField(max_length=3)
    in_priority_area = models.BooleanField(null=True)  # a QPV; null: not known
    site = models.ForeignKey(Site, models.PROTECT, related_name="requests")  # where it would be collected
    urgency = models.CharField(max_length=12, choices=Urgency.choices, blank=True)
    needed_by = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=16, choices=Channel.choices, default=Channel.IN_PERSON)
    behalf = models.CharField(max_length=16, choices=Behalf.choices, blank=True)  # who asks for the person
    on_word = models.CharField(max_length=16, choices=OnWord.choices, blank=True)
    mark = EncryptedTextField(blank=True, default="")  # the partner's own mark on its file, 20 characters
    mark_digest = models.CharField(max_length=64, blank=True)  # by which the partner finds the mark again
    household = models.UUIDField(null=True, blank=True)  # for the partner alone: requests filed for one home
    sheet_language = models.CharField(max_length=40, blank=True)  # of the first steps on paper; empty: French
    loan_until = models.DateField(null=True, blank=True)  # lent until that day; null: to keep
    information = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # when it was last said to be still useful
    reminded_at = models.DateTimeField(null=True)  # when that was last asked by letter

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["partner", "stage", "-id"], name="beneficiaries_request_partner"),
            models.Index(fields=["stage", "submitted_at", "id"], name="beneficiaries_request_stage"),
            models.Index(fields=["department", "submitted_at"], name="beneficiaries_request_dept"),
            models.Index(Folded("ref"), name="beneficiaries_request_prefix"),
            models.Index(
                fields=["partner", "mark_digest"],
                name="beneficiaries_request_mark",
                condition=~Q(mark_digest=""),
            ),
            models.Index(
                fields=["partner", "household"],
                name="beneficiaries_request_home",
                condition=Q(household__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urgency="", needed_by=None) | ~Q(urgency="") & Q(needed_by__isnull=False),
                name="beneficiaries_request_urgency_has_date",
            ),
            models.CheckConstraint(
                condition=Q(behalf="", on_word="") | ~Q(behalf="") & ~Q(on_word=""),
                name="beneficiaries_request_behalf_has_word",
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

    @property
    def needs_connection(self) -> bool:
        return bool(self.connection_help)

    @property
    def needs_training(self) -> bool:
        return bool(self.skills_help)


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
        indexes = [
            models.Index(fields=["to_stage", "on"], name="beneficiaries_request_event_on"),
            *(  # the journal's filters
                models.Index(fields=[name, "-id"], name=f"beneficiaries_request_did_{name}")
                for name in ("move", "kind", "on")
            ),
        ]


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
