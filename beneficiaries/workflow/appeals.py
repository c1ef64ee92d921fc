"""A partner contests a decision; somebody else than who declined looks at it again and answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import Appeal, Request, RequestEvent
from beneficiaries.states import APPEAL_REASONS, RequestEventKind, RequestMove, RequestStage
from beneficiaries.workflow.moves import REQUEST, coarse, locked_request, require_reason
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import AnotherDecides, NothingToContest
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record


@transaction.atomic
def contest(*, request: Request, words: str, act: Act) -> Appeal:
    """Say why a declined request should be looked at again."""
    act.require(Permission.REQUEST_FILE)
    held = locked_request(request, act)
    if held.stage != RequestStage.DECLINED or held.appeals.filter(answered_on=None).exists():
        raise NothingToContest(_("There is no decision to contest, or it is contested already."))
    refuse_personal_data(words)
    declined = held.events.filter(move=RequestMove.DECLINE).order_by("seq").last()
    assert declined is not None  # noqa: S101 - it is at this stage
    happening = Happening(kind=RequestEventKind.CONTESTED, details=coarse(held), note=words)
    record(RequestEvent, held, happening, act)
    return Appeal.objects.create(
        request=held, declined_by=declined.by, contested_on=act.on, contested_by=act.by
    )


@transaction.atomic
def answer_appeal(*, appeal: Appeal, is_upheld: bool, reason_code: str, words: str, act: Act) -> Appeal:
    """Uphold the decision, or send the request back to be decided on; with a reason and words the partner reads."""
    act.require(Permission.REQUEST_DECIDE)
    request = locked_request(appeal.request, act)
    held = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if held.answered_on is not None:
        raise NothingToContest(_("This contestation is answered already."))
    if act.by == held.declined_by and others_who_decide(held.declined_by, act.on):
        raise AnotherDecides(_("You declined this request: another coordinator looks at it again."))
    require_reason(reason_code, APPEAL_REASONS)
    if is_upheld != (reason_code == "decision_stands"):
        require_reason("", APPEAL_REASONS)
    refuse_personal_data(words)
    details = {**coarse(request), "upheld": is_upheld}
    happening = Happening(
        kind=RequestEventKind.ANSWERED, reason_code=reason_code, details=details, note=words
    )
    record(RequestEvent, request, happening, act)
    if not is_upheld:
        REQUEST.move(request, RequestMove.REVIEW, act, reason_code="contested")
    held.is_upheld, held.answered_on, held.answered_by = is_upheld, act.on, act.by
    held.save()
    return held


def others_who_decide(user: User, on: date) -> bool:
    """Whether somebody else could answer."""
    return Membership.objects.current(on).filter(role=Role.COORDINATOR).exclude(user=user).exists()
