"""What is said of a request after it was sent: information added, a cancellation undone, the same need in one home."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Request, RequestEvent
from beneficiaries.states import RequestEventKind, RequestMove, RequestStage
from beneficiaries.workflow.moves import REQUEST, locked_request
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import AnswerMissing, TooLate
from beneficiaries.workflow.requests import save_draft
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import chance
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed

UNDER_WAY = (
    RequestStage.SUBMITTED,
    RequestStage.WAITING,
    RequestStage.PROPOSED,
    RequestStage.RESERVED,
    RequestStage.PAUSED,
)
# Where a cancelled request stood, and the move that leads back there.
WAY_BACK = {
    RequestStage.DRAFT: RequestMove.TAKE_UP,
    RequestStage.SUBMITTED: RequestMove.REOPEN,
    RequestStage.WAITING: RequestMove.RESTORE,
    RequestStage.PROPOSED: RequestMove.RESTORE,
    RequestStage.PAUSED: RequestMove.RESTORE,
}
SHARED_BY_A_HOME = (
    *("programme", "type", "purpose", "connection", "connection_help", "in_priority_area", "site"),
    *("commune", "household"),
)


@transaction.atomic
def add_information(*, request: Request, text: str, act: Act) -> RequestEvent:
    """A dated note on a request that was sent, for whoever decides on it."""
    act.require(Permission.REQUEST_FILE)
    held = locked_request(request, act)
    if held.stage not in UNDER_WAY:
        raise MoveNotAllowed(
            _("Nothing is added to a request that is not under way."), allowed=REQUEST.allowed(held, act)
        )
    text = text.strip()
    if not text:
        raise AnswerMissing(_("Write what is to be added."))
    refuse_personal_data(text)
    return record(RequestEvent, held, Happening(kind=RequestEventKind.INFORMED, note=text), act)


@transaction.atomic
def undo_cancel(*, request: Request, act: Act, move: str = "") -> RequestEvent:
    """Take a cancellation back within the days of the rule: the request stands where it stood, on the day it had.

    `move`: the way back the caller expects, if it names one.
    """
    held = locked_request(request, act)
    cancelled = held.events.filter(move=RequestMove.CANCEL).order_by("-seq").first()
    back = WAY_BACK[RequestStage(cancelled.from_stage)] if cancelled else RequestMove.RESTORE
    REQUEST.check(held, back, act)
    if move not in {"", back}:
        raise MoveNotAllowed(_("The request did not stand there when it was cancelled."), allowed=[back])
    rule = queries.waiting_rule(act.at)
    if rule is None or act.at - held.stage_since > timedelta(days=rule.undo_days):
        raise TooLate(_("This was cancelled too long ago: file a new request."))
    changes = {"confirmed_at": act.at} if back == RequestMove.RESTORE else None
    return REQUEST.move(held, back, act, changes=changes)


@transaction.atomic
def duplicate(*, request: Request, act: Act) -> Request:
    """A new draft for another person of the same home; conditions are seen, and the person described, anew."""
    act.require(Permission.REQUEST_FILE)
    held = locked_request(request, act)
    if not held.commune:
        raise AnswerMissing(_("What this request said of the person is forgotten: file a new one."))
    if held.household is None:
        changes = {"household": chance.new_uuid()}
        happening = Happening(
            kind=RequestEventKind.CHANGED, details={"fields": ["household"]}, changes=changes
        )
        record(RequestEvent, held, happening, act)
    return save_draft(act=act, **{name: getattr(held, name) for name in SHARED_BY_A_HOME})
