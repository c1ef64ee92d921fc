"""Which waiting requests are to be confirmed, asked about, or put on hold: by the rule in force on the day."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from beneficiaries.models import Request, RequestQuerySet, WaitingRule
from beneficiaries.states import RequestStage
from reuse.accounts.models import Membership


def waiting_rule(at: datetime) -> WaitingRule | None:
    """The rule in force: the latest begun. Without one nothing is asked, and nothing undone."""
    return WaitingRule.objects.filter(since__lte=at.date()).first()


def to_confirm(membership: Membership, at: datetime) -> QuerySet[Request]:
    """A partner's waiting requests not confirmed for as long as the rule says, oldest first."""
    return (
        _unconfirmed(Request.objects.visible_to(membership), at).with_labels().order_by("submitted_at", "pk")
    )


def to_remind(at: datetime) -> QuerySet[Request]:
    """Those nobody was asked about since they were last confirmed."""
    found = _unconfirmed(Request.objects.all(), at)
    return found.exclude(reminded_at__gt=F("known_at")).order_by("worker", "submitted_at", "pk")


def unanswered(at: datetime) -> QuerySet[Request]:
    """Those asked about, and not answered for as long as the rule says."""
    rule = waiting_rule(at)
    if rule is None:
        return Request.objects.none()
    asked = {"reminded_at__gt": F("known_at"), "reminded_at__lte": at - timedelta(days=rule.answer_days)}
    return _unconfirmed(Request.objects.all(), at).filter(**asked).order_by("pk")


def _unconfirmed(requests: RequestQuerySet, at: datetime) -> RequestQuerySet:
    rule = waiting_rule(at)
    known = requests.annotate(known_at=Coalesce("confirmed_at", "submitted_at"))
    if rule is None:
        return known.none()
    return known.filter(stage=RequestStage.WAITING, known_at__lte=at - timedelta(days=rule.confirm_days))
