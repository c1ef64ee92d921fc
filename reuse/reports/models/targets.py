"""Targets: what a funder, a State programme or the network itself wants to reach, as rows; each change is a version."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Campaign
from reuse.accounts.models import Organisation, User
from reuse.core import chance, clock
from reuse.core.ledger import AppendOnly
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.reports.codes import Area


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A milestone: what is to be reached by a day on the way."""

    on: date
    quantity: int
    words: str


class Target(models.Model):
    """A quantity to reach in a period, somewhere. Progress is computed from the ledger, never stored.

    The row says what holds today; `TargetVersion` keeps every wording it had, and why it changed.
    """

    class Unit(models.TextChoices):
        DEVICES = "devices", _("devices")
        COMPUTERS = "computers", _("computers")
        HOUSEHOLDS = "households", _("households")

    class Counts(models.TextChoices):
        HANDED_OVER = "handed_over", _("devices handed over")
        COLLECTED = "collected", _("devices received")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.JSONField()
    programme = models.JSONField(default=dict)
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=240, blank=True)  # the text the target comes from
    source_url = models.URLField(max_length=400, blank=True)
    source_on = models.DateField(null=True)
    counts = models.CharField(max_length=12, choices=Counts.choices, default=Counts.HANDED_OVER)
    campaign = models.OneToOneField(Campaign, models.PROTECT, null=True, related_name="target")
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.DEVICES)
    types = models.ManyToManyField(DeviceType, related_name="+", blank=True)  # none: every type
    areas = models.JSONField(default=list)  # [{"kind", "code"}] of the place of hand-over; none: everywhere
    since = models.DateField()
    until = models.DateField()
    quantity = models.PositiveIntegerField()
    milestones = models.JSONField(default=list)  # [{"on", "quantity", "words"}], by day
    returns_within_days = models.PositiveSmallIntegerField(
        default=0
    )  # a return so soon takes the device off; 0: never
    is_exclusive = models.BooleanField(default=False)  # what it counts, no other exclusive target counts
    example = models.SlugField(max_length=40, blank=True)  # the example it was adopted from
    version = models.PositiveSmallIntegerField(default=1)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-quantity", "id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="reports_target_period"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reports_target_quantity"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="reports_target_not_in_itself"),
            models.CheckConstraint(
                condition=Q(is_exclusive=False) | Q(counts="handed_over"),
                name="reports_target_claims_hand_overs",
            ),
            models.CheckConstraint(
                condition=~Q(unit="households") | Q(counts="handed_over", returns_within_days=0),
                name="reports_target_of_households",
            ),
            models.UniqueConstraint(
                fields=["example"],
                condition=~Q(example="") & Q(ended_at=None),
                name="reports_target_adopted_once",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name)

    @property
    def programme_name(self) -> str:
        """The programme's name in the reader's language; empty when the target stands alone."""
        return in_language(self.programme) if self.programme else ""

    def followed_until(self, day: date) -> date:
        """That day, or the one on which it was followed no more."""
        return min(day, clock.local_date(self.ended_at, clock.HOME_ZONE)) if self.ended_at else day

    @property
    def territory(self) -> tuple[Area, ...]:
        return tuple(Area.of(one) for one in self.areas)

    @property
    def steps(self) -> tuple[Waypoint, ...]:
        """The milestones, first day first."""
        return tuple(
            Waypoint(date.fromisoformat(one["on"]), one["quantity"], one["words"]) for one in self.milestones
        )


class TargetVersion(AppendOnly):
    """What a target said from a day on, and why it came to say it. The last row is that of today."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    reason = models.CharField(max_length=240, blank=True)  # of the first: none
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="reports_target_version_is_unique"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="reports_target_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} v{self.number}"
