"""Every proposal and every decision on a request, as its ledger tells them: the rule's part and the person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from beneficiaries.models import RequestEvent
from beneficiaries.queries.order import FactorCode
from beneficiaries.states import (
    ALLOCATION_REASONS,
    EVENT_REASONS,
    OVERRULING,
    REQUEST_REASONS,
    RequestEventKind,
    RequestMove,
)
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core.prefixes import begins

MOVES = (
    RequestMove.ACCEPT,
    RequestMove.DECLINE,
    RequestMove.REVIEW,
    RequestMove.PROPOSE,
    RequestMove.WITHDRAW,
    RequestMove.RESERVE,
)
KINDS = (
    RequestEventKind.PLACED,
    RequestEventKind.UNPLACED,
    RequestEventKind.POSTPONED,
    RequestEventKind.CONTESTED,
    RequestEventKind.ANSWERED,
)


def journal(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[RequestEvent]:
    """The entries, for those who decide: `q` (number), `what` (a move or kind), `by` (rule or person), `since`, `until`."""
    if not membership.may(Permission.REQUEST_DECIDE):
        return RequestEvent.objects.none()
    found = RequestEvent.objects.filter(Q(move__in=MOVES) | Q(kind__in=KINDS))
    if wanted.get("q"):
        found = found.filter(begins("request__ref", wanted["q"].strip()))
    if wanted.get("what"):
        found = found.filter(**{"move" if wanted["what"] in MOVES else "kind": wanted["what"]})
    if wanted.get("by"):
        found = found.filter(move=RequestMove.PROPOSE, details__by_rule=wanted["by"] == "rule")
    bounds = {"on__gte": wanted.get("since"), "on__lte": wanted.get("until")}
    return found.filter(**{name: day for name, day in bounds.items() if day})


def what(event: RequestEvent) -> str:
    """The proposal or decision, in words."""
    return str(RequestMove(event.move).label if event.move else RequestEventKind(event.kind).label)


def chooser(event: RequestEvent) -> str:
    """Whether the rule or a person chose."""
    match event.details.get("by_rule"):
        case True:
            return _("the rule")
        case False:
            return _("a person")
    return "" if event.move in {RequestMove.WITHDRAW, RequestMove.RESERVE} else _("a person")


def reason(event: RequestEvent) -> str:
    """Why, in words."""
    details = event.details
    words = (
        OVERRULING.get(details.get("overruling", ""))
        or REQUEST_REASONS.get(event.move, {}).get(event.reason_code)
        or EVENT_REASONS.get(event.kind, {}).get(event.reason_code)
    )
    if not words and details.get("because"):
        words = next(
            (
                reasons[details["because"]]
                for reasons in ALLOCATION_REASONS.values()
                if details["because"] in reasons
            ),
            "",
        )
    return str(words or "")


def inputs(event: RequestEvent) -> str:
    """What the rank was reckoned from: each datum, its weight, its points."""
    return ", ".join(
        f"{FactorCode(code).label} {value} × {weight} = {points}"
        for code, (value, weight, points) in event.details.get("factors", {}).items()
    )


@dataclass(frozen=True, slots=True)
class Overruling:
    """How often people decided otherwise than the rule."""

    proposals: int
    by_person: int
    withdrawn: int
    placed: int
    accepted_all_the_same: int

    @property
    def share(self) -> float | None:
        """Of the proposals, those a person chose otherwise."""
        return self.by_person / self.proposals if self.proposals else None


def overruling(*, since: date, until: date) -> Overruling:
    """The figures of a period, from the ledger: one statement."""
    is_proposal = Q(move=RequestMove.PROPOSE)
    return Overruling(
        **RequestEvent.objects.filter(on__gte=since, on__lte=until).aggregate(
            proposals=Count("pk", filter=is_proposal),
            by_person=Count("pk", filter=is_proposal & Q(details__by_rule=False)),
            withdrawn=Count("pk", filter=Q(move=RequestMove.WITHDRAW)),
            placed=Count("pk", filter=Q(kind=RequestEventKind.PLACED)),
            accepted_all_the_same=Count(
                "pk", filter=Q(move=RequestMove.ACCEPT, details__conditions_met=False)
            ),
        )
    )
