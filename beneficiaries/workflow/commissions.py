"""The verbs of a local commission: it is named, meets on a day, decides request by request, its signed list is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import (
    Commission,
    CommissionLine,
    CommissionSession,
    Programme,
    Request,
    RequestEvent,
)
from beneficiaries.states import POSTPONE_REASONS, CommissionDecision, RequestEventKind, RequestStage
from beneficiaries.workflow import requests
from beneficiaries.workflow.moves import REQUEST, coarse, locked_request, require_reason
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import ScopeMissing, WaitsForCommission
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.files import Scan
from reuse.accounts.models import Organisation, Retention
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the commission decided on one request."""

    request: Request
    decision: str
    reason_code: str = ""
    note: str = ""


@transaction.atomic
def name_commission(
    *, name: str, act: Act, programme: Programme | None, partner: Organisation | None, department: str
) -> Commission:
    """From now on the requests of this scope wait for the commission."""
    act.require(Permission.REQUEST_DECIDE)
    if not (programme or partner or department):
        raise ScopeMissing(_("Say for whom it decides: a programme, a partner or a department."))
    return Commission.objects.create(name=name, programme=programme, partner=partner, department=department)


@transaction.atomic
def end_commission(*, commission: Commission, act: Act) -> None:
    """The commission decides no more: coordinators do, from today on."""
    act.require(Permission.REQUEST_DECIDE)
    Commission.objects.filter(pk=commission.pk, until=None).update(until=act.on)


@transaction.atomic
def plan_session(*, commission: Commission, on: date, act: Act) -> CommissionSession:
    """The commission meets on a day; the same day twice is the same session."""
    act.require(Permission.REQUEST_DECIDE)
    return CommissionSession.objects.get_or_create(
        commission=commission, on=on, defaults={"created_by": act.by}
    )[0]


@transaction.atomic
def decide_session(*, session: CommissionSession, verdicts: Sequence[Verdict], act: Act) -> int:
    """Enter what the commission decided, all or nothing; each request's own ledger says so."""
    act.require(Permission.REQUEST_DECIDE)
    if session.on > act.on:
        raise WaitsForCommission(_("The commission has not met yet."))
    for verdict in verdicts:
        _enter(session, verdict, act)
    return len(verdicts)


def _enter(session: CommissionSession, verdict: Verdict, act: Act) -> None:
    request = locked_request(verdict.request, act)
    if queries.commission_of(request, act.on) != session.commission:
        raise WaitsForCommission(_("%(ref)s does not wait for this commission.") % {"ref": request.ref})
    match verdict.decision:
        case CommissionDecision.ACCEPT:
            reason = "" if queries.eligibility(request).is_met else "local_decision"
            requests.accept(request=request, act=act, reason_code=reason, note=verdict.note, session=session)
        case CommissionDecision.DECLINE:
            requests.decline(
                request=request,
                act=act,
                reason_code=verdict.reason_code,
                note=verdict.note,
                session=session,
            )
        case _:
            _postpone(request, session, verdict, act)
    CommissionLine.objects.create(
        session=session,
        request=request,
        decision=verdict.decision,
        reason_code=verdict.reason_code,
        by=act.by,
        at=act.at,
    )


def _postpone(request: Request, session: CommissionSession, verdict: Verdict, act: Act) -> None:
    if request.stage != RequestStage.SUBMITTED:
        raise MoveNotAllowed(
            _("The decision on %(ref)s is made.") % {"ref": request.ref},
            allowed=REQUEST.allowed(request, act),
        )
    require_reason(verdict.reason_code, POSTPONE_REASONS)
    refuse_personal_data(verdict.note)
    happening = Happening(
        kind=RequestEventKind.POSTPONED,
        reason_code=verdict.reason_code,
        details={**coarse(request), "commission": str(session.public_id)},
        note=verdict.note,
    )
    record(RequestEvent, request, happening, act)


@transaction.atomic
def attach_list(*, session: CommissionSession, scan: Scan, act: Act) -> CommissionSession:
    """Keep the scan of the signed list. It bears case numbers, and the signatures of those who decided."""
    act.require(Permission.REQUEST_DECIDE)
    held = CommissionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if held.signed_list_id:
        raise MoveNotAllowed(_("The signed list of this session is kept already."))
    held.signed_list = files.keep_scan(scan, retention=Retention.DOCUMENT, owner=act.organisation, act=act)
    held.save(update_fields=["signed_list"])
    return held
