"""The verbs of an after-sales case: opened without a name from a code, then repaired, exchanged, returned, lost or found."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from beneficiaries.models import (
    AfterSalesCase,
    AfterSalesEvent,
    Handover,
    HandoverEvent,
    Placement,
    Request,
    RequestEvent,
)
from beneficiaries.queries import aftersales
from beneficiaries.queries.given import Given, last_given
from beneficiaries.states import HandoverEventKind, HandoverStage, RequestEventKind, Where
from beneficiaries.states.aftersales import (
    CASE_REASONS,
    CASE_RULES,
    CaseEventKind,
    CaseMove,
    CaseStage,
    Fault,
)
from beneficiaries.workflow import handovers, sets
from beneficiaries.workflow.machine import machine
from beneficiaries.workflow.moves import HANDOVER, Life, coarse, locked_handover
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import NotWithPerson, ToldBefore
from beneficiaries.workflow.replacements import return_item
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import SAME_PERSON, Stage
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter
from reuse.core.refusals import MoveNotAllowed, NotPermitted

CASE = Life(AfterSalesEvent, CASE_RULES, CASE_REASONS, CaseStage, CaseMove)
MOST_TOLD: Final = 5  # how often one case is told again without an account
EXCHANGED: Final = "exchange"  # the reason for which a request is put first of its queue


@transaction.atomic
def open_case(*, device: Device, fault: Fault, act: Act, note: str = "") -> AfterSalesCase:
    """Any point of the network opens a case for a device that was handed over, or tells again what is wrong with it."""
    if not act.membership.may(Permission.HAND_OVER):
        act.require(Permission.DEVICE_RECEIVE)
    return _told(device, fault, act, note, is_public=False)


@transaction.atomic
def tell_fault(*, device: Device, fault: Fault, at: datetime, note: str = "") -> AfterSalesCase:
    """The same for whoever holds the device, on its public page. Of the person nothing is kept."""
    partner = _given(device).partner
    return _told(device, fault, machine(partner, at), note, is_public=True)


def _told(device: Device, fault: Fault, act: Act, note: str, *, is_public: bool) -> AfterSalesCase:
    refuse_personal_data(note)
    given = _given(device)
    case = _unfinished(device)
    kind = CaseEventKind.TOLD
    if case is None:
        try:
            with transaction.atomic():
                case = _opened(device, given, fault, act, is_public=is_public)
            kind = CaseEventKind.OPENED
        except IntegrityError:  # somebody opened one meanwhile
            case = _unfinished(device)
    assert case is not None  # noqa: S101 - the constraint that refused a second one says that there is a first
    if (
        is_public
        and kind == CaseEventKind.TOLD
        and case.events.filter(kind=kind, details__public=True).count() >= MOST_TOLD
    ):
        raise ToldBefore(_("This was told several times already: the structure knows, and answers."))
    happening = Happening(
        kind=kind,
        to_stage=case.stage if kind == CaseEventKind.OPENED else None,
        details={"fault": fault.value, "public": is_public, "device": case.device.code},
        note=note,
    )
    record(AfterSalesEvent, case, happening, act)
    return case


def _unfinished(device: Device) -> AfterSalesCase | None:
    held = AfterSalesCase.objects.select_for_update(of=("self",)).select_related("device")
    return held.filter(device=device).exclude(stage=CaseStage.CLOSED).first()


def _opened(device: Device, given: Given, fault: Fault, act: Act, *, is_public: bool) -> AfterSalesCase:
    number = Counter.take(f"aftersales {act.at.year}")[0] + 1
    on = clock.local_date(act.at, given.site.time_zone)
    return AfterSalesCase.objects.create(
        ref=f"S{act.at:%y}-{number:04d}",
        device=device,
        handover=given.handover,
        item=given.item,
        fault=fault,
        is_public=is_public,
        opened_for=act.organisation,
        site=act.site,
        opened_at=act.at,
        stage_since=act.at,
        is_under_warranty=bool(given.warranty_until and on <= given.warranty_until),
    )


def _given(device: Device) -> Given:
    """The hand-over the device is out with, to a person or to a structure."""
    found = last_given(device)
    if found is None or not found.is_out:
        raise NotWithPerson(_("This device is not with a person: nothing was handed over, or it came back."))
    return found


@transaction.atomic
def report_fault(*, handover: Handover, act: Act, note: str) -> HandoverEvent:
    """Say that a device handed over has a fault: noted with the hand-over, and a case is opened for it."""
    act.require(Permission.HAND_OVER)
    refuse_personal_data(note)
    held = locked_handover(handover, act)
    if held.stage != HandoverStage.DONE:
        raise MoveNotAllowed(_("This device is not with the person."), allowed=HANDOVER.allowed(held, act))
    _told(held.device, Fault.OTHER, act, "", is_public=False)
    return record(HandoverEvent, held, Happening(kind=HandoverEventKind.FAULT_REPORTED, note=note), act)


@transaction.atomic
def receive_case(*, case: AfterSalesCase, act: Act) -> AfterSalesEvent:
    """The device is here, to be repaired for the same person: its proofs stand, and it goes to nobody else."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.RECEIVE, act)
    if held.device.stage == Stage.HANDED_OVER:
        inventory.take_back(device=held.device, act=act, reason_code=SAME_PERSON)
    return CASE.move(held, CaseMove.RECEIVE, act)


@transaction.atomic
def give_back(*, case: AfterSalesCase, act: Act, note: str = "") -> AfterSalesEvent:
    """Repaired: the same person has it again, under the same hand-over and warranty."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.GIVE_BACK, act)
    inventory.return_to_person(device=held.device, act=act, handover=held.left_with)
    return _closed(held, CaseMove.GIVE_BACK, act, note=note)


@transaction.atomic
def exchange(*, case: AfterSalesCase, act: Act, reason_code: str, note: str = "") -> AfterSalesEvent:
    """The device stays with us. A person's request waits again, first of its queue; a structure is owed another one."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.EXCHANGE, act, reason_code)
    request = _take_back(held, act, reason_code, is_replaced=True)
    if request:
        _put_first(request, act)
    return _closed(held, CaseMove.EXCHANGE, act, reason_code=reason_code, note=note)


def _put_first(request: Request, act: Act) -> None:
    Placement.objects.update_or_create(
        request=request,
        defaults={
            "where": Where.FIRST,
            "after": None,
            "reason_code": EXCHANGED,
            "by": act.by,
            "at": act.at,
        },
    )
    happening = Happening(
        kind=RequestEventKind.PLACED,
        reason_code=EXCHANGED,
        details={**coarse(request), "where": str(Where.FIRST), "after": None},
    )
    record(RequestEvent, request, happening, act)


@transaction.atomic
def end_case(*, case: AfterSalesCase, act: Act, reason_code: str, note: str = "") -> AfterSalesEvent:
    """The device came back for good: nothing replaces it."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.END, act, reason_code)
    _take_back(held, act, reason_code, is_replaced=False)
    return _closed(held, CaseMove.END, act, reason_code=reason_code, note=note)


def _take_back(case: AfterSalesCase, act: Act, reason_code: str, *, is_replaced: bool) -> Request | None:
    """What it holds is somebody's: from now on no proof from before counts. The request of the person, if it is one's."""
    if case.device.goes_back:
        inventory.call_off_return(device=case.device, act=act)
    if case.handover is None:
        assert case.item is not None  # noqa: S101 - a constraint says so
        return_item(item=case.item, reason_code=reason_code, is_owed=is_replaced, act=act)
        return None
    if item := aftersales.part_out(case.device):
        sets.take_part_back(item, act, reason_code=reason_code)
        return None  # another is given with the same hand-over
    handovers.take_back(handover=case.handover, act=act, reason_code=reason_code, is_replaced=is_replaced)
    request = case.handover.request
    request.refresh_from_db()
    return request


@transaction.atomic
def advise(*, case: AfterSalesCase, act: Act, reason_code: str, note: str = "") -> AfterSalesEvent:
    """Nothing changes hands: it was explained, or the warranty is over and a repairer is named."""
    held = _locked(case, act)
    return _closed(held, CaseMove.ADVISE, act, reason_code=reason_code, note=note)


@transaction.atomic
def report_missing(*, case: AfterSalesCase, act: Act, reason_code: str, note: str = "") -> AfterSalesEvent:
    """The person no longer has it, says whoever hands over."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.REPORT_MISSING, act, reason_code)
    inventory.report_missing(device=held.device, act=act, reason_code=reason_code)
    return CASE.move(held, CaseMove.REPORT_MISSING, act, reason_code=reason_code, note=note)


@transaction.atomic
def regain(*, case: AfterSalesCase, act: Act) -> AfterSalesEvent:
    """The person has it again."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.REGAIN, act)
    inventory.found_with_person(device=held.device, act=act)
    return _closed(held, CaseMove.REGAIN, act)


@transaction.atomic
def bring_in(*, case: AfterSalesCase, act: Act) -> AfterSalesEvent:
    """It was found and lies here: it was out of all hands, so no proof from before counts."""
    held = _locked(case, act)
    CASE.check(held, CaseMove.BRING_IN, act)
    if held.device.stage == Stage.LOST:
        inventory.take_back(device=held.device, act=act, reason_code="found")
    return CASE.move(held, CaseMove.BRING_IN, act)


def _locked(case: AfterSalesCase, act: Act) -> AfterSalesCase:
    """The case as it is now, held until the transaction ends; a partner decides on its own alone."""
    held = AfterSalesCase.objects.select_for_update(of=("self",)).with_labels().get(pk=case.pk)
    if not AfterSalesCase.objects.visible_to(act.membership).filter(pk=held.pk).exists() or (
        act.membership.description.reach == Reach.ORGANISATION and held.partner.pk != act.organisation.pk
    ):
        raise NotPermitted(_("This request belongs to another organisation."))
    return held


def _closed(
    case: AfterSalesCase, move: CaseMove, act: Act, *, reason_code: str = "", note: str = ""
) -> AfterSalesEvent:
    details = {
        "device": case.device.code,
        "warranty": case.is_under_warranty,
        "batch": case.device.donation.ref,
    }
    changes = {"outcome": move.value, "closed_on": act.on}
    return CASE.move(case, move, act, reason_code=reason_code, note=note, details=details, changes=changes)
