"""Batches: what a donor announces, by quantity or by list, and its ledger."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.states import DonationEventKind, DonationStage, Lane
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.fields import EncryptedTextField
from reuse.core.ledger import LedgerEntry, LedgerNote, Subject
from reuse.core.models import DeviceType
from reuse.core.prefixes import Folded
from reuse.core.triggers import Guard

# The head of the subject's ledger is no correction to the lane its row is to have. Both tables of events are alike.
LANE_UNTOLD = """NEW.lane <> OLD.lane AND NOT EXISTS (SELECT 1 FROM {events} event
    WHERE event.{subject}_id = NEW.id AND event.seq = NEW.last_seq AND event.kind = 'lane_corrected'
    AND CAST(event.details AS text) LIKE '%"to": "' || NEW.lane || '"%')"""


class DonationQuerySet(models.QuerySet["Donation"]):
    def visible_to(self, membership: Membership) -> "DonationQuerySet":
        """A donor's own; a workshop's those addressed to it; the network's all. Drafts only their donor sees."""
        if not membership.may(Permission.DONATION_VIEW):
            return self.none()
        sent = ~Q(stage=DonationStage.DRAFT)
        match membership.description.reach:
            case Reach.ORGANISATION:
                return self.filter(donor=membership.organisation)
            case Reach.SITES:
                return self.filter(sent, receiver=membership.organisation)
            case _:
                return self.filter(sent)

    def at_stage(self, *stages: str) -> "DonationQuerySet":
        return self.filter(stage__in=stages)


class Donation(Subject):
    """A batch of devices a donor gives: announced, accepted, received."""

    guards: ClassVar[tuple[Guard, ...]] = (
        Guard(
            "lane_is_fixed",
            "UPDATE OF lane",
            LANE_UNTOLD.format(events="donors_donationevent", subject="donation")
            + " AND OLD.stage <> 'draft'",
            "a legal lane changes only by the event that corrects it",
        ),
    )

    class DataHeld(models.TextChoices):
        NONE = "none", _("No data, or already erased by us")
        ORDINARY = "ordinary", _("Work files and mail")
        SENSITIVE = "sensitive", _("Health, social or other sensitive data")

    class Delivery(models.TextChoices):
        COLLECTION = "collection", _("Collected at our address")
        DROP_OFF = "drop_off", _("Brought to the workshop")

    class Condition(models.TextChoices):
        WORKING = "working", _("Most of it works")
        MIXED = "mixed", _("Some works, some does not")
        UNKNOWN = "unknown", _("Not tested")
        BROKEN = "broken", _("Most of it is broken")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    ref = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120, blank=True)
    donor = models.ForeignKey(Organisation, models.PROTECT, related_name="donations")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="received_donations")
    site = models.ForeignKey(Site, models.PROTECT, related_name="donations")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # The donor's person others write to about this batch; a colleague follows when they leave.
    contact = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=24, choices=DonationStage.choices, default=DonationStage.DRAFT)
    lane = models.CharField(max_length=24, choices=Lane.choices)
    condition = models.CharField(max_length=12, choices=Condition.choices, default=Condition.UNKNOWN)
    data_held = models.CharField(max_length=12, choices=DataHeld.choices, default=DataHeld.ORDINARY)
    delivery = models.CharField(max_length=12, choices=Delivery.choices, default=Delivery.COLLECTION)
    pickup_address = models.CharField(max_length=240, blank=True)
    pickup_floor = models.CharField(max_length=40, blank=True)
    has_lift = models.BooleanField(default=False)
    has_loading_bay = models.BooleanField(default=False)
    pickup_access = models.CharField(max_length=240, blank=True)
    # Who is asked for on the spot: gone once the reception is closed.
    spot_name = EncryptedTextField(blank=True, default="")
    spot_telephone = EncryptedTextField(blank=True, default="")
    joins_others = models.BooleanField(default=False)  # too few for a round: it may wait for others nearby
    collection_on = models.DateField(null=True, blank=True)
    reception_paused_at = models.DateTimeField(
        null=True, blank=True
    )  # until the next delivery, or another day
    accessories = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500, blank=True)
    # Public donors only: the attestation of D3212-3 (unit value of at most 300 €) and the deliberation.
    unit_value_attested = models.BooleanField(default=False)
    deliberation_ref = models.CharField(max_length=80, blank=True)
    agreement = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    # Not given at one time: what lay in a workshop when it moved in here, as a sheet of its own says.
    is_opening_stock = models.BooleanField(default=False)
    documents = models.ManyToManyField("documents.Document", related_name="+")  # every one about this batch

    objects = DonationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["donor", "-id"], name="donors_donation_donor"),
            models.Index(fields=["receiver", "stage", "-id"], name="donors_donation_receiver"),
            models.Index(fields=["stage", "-id"], name="donors_donation_stage"),
            models.Index(Folded("ref"), name="donors_donation_ref_prefix"),
            models.Index(Folded("title"), name="donors_donation_title_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}".strip()

    @property
    def ledger_name(self) -> str:
        return self.ref


class DonationEvent(LedgerEntry):
    """One event of a donation."""

    subject_field = "donation"
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=32, choices=DonationEventKind.choices)

    class Meta:
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["donation", "seq"], name="donors_event_seq_is_unique")]


class DonationEventNote(LedgerNote):
    """Free text beside an event of a donation."""

    event = models.OneToOneField(DonationEvent, models.PROTECT, related_name="note")

    def __str__(self) -> str:
        return self.text


class DonationLine(models.Model):
    """A quantity announced by hand, in one rough state; it becomes devices when they are received."""

    class Condition(models.TextChoices):
        WORKING = "working", _("Working")
        UNKNOWN = "unknown", _("Not tested")
        MIXED = "mixed", _("Some work, some do not")
        BROKEN = "broken", _("Broken")

    class Age(models.TextChoices):
        """Above ten years a public body's device does not count in its reuse rate (decree 2023-266)."""

        UNKNOWN = "", _("Age unknown")
        UNDER_3 = "under_3", _("Up to 3 years")
        FROM_3 = "from_3", _("3 to 5 years")
        FROM_5 = "from_5", _("5 to 8 years")
        FROM_8 = "from_8", _("8 to 10 years")
        OVER_10 = "over_10", _("Over 10 years")

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="lines")
    type = models.ForeignKey(DeviceType, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    condition = models.CharField(max_length=12, choices=Condition.choices, default=Condition.UNKNOWN)
    age = models.CharField(max_length=12, choices=Age.choices, default=Age.UNKNOWN, blank=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=100_000), name="donors_line_quantity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"
