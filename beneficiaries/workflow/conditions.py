"""A new version of a programme's conditions: published for a day to come, never changed afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from beneficiaries.models import CriteriaVersion, Criterion, CriterionAmount, Programme
from beneficiaries.workflow.refusals import ConditionsIncomplete, TooEarly
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is asked, everywhere (no department) or in one; euros in cents."""

    comparison: str
    quantity: int
    unit: str
    as_of: date
    department: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A condition as it is to be published."""

    code: str
    group: str
    label: dict[str, str]
    question: dict[str, str]
    family: str = ""
    is_declared: bool = False
    source: str = ""
    amounts: Sequence[Amount] = field(default=())


@transaction.atomic
def publish_criteria(
    *, programme: Programme, since: date, text: str, criteria: Sequence[Wording], act: Act
) -> CriteriaVersion:
    """Replace the conditions from a day on. Requests sent before keep those of their day."""
    act.require(Permission.REQUEST_DECIDE)
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if since <= act.on:
        raise TooEarly(_("Conditions change from tomorrow at the earliest: choose a later day."))
    if programme.criteria.filter(since__gte=since).exists():
        raise TooEarly(_("A version is already published for that day or later."))
    if not criteria or len({one.code for one in criteria}) != len(criteria):
        raise ConditionsIncomplete(_("Give at least one condition, each with a code of its own."))
    programme.criteria.filter(Q(until=None) | Q(until__gte=since)).update(until=since - timedelta(days=1))
    for one in criteria:
        row = Criterion.objects.create(
            programme=programme,
            since=since,
            **{name: getattr(one, name) for name in ("code", "group", "family", "is_declared")},
            **{name: getattr(one, name) for name in ("label", "question", "source")},
        )
        CriterionAmount.objects.bulk_create(
            CriterionAmount(
                criterion=row,
                **{name: getattr(amount, name) for name in Amount.__dataclass_fields__},
            )
            for amount in one.amounts
        )
    return CriteriaVersion.objects.create(
        programme=programme, since=since, text=text, published_by=act.by, published_at=act.at
    )
