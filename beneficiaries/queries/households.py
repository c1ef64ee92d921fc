"""Requests filed for one home. Only the partner knows that they belong together: it filed them so."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from beneficiaries.models import Request
from reuse.accounts.models import Membership
from reuse.accounts.roles import Reach


def household_of(request: Request, membership: Membership) -> list[Request]:
    """The other requests of the same home, for the partner that filed them."""
    if request.household is None or membership.organisation != request.partner or not _is_partner(membership):
        return []
    others = Request.objects.filter(partner=request.partner, household=request.household).with_labels()
    return list(others.exclude(pk=request.pk).order_by("pk"))


def with_household(found: QuerySet[Request]) -> QuerySet[Request]:
    """Each with `home`: how many requests its home has, nothing when it stands alone."""
    same = Request.objects.filter(partner=OuterRef("partner"), household=OuterRef("household"))
    counted = same.order_by().values("household").annotate(count=Count("pk")).values("count")
    return found.annotate(home=Subquery(counted))


def _is_partner(membership: Membership) -> bool:
    return membership.description.reach == Reach.ORGANISATION
