"""Which commission decides on which request, what waits for its next session, and what stands against a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from beneficiaries.models import (
    Appeal,
    Commission,
    CommissionLine,
    CommissionSession,
    Request,
)
from beneficiaries.queries.eligibility import Eligibility, eligibility
from beneficiaries.states import (
    POSTPONE_REASONS,
    REQUEST_REASONS,
    CommissionDecision,
    RequestMove,
    RequestStage,
    Words,
)
from reuse.core import clock
from reuse.directory.models import Contact
from reuse.directory.queries import contact_for


@dataclass(frozen=True, slots=True)
class Case:
    """A request before the commission: its conditions and how long it has waited. No identity."""

    request: Request
    eligibility: Eligibility
    days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided on a request, whom to call about it, and what was said against it."""

    reason: Words
    contact: Contact | None
    commission: Commission | None
    lines: Sequence[CommissionLine]
    appeals: Sequence[Appeal]

    @property
    def open_appeal(self) -> Appeal | None:
        return next((one for one in self.appeals if one.answered_on is None), None)


def commissions(on: date) -> list[Commission]:
    """Those that decide on that day."""
    known = Commission.objects.select_related("programme", "partner")
    return list(known.filter(Q(until=None) | Q(until__gt=on)))


def commission_of(request: Request, on: date) -> Commission | None:
    """The commission that decides on this request, if one does."""
    return _decider(request, commissions(on))


def _decider(request: Request, known: Iterable[Commission]) -> Commission | None:
    """The one whose scope says most of the request; of several, the first named."""
    return max(
        (one for one in known if _covers(one, request)),
        key=lambda one: (_precision(one), -one.pk),
        default=None,
    )


def _covers(one: Commission, request: Request) -> bool:
    return (
        one.programme_id in {None, request.programme_id}
        and one.partner_id in {None, request.partner_id}
        and one.department in {"", request.department}
    )


def _precision(one: Commission) -> int:
    return (one.programme_id is not None) + (one.partner_id is not None) + bool(one.department)


def cases(session: CommissionSession, on: date) -> list[Case]:
    """What waits for the commission, oldest first; a case already decided in this session is left out."""
    known = commissions(on)
    waiting = (
        Request.objects.at_stage(RequestStage.SUBMITTED)
        .exclude(commission_lines__session=session)
        .with_labels()
        .prefetch_related("attestations")
        .order_by("submitted_at", "pk")
    )
    return [
        Case(one, eligibility(one), _days(one, on))
        for one in waiting
        if _decider(one, known) == session.commission
    ]


def _days(request: Request, on: date) -> int:
    sent = request.submitted_at or request.created_at
    return max((on - clock.local_date(sent, request.site.time_zone)).days, 0)


def standing(request: Request, on: date) -> Standing:
    """What the request's page says of the decision."""
    declined = request.events.filter(move=RequestMove.DECLINE).order_by("seq").last()
    is_declined = request.stage == RequestStage.DECLINED
    is_sent = request.stage == RequestStage.SUBMITTED
    return Standing(
        reason=REQUEST_REASONS[RequestMove.DECLINE].get(declined.reason_code, "")
        if declined and is_declined
        else "",
        contact=contact_for(request.department, on),
        commission=commission_of(request, on) if is_sent else None,
        lines=list(request.commission_lines.select_related("session__commission", "session__signed_list")),
        appeals=list(request.appeals.select_related("contested_by", "answered_by")),
    )


def open_appeals() -> list[Appeal]:
    """What was contested and not answered, oldest first."""
    return list(Appeal.objects.filter(answered_on=None).select_related("request__partner", "declined_by"))


def reasons_of(decision: str) -> dict[str, Words]:
    """The reasons a commission gives for a decision."""
    match decision:
        case CommissionDecision.DECLINE:
            return dict(REQUEST_REASONS[RequestMove.DECLINE])
        case CommissionDecision.POSTPONE:
            return dict(POSTPONE_REASONS)
    return {}
