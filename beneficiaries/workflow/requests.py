"""The verbs of a request: the only module, with its neighbours, that changes a request's stage."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import LIVE, Attestation, CommissionSession, Request, RequestEvent
from beneficiaries.states import (
    AllocationMove,
    RequestEventKind,
    RequestMove,
    RequestStage,
)
from beneficiaries.workflow.moves import ALLOCATION, REQUEST, coarse, locked_request, require_reason
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import (
    AnotherDecides,
    AnswerMissing,
    AttestationMissing,
    AttestationOutdated,
    ReasonNeeded,
    WaitsForCommission,
)
from beneficiaries.workflow.sets import release_set
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.communes import department_of
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed, NotPermitted

EDITABLE = (RequestStage.DRAFT, RequestStage.SUBMITTED)
# What a worker fills in. The rest is ours.
FIELDS: Final = frozenset(
    {
        *("programme", "type", "purpose", "accessories", "features", "connection", "connection_help"),
        *("skills_help", "age_band", "commune", "department", "in_priority_area", "site", "urgency"),
        *("needed_by", "channel", "behalf", "on_word", "mark", "information", "household", "loan_until"),
        "sheet_language",
    }
)


@transaction.atomic
def save_draft(
    *,
    act: Act,
    request: Request | None = None,
    met: Collection[str] | None = None,
    seen_on: date | None = None,
    **fields: Any,
) -> Request:
    """Begin a request, or correct one that nobody has decided on. `fields`: those of FIELDS.

    `met`: codes of the criteria the worker saw met on `seen_on`; the others are recorded as not met.
    """
    act.require(Permission.REQUEST_FILE)
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a request has no {', '.join(sorted(unknown))}")
    refuse_personal_data(fields.get("information", ""))
    refuse_personal_data(fields.get("mark", ""))
    if fields.get("commune"):
        fields.setdefault("department", department_of(fields["commune"]))
    if "mark" in fields:
        fields["mark_digest"] = queries.mark_digest(fields["mark"], act.organisation)
    held = _begin(fields, act) if request is None else _change(request, fields, act)
    if met is not None and seen_on is not None:
        _attest(held, met, seen_on, act)
    return held


def _begin(fields: dict[str, Any], act: Act) -> Request:
    number = Counter.take(f"request {act.at.year}")[0] + 1
    request = Request(
        ref=f"D{act.at:%y}-{number:04d}",
        partner=act.organisation,
        worker=act.by,
        stage=RequestStage.DRAFT,
        stage_since=act.at,
        created_at=act.at,
        **fields,
    )
    request.save(force_insert=True)
    record(RequestEvent, request, Happening(kind=RequestEventKind.CREATED, to_stage=RequestStage.DRAFT), act)
    return request


def _change(request: Request, fields: dict[str, Any], act: Act) -> Request:
    held = locked_request(request, act)
    if held.stage not in EDITABLE:
        raise MoveNotAllowed(
            _(
                "A request is corrected until it is decided on: cancel it and file another, or call the coordinator."
            ),
            allowed=REQUEST.allowed(held, act),
        )
    changed = {name: value for name, value in fields.items() if getattr(held, name) != value}
    if changed:
        happening = Happening(
            kind=RequestEventKind.CHANGED,
            details={"fields": sorted(changed.keys() & FIELDS)},
            changes=changed,
        )
        record(RequestEvent, held, happening, act)
    return held


def _attest(request: Request, met: Collection[str], seen_on: date, act: Act) -> None:
    if seen_on > clock.local_date(act.at, request.site.time_zone):
        raise AttestationMissing(_("The day you saw the document lies in the future: correct it."))
    criteria = queries.criteria_in_force(request.programme, clock.local_date(act.at, request.site.time_zone))
    latest = {row.criterion_id: (row.is_met, row.seen_on) for row in request.attestations.all()}
    rows = [
        Attestation(
            request=request,
            criterion=criterion,
            is_met=criterion.code in met,
            seen_on=seen_on,
            by=act.by,
            at=act.at,
        )
        for criterion in criteria
        if latest.get(criterion.pk) != (criterion.code in met, seen_on)
    ]
    if rows:
        Attestation.objects.bulk_create(rows)
        details = {"seen_on": seen_on.isoformat(), "changed": [row.criterion.code for row in rows]}
        record(RequestEvent, request, Happening(kind=RequestEventKind.ATTESTED, details=details), act)


@transaction.atomic
def submit(*, request: Request, act: Act) -> RequestEvent:
    """Send a draft: from now on it waits, and its waiting time counts."""
    held = locked_request(request, act)
    REQUEST.check(held, RequestMove.SUBMIT, act)
    if not held.age_band or not held.department:
        raise AnswerMissing(
            _("Say from which commune the person is, and the age band, before you send the request.")
        )
    if not held.attestations.exists():
        raise AttestationMissing(
            _("Say which conditions you saw met, and on which day, before you send the request.")
        )
    _keep_up(held, act)
    changes = {"submitted_at": act.at}
    return REQUEST.move(held, RequestMove.SUBMIT, act, details=coarse(held), changes=changes)


def _keep_up(request: Request, act: Act) -> None:
    """Ask again what changed since the draft was attested; what did not change is attested of the version in force."""
    on = clock.local_date(act.at, request.site.time_zone)
    if changed := queries.changes_since(request, on):
        raise AttestationOutdated(
            _("The conditions changed since you looked: %(changes)s. Correct the draft, then send it.")
            % {"changes": ", ".join(map(str, changed))}
        )
    latest = {row.criterion.code: row for row in request.attestations.select_related("criterion")}
    Attestation.objects.bulk_create(
        Attestation(
            request=request, criterion=one, is_met=was.is_met, seen_on=was.seen_on, by=was.by, at=act.at
        )
        for one in queries.criteria_in_force(request.programme, on)
        if (was := latest[one.code]).criterion_id != one.pk
    )


@transaction.atomic
def file_request(*, act: Act, met: Collection[str], seen_on: date, **fields: Any) -> Request:
    """Draft and send in one go."""
    request = save_draft(act=act, met=met, seen_on=seen_on, **fields)
    submit(request=request, act=act)
    request.refresh_from_db()
    return request


@transaction.atomic
def accept(
    *,
    request: Request,
    act: Act,
    reason_code: str = "",
    note: str = "",
    session: CommissionSession | None = None,
) -> RequestEvent:
    """Decide that the conditions are met, or that the request is accepted all the same: then with a reason.

    `session`: the commission's that decided. Without it, only an urgent need is accepted before the commission meets.
    """
    held = locked_request(request, act)
    REQUEST.check(held, RequestMove.ACCEPT, act)
    if reason_code != "urgent_need":
        _leave_to_commission(held, session, act)
    is_met = queries.eligibility(held).is_met
    if not is_met:
        require_reason(reason_code, REQUEST.reasons[RequestMove.ACCEPT])
    details = {**coarse(held), "conditions_met": is_met, **_decided_by(session)}
    return REQUEST.move(held, RequestMove.ACCEPT, act, reason_code=reason_code, note=note, details=details)


@transaction.atomic
def decline(
    *,
    request: Request,
    act: Act,
    reason_code: str,
    note: str = "",
    session: CommissionSession | None = None,
) -> RequestEvent:
    """Decide against the request, with a reason the partner reads. Raises ReasonNeeded, among others.

    Conditions that are met as attested are not said unmet without a word on which: the person could not answer.
    """
    held = locked_request(request, act)
    REQUEST.check(held, RequestMove.DECLINE, act, reason_code)
    _leave_to_commission(held, session, act)
    is_met = queries.eligibility(held).is_met
    if is_met and reason_code == "conditions_not_met" and not (note.strip() or session):
        raise ReasonNeeded(_("As attested, the conditions are met: say in the remark which one is not."))
    details = {**coarse(held), "conditions_met": is_met, **_decided_by(session)}
    return REQUEST.move(held, RequestMove.DECLINE, act, reason_code=reason_code, note=note, details=details)


@transaction.atomic
def review(*, request: Request, act: Act, reason_code: str, note: str = "") -> RequestEvent:
    """Look again at a request that was declined; it keeps the day it was sent."""
    held = locked_request(request, act)
    if held.appeals.filter(answered_on=None).exists():
        raise AnotherDecides(_("This decision is contested: answer the contestation."))
    return REQUEST.move(held, RequestMove.REVIEW, act, reason_code=reason_code, note=note)


def _leave_to_commission(request: Request, session: CommissionSession | None, act: Act) -> None:
    commission = queries.commission_of(request, act.on)
    if commission is not None and (session is None or session.commission_id != commission.pk):
        raise WaitsForCommission(
            _("“%(commission)s” decides on this request: it is on the list of its next session.")
            % {"commission": commission}
        )


def _decided_by(session: CommissionSession | None) -> dict[str, str]:
    return {"commission": str(session.public_id)} if session else {}


@transaction.atomic
def cancel(*, request: Request, act: Act, reason_code: str, note: str = "") -> RequestEvent:
    """Give the request up; a device proposed for it is free again. A reserved one is released first, by a coordinator."""
    held = locked_request(request, act)
    event = REQUEST.move(
        held, RequestMove.CANCEL, act, reason_code=reason_code, note=note, details=coarse(held)
    )
    for allocation in held.allocations.select_for_update(of=("self",)).filter(stage__in=LIVE):
        ALLOCATION.move(allocation, AllocationMove.REFUSE, act, reason_code="not_needed")
        release_set(allocation, act)
    return event


@transaction.atomic
def pause(*, request: Request, act: Act, reason_code: str = "", note: str = "") -> RequestEvent:
    """Put a waiting request on hold: it keeps the day it was sent."""
    held = locked_request(request, act)
    return REQUEST.move(held, RequestMove.PAUSE, act, reason_code=reason_code, note=note)


@transaction.atomic
def resume(*, request: Request, act: Act) -> RequestEvent:
    """Back to the queue, with the waiting time it had and has gained; it is still useful, then."""
    held = locked_request(request, act)
    return REQUEST.move(held, RequestMove.RESUME, act, changes={"confirmed_at": act.at})


@transaction.atomic
def hand_on(*, request: Request, worker: User, act: Act) -> RequestEvent:
    """Entrust the request to a colleague of the same partner."""
    act.require(Permission.REQUEST_FILE)
    held = locked_request(request, act)
    memberships = worker.memberships.current(clock.local_date(act.at, held.site.time_zone))
    if not any(one.may(Permission.REQUEST_FILE) for one in memberships.filter(organisation=held.partner)):
        raise NotPermitted(_("Choose a colleague of your organisation."))
    happening = Happening(
        kind=RequestEventKind.HANDED_ON,
        details={"worker": str(worker.public_id)},
        changes={"worker": worker},
    )
    return record(RequestEvent, held, happening, act)


def hand_all_on(*, worker: User, to: Membership, act: Act) -> None:
    """A worker leaves their partner: the colleague takes over what is not finished, and is the one who does it."""
    taker = replace(act, membership=to, site=to.site)
    for request in queries.unfinished_of(worker, to.organisation):
        hand_on(request=request, worker=to.user, act=taker)
