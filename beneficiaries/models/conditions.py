"""A programme's conditions as published, with their amounts; and the local commissions that decide on requests."""

from django.db import models
from django.db.models import Q

from beneficiaries.models.reference import Criterion, Programme
from beneficiaries.models.requests import Request
from beneficiaries.states import CommissionDecision, Comparison, Unit
from reuse.accounts.models import Organisation, StoredFile, User
from reuse.core import chance
from reuse.core.translated import in_language


class CriteriaVersion(models.Model):
    """Who published which conditions of a programme, from which day, and what changed. The rows carry the same day."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    since = models.DateField()
    text = models.TextField(max_length=600)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "since"], name="beneficiaries_criteria_version_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.since}"


class CriterionAmount(models.Model):
    """How much a criterion asks: everywhere, or in one department. Euros in cents; `as_of`: the day of the figure."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="amounts")
    department = models.CharField(max_length=3, blank=True)  # empty: where no other amount is given
    comparison = models.CharField(max_length=8, choices=Comparison.choices)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    as_of = models.DateField()

    class Meta:
        ordering = ("department", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "department"], name="beneficiaries_one_amount_per_territory"
            )
        ]

    def __str__(self) -> str:
        quantity = self.quantity if self.unit == Unit.MONTH else self.quantity / 100
        said = f"{self.get_comparison_display()} {quantity:g} {self.get_unit_display()}"
        return f"{self.criterion} – {said}{f' ({self.department})' if self.department else ''}"


class Commission(models.Model):
    """Local partners who decide together: on a programme's requests, a partner's, a department's, or what is all of these."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    department = models.CharField(max_length=3, blank=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(partner__isnull=False) | ~Q(department=""),
                name="beneficiaries_commission_has_scope",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """What it decides on, in words."""
        programme = in_language(self.programme.name) if self.programme else ""
        return ", ".join(filter(None, [programme, str(self.partner or ""), self.department]))


class CommissionSession(models.Model):
    """A day the commission meets; the signed list is attached afterwards."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="sessions")
    on = models.DateField()
    signed_list = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["commission", "on"], name="beneficiaries_one_session_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.commission} {self.on}"


class CommissionLine(models.Model):
    """What the commission decided on one request. The decision itself is the request's event."""

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="lines")
    request = models.ForeignKey(Request, models.PROTECT, related_name="commission_lines")
    decision = models.CharField(max_length=12, choices=CommissionDecision.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["session", "request"], name="beneficiaries_one_decision_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.decision}"


class Appeal(models.Model):
    """A partner contests a decision; somebody else answers. The words are notes of the two events."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="appeals")
    declined_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    contested_on = models.DateField()
    contested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_upheld = models.BooleanField(null=True)  # the decision stands; null: not answered yet
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("contested_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(answered_on=None), name="beneficiaries_one_open_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.contested_on}"
