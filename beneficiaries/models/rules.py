"""The ranking rule, its versions and what was said of them; a request a person placed otherwise than the rule."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from beneficiaries.models.requests import Request
from beneficiaries.states import PLACEMENT_REASONS, RuleStage, Where, Words
from reuse.accounts.models import User


class RankingRule(models.Model):
    """A version of the weights of the ranking: written, public as a draft, then in force from a day on, or given up.

    The one in force is the latest begun of those adopted. A version that is public never changes.
    """

    WEIGHTS: ClassVar = (
        "points_per_day",
        "urgency_points",
        "points_per_device_due",
        "most_due_points",
        "carried_over_points",
        "points_per_territory_gap",
        "most_territory_points",
        "window_days",
    )

    version = models.PositiveSmallIntegerField(unique=True)
    stage = models.CharField(max_length=12, choices=RuleStage.choices, default=RuleStage.WRITTEN)
    since = models.DateField(null=True)  # the first day it is in force; null until it is adopted
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
    text = models.JSONField()  # why these weights, in words
    notice_days = models.PositiveSmallIntegerField(
        default=30
    )  # how long the next version is public as a draft
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    remarks_until = models.DateField(null=True)
    decision = models.TextField(blank=True)  # the answer to the remarks
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = (F("since").desc(nulls_first=True), "-version")
        constraints = [
            models.CheckConstraint(
                condition=Q(points_per_day__gte=1), name="beneficiaries_rule_waiting_counts"
            ),
            models.CheckConstraint(  # whatever gives points beside waiting has its limit
                condition=(Q(points_per_device_due=0) | Q(most_due_points__gte=1))
                & (Q(points_per_territory_gap=0) | Q(most_territory_points__gte=1)),
                name="beneficiaries_rule_has_limits",
            ),
            models.CheckConstraint(
                condition=Q(stage=RuleStage.ADOPTED, since__isnull=False)
                | ~Q(stage=RuleStage.ADOPTED) & Q(since=None),
                name="beneficiaries_rule_in_force_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage=RuleStage.PUBLIC)
                | Q(published_on__isnull=False, remarks_until__isnull=False),
                name="beneficiaries_rule_draft_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    def takes_remarks(self, on: date) -> bool:
        """Whether one may still say something of this draft."""
        return self.stage == RuleStage.PUBLIC and self.remarks_until is not None and on <= self.remarks_until


class RuleRemark(models.Model):
    """What a partner or a citizen says of a draft. Nothing is kept of who wrote it; a coordinator shows it or not."""

    rule = models.ForeignKey(RankingRule, models.PROTECT, related_name="remarks")
    text = models.TextField(max_length=1000)
    at = models.DateTimeField()
    is_from_partner = models.BooleanField(default=False)
    is_shown = models.BooleanField(null=True)  # null: nobody has read it yet
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:40]


class Placement(models.Model):
    """A person moved a waiting request; the row goes when it is withdrawn, its two events stay."""

    request = models.OneToOneField(Request, models.PROTECT, related_name="placement")
    where = models.CharField(max_length=8, choices=Where.choices)
    after = models.ForeignKey(Request, models.PROTECT, null=True, related_name="+")
    reason_code = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(where=Where.FIRST, after=None) | Q(where=Where.AFTER, after__isnull=False),
                name="beneficiaries_placement_after_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.where}"

    @property
    def reason(self) -> Words:
        """Why, in words."""
        return PLACEMENT_REASONS[self.reason_code]
