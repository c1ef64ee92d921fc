"""How a batch travels: appointments and who proposed what, carriers, advice on packing, private calendar links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.models.donations import Donation
from donors.states import Party
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.core.translated import in_language


@dataclass(frozen=True, slots=True)
class Slot:
    """A day, and hours of it where they are known: both or neither."""

    on: date
    start: time | None = None
    end: time | None = None


class CarrierQuerySet(models.QuerySet["Carrier"]):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class Carrier(models.Model):
    """Who drives for an organisation: a haulier, or its own van, which is at one place at a time."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="carriers")
    name = models.CharField(max_length=80)
    telephone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    is_own_van = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        ordering = ("-is_own_van", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(retired_at=None),
                name="donors_carrier_name_is_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PackingAdviceQuerySet(models.QuerySet["PackingAdvice"]):
    def in_force(self, on: date) -> Self:
        """The latest words of each piece of advice, as of a day."""
        latest = PackingAdvice.objects.filter(code=OuterRef("code"), since__lte=on).order_by("-since", "-id")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))

    def about(self, types: Sequence[str]) -> Self:
        """What holds for every batch, and what these types of devices ask for."""
        return self.filter(Q(type=None) | Q(type__code__in=types))


class PackingAdvice(models.Model):
    """How devices are made ready for the road, in words, from a day on. Later words replace earlier ones."""

    code = models.SlugField(max_length=32)
    type = models.ForeignKey(DeviceType, models.PROTECT, null=True, related_name="+")  # none: of any type
    words = models.JSONField()
    since = models.DateField()
    source = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField(default=100)

    objects = PackingAdviceQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="donors_packing_advice_is_unique")
        ]

    def __str__(self) -> str:
        return in_language(self.words)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, membership: Membership) -> Self:
        """Those of the batches one may see."""
        return self.filter(donation__in=Donation.objects.visible_to(membership))

    def open(self) -> Self:
        """Neither done nor called off."""
        return self.filter(state__in=[Appointment.State.PROPOSED, Appointment.State.AGREED])

    def dated(self) -> Self:
        """A day is agreed on, be it past."""
        return self.filter(state__in=[Appointment.State.AGREED, Appointment.State.LOADED])

    def announced(self) -> Self:
        """What calendars know of: those with a day, and those called off since, so that they are taken out."""
        return self.exclude(state=Appointment.State.PROPOSED).exclude(on=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(on__range=(first, last))

    def in_order(self) -> Self:
        return self.order_by("on", F("start").asc(nulls_first=True), "id")

    def during(self, slot: Slot) -> Self:
        """Those at the same time; one without hours takes the whole day."""
        found = self.filter(on=slot.on)
        if slot.start is None or slot.end is None:
            return found
        return found.filter(Q(start=None) | Q(start__lt=slot.end, end__gt=slot.start))


class Appointment(models.Model):
    """One trip of a batch: collected, or brought. A batch has one open at a time; a further trip is another row."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("day to be agreed on")
        AGREED = "agreed", _("day agreed on")
        LOADED = "loaded", _("loaded")
        CALLED_OFF = "called_off", _("called off")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="appointments")
    site = models.ForeignKey(Site, models.PROTECT, related_name="appointments")
    delivery = models.CharField(max_length=12, choices=Donation.Delivery.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    on = models.DateField(null=True)
    start = models.TimeField(null=True)
    end = models.TimeField(null=True)
    carrier = models.ForeignKey(Carrier, models.PROTECT, null=True, related_name="appointments")
    sequence = models.PositiveIntegerField(default=0)  # grows with each change a calendar must know of
    changed_at = models.DateTimeField()
    reminded_for = models.DateField(null=True)  # the day of which both sides were reminded
    loaded_at = models.DateTimeField(null=True)
    slip = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["on", "state"], name="donors_appointment_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(state__in=["proposed", "agreed"]),
                name="donors_one_open_appointment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.donation_id} {self.on}"

    @property
    def is_collection(self) -> bool:
        return self.delivery == Donation.Delivery.COLLECTION

    @property
    def is_agreed(self) -> bool:
        return self.state == Appointment.State.AGREED

    @property
    def has_day(self) -> bool:
        return self.state in {Appointment.State.AGREED, Appointment.State.LOADED}

    def may_be_loaded(self, today: date) -> bool:
        """On the day itself, or after."""
        return self.has_day and self.on is not None and self.on <= today

    @property
    def slot(self) -> Slot | None:
        return Slot(self.on, self.start, self.end) if self.on else None

    @property
    def span(self) -> tuple[date, date]:
        """The day agreed on twice, or the two instants of its hours."""
        if self.on is None:
            raise ValueError("no day is agreed on")
        if self.start is None or self.end is None:
            return self.on, self.on
        zone = ZoneInfo(self.site.time_zone)
        return datetime.combine(self.on, self.start, zone), datetime.combine(self.on, self.end, zone)


class AppointmentProposal(models.Model):
    """A day one party put to the other, and the answer. Kept, whatever came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "waits for an answer")
        AGREED = "agreed", pgettext_lazy("proposal", "agreed")
        DECLINED = "declined", pgettext_lazy("proposal", "declined")
        REPLACED = "replaced", pgettext_lazy("proposal", "replaced by another")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "called off")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="proposals")
    party = models.CharField(max_length=12, choices=Party.choices)
    on = models.DateField()
    start = models.TimeField(null=True)
    end = models.TimeField(null=True)
    words = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_words = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(outcome="waiting"), name="donors_one_waiting_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.outcome}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome == AppointmentProposal.Outcome.WAITING

    @property
    def slot(self) -> Slot:
        return Slot(self.on, self.start, self.end)


class CalendarLink(models.Model):
    """A private address under which a person's calendar program reads their workshop's trips. Its SHA-256 alone is kept."""

    DAYS_BACK = timedelta(days=90)

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="calendar_links")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
