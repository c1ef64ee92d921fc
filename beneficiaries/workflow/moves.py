"""How a request, an allocation and a hand-over move: right, stage and reason are checked, then the event is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from beneficiaries import states
from beneficiaries.models import (
    Allocation,
    AllocationEvent,
    Handover,
    HandoverEvent,
    Request,
    RequestEvent,
)
from beneficiaries.states import Rule, Words, moves_from
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import ReasonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.roles import Reach
from reuse.core.ledger import Happening, LedgerEntry, Subject, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted

_Event = TypeVar("_Event", bound=LedgerEntry)


@dataclass(frozen=True, slots=True)
class Life(Generic[_Event]):
    """A table with its words and the ledger its moves are written to."""

    entry_model: type[_Event]
    rules: Mapping[str, Rule]
    reasons: Mapping[str, Mapping[str, Words]]
    stages: type[TextChoices]
    moves: type[TextChoices]

    def allowed(self, subject: Subject, act: Act) -> list[str]:
        """The moves the table and the role allow now; another rule may still say no."""
        return [move for move in moves_from(self.rules, subject.stage) if _may(self.rules[move], act)]

    def check(self, subject: Subject, move: str, act: Act, reason_code: str = "") -> None:
        """Raise unless the role, the stage and the reason allow the move."""
        rule = self.rules[move]
        if not _may(rule, act):
            raise NotPermitted(_("Your role does not allow this."))
        if subject.stage not in rule.sources:
            raise MoveNotAllowed(
                _("“%(move)s” is not possible: the stage is “%(stage)s”.")
                % {"move": self.moves(move).label, "stage": self.stages(subject.stage).label},
                allowed=self.allowed(subject, act),
            )
        if rule.needs_reason or reason_code:
            require_reason(reason_code, self.reasons.get(move, {}))

    def move(
        self,
        subject: Subject,
        move: str,
        act: Act,
        *,
        reason_code: str = "",
        note: str = "",
        details: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> _Event:
        """Check, then write the event and the stage. The caller holds the subject's lock."""
        self.check(subject, move, act, reason_code)
        refuse_personal_data(note)
        happening = Happening(
            kind="moved",
            move=move,
            to_stage=self.rules[move].target,
            reason_code=reason_code,
            details=details,
            note=note,
            changes=changes,
        )
        return record(self.entry_model, subject, happening, act)


REQUEST = Life(
    RequestEvent, states.REQUEST_RULES, states.REQUEST_REASONS, states.RequestStage, states.RequestMove
)
ALLOCATION = Life(
    AllocationEvent,
    states.ALLOCATION_RULES,
    states.ALLOCATION_REASONS,
    states.AllocationStage,
    states.AllocationMove,
)
HANDOVER = Life(
    HandoverEvent, states.HANDOVER_RULES, states.HANDOVER_REASONS, states.HandoverStage, states.HandoverMove
)


def require_reason(code: str, reasons: Mapping[str, Words]) -> None:
    """Raise unless the code is one of the list."""
    if code not in reasons:
        raise ReasonNeeded(_("Choose a reason: it is kept with the decision."), allowed=list(reasons))


def locked_request(request: Request, act: Act, *, by_voucher: bool = False) -> Request:
    """The request as it is now, held until the transaction ends; only for those it belongs to, or the network.

    `by_voucher`: its voucher was shown, which any counter of the network honours.
    """
    held = (
        Request.objects.select_for_update(of=("self",))
        .select_related("partner", "programme", "type", "purpose", "site")
        .get(pk=request.pk)
    )
    is_foreign = (
        act.membership.description.reach == Reach.ORGANISATION and held.partner_id != act.organisation.pk
    )
    if is_foreign and not by_voucher:
        raise NotPermitted(_("This request belongs to another organisation."))
    return held


def locked_allocation(allocation: Allocation, act: Act, *, by_voucher: bool = False) -> Allocation:
    """The allocation as it is now, its request held first: everyone locks in this order."""
    request = locked_request(allocation.request, act, by_voucher=by_voucher)
    held = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("device__type", "device__site", "device__owner")
        .get(pk=allocation.pk)
    )
    held.request = request
    return held


def locked_handover(handover: Handover, act: Act) -> Handover:
    """The hand-over as it is now, its request and allocation held first."""
    allocation = locked_allocation(handover.allocation, act)
    held = Handover.objects.select_for_update(of=("self",)).select_related("site").get(pk=handover.pk)
    held.allocation, held.request, held.device = allocation, allocation.request, allocation.device
    return held


def coarse(request: Request) -> dict[str, Any]:
    """What events keep of a request for ever: dimensions too coarse to point at anyone."""
    return {
        "partner": str(request.partner.public_id),
        "programme": request.programme.code,
        "type": request.type.code,
        "purpose": request.purpose.code,
        "department": request.department,
        "age_band": request.age_band,
        "priority_area": request.in_priority_area,
        "connection": request.needs_connection,
        "training": request.needs_training,
        "connection_today": request.connection,
        "connection_help": request.connection_help,
        "skills_help": request.skills_help,
        "channel": request.channel,
        "behalf": request.behalf,
        "on_word": request.on_word,
    }


def _may(rule: Rule, act: Act) -> bool:
    return any(act.membership.may(permission) for permission in rule.permissions)
