"""The other legs that were asked for, how a device may be paid, and what it may cost at most."""

from datetime import date

from django.db.models import Q, QuerySet

from beneficiaries.models import PaymentMeans, Request
from beneficiaries.states import ConnectionHelp, SkillsHelp
from inventory.models import PriceRule


def legs_asked(request: Request) -> list[str]:
    """The other two legs that were asked for, in words."""
    connection = ConnectionHelp(request.connection_help).label if request.connection_help else ""
    skills = SkillsHelp(request.skills_help).label if request.skills_help else ""
    return [str(words) for words in (connection, skills) if words]


def payment_means(on: date) -> QuerySet[PaymentMeans]:
    """The ways to pay on a day."""
    return PaymentMeans.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def dearest(request: Request, on: date) -> int:
    """The most that any rule of the day lets one charge for the type asked for, in cents."""
    rules = PriceRule.objects.filter(Q(type=request.type_id) | Q(type=None), since__lte=on)
    return max(rules.filter(Q(until=None) | Q(until__gte=on)).values_list("cap_cents", flat=True), default=0)
