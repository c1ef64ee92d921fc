"""Devices that are lent: which are due, late, or to be reminded of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from beneficiaries.models import AfterwardsRule, Handover
from beneficiaries.states import HandoverStage
from reuse.accounts.models import Membership

SOON: Final = timedelta(days=30)
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Due:
    """Loans by when they end."""

    late: list[Handover]
    soon: list[Handover]
    later: list[Handover]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.soon) + len(self.later)


def afterwards_rule(on: date) -> AfterwardsRule | None:
    """The rule in force: the latest begun."""
    return AfterwardsRule.objects.filter(since__lte=on).first()


def lent() -> QuerySet[Handover]:
    """What is with a person and comes back."""
    return Handover.objects.filter(stage=HandoverStage.DONE, request__loan_until__isnull=False)


def loans_of(membership: Membership, on: date) -> Due:
    """The loans this membership sees, first due first."""
    seen = Handover.objects.visible_to(membership).filter(pk__in=lent().values("pk")).with_labels()
    rows = list(seen.order_by("request__loan_until", "pk")[:MOST])
    until = {one.pk: one.request.loan_until or on for one in rows}
    return Due(
        [one for one in rows if until[one.pk] < on],
        [one for one in rows if on <= until[one.pk] <= on + SOON],
        [one for one in rows if until[one.pk] > on + SOON],
    )


def to_remind(rule: AfterwardsRule, now: datetime) -> QuerySet[Handover]:
    """Due within the days of the rule and not yet said since; late, and not said for as long as the rule says."""
    soon = now.date() + timedelta(days=rule.loan_reminder_days)
    again = now - timedelta(days=rule.late_every_days)
    never = Q(loan_reminded_at=None) | Q(loan_reminded_at__lt=again)
    late_first = Q(request__loan_until__lt=now.date(), loan_reminded_at__lt=F("request__loan_until"))
    found = lent().filter(never | late_first, request__loan_until__lte=soon)
    return found.order_by("request__worker", "request__partner", "pk")
