"""After-sales: told without a name, repaired for the same person, exchanged first of the queue, lost and found."""

from datetime import timedelta

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import AfterSalesCase, AfterSalesEvent, Placement
from beneficiaries.queries import aftersales
from beneficiaries.states import HandoverStage, RequestStage
from beneficiaries.states.aftersales import (
    CASE_REASONS,
    CASE_RULES,
    CaseEventKind,
    CaseMove,
    CaseStage,
    Fault,
)
from beneficiaries.workflow.refusals import NotWithPerson, PersonalDataFound, ReasonNeeded, ToldBefore
from inventory import evidence
from inventory import workflow as inventory
from inventory.models import DeviceEvent, Identifier, Medium
from inventory.states import Move, Stage
from inventory.workflow.refusals import GoesBack, MediumNotSettled
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.core.verification import faults
from tests import people
from tests.beneficiaries import factories
from tests.inventory import reports
from tests.inventory.factories import ROADS, again, device_at, medium

pytestmark = pytest.mark.django_db


def boss():
    return people.act(people.coordinator())


def worker():
    return people.act(people.social_worker())


def technician():
    return people.act(people.technician())


@pytest.fixture
def out():
    """A laptop with a person, its disk proven erased before."""
    device = device_at(Stage.ERASURE)
    disk = medium(device)
    log = reports.nwipe_log(serial=disk.serial, status=" Erased ", mark=" ").replace("7XKQ2H2", "").encode()
    inventory.attach_evidence(
        device=again(device),
        content=log,
        name="nwipe.log",
        media_type="text/plain",
        reading=evidence.read(log, name="nwipe.log").as_json(),
        act=technician(),
    )
    for step in ROADS[Stage.READY][
        len(ROADS[Stage.ERASURE]) + 1 :
    ]:  # past the statement that there is no disk
        step(again(device))
    return factories.handover_at(HandoverStage.DONE, device=again(device))


def case_of(handover, fault=Fault.SCREEN, act=None, note=""):
    return workflow.open_case(device=handover.device, fault=fault, act=act or worker(), note=note)


def now(case):
    return AfterSalesCase.objects.with_labels().get(pk=case.pk)


def media(device):
    return {medium.state for medium in Medium.objects.filter(device=device)}


def test_every_move_has_a_rule_and_every_reason_one_in_the_ledger_it_goes_to():
    assert set(CASE_RULES) == set(CaseMove)
    assert {rule.target for rule in CASE_RULES.values()} | {CaseStage.OPEN} == set(CaseStage)
    assert {move for move, rule in CASE_RULES.items() if rule.needs_reason} == set(CASE_REASONS)
    assert set(aftersales.SENTENCES) == {*CaseMove, CaseEventKind.OPENED, CaseEventKind.TOLD}


def test_a_repaired_device_goes_back_to_the_same_person_with_its_proofs(out):
    case = case_of(out)
    proven = media(out.device)

    workflow.receive_case(case=case, act=technician())

    device = again(out.device)
    assert (device.stage, device.goes_back, media(device)) == (Stage.AFTER_SALES, True, proven)
    assert proven == {Medium.State.ERASED}

    inventory.move(device=device, move=Move.REPAIR, act=technician())
    inventory.move(device=device, move=Move.CHECK, act=technician())
    workflow.give_back(case=now(case), act=technician())

    device = again(device)
    assert (device.stage, device.goes_back) == (Stage.HANDED_OVER, False)
    assert now(case).outcome == CaseMove.GIVE_BACK
    assert factories.current(out).stage == HandoverStage.DONE
    assert factories.again(out.request).stage == RequestStage.SERVED
    assert [*faults(DeviceEvent), *faults(AfterSalesEvent)] == []


@pytest.mark.parametrize("move", [Move.STRIP, Move.RECYCLE, Move.DIVERT, Move.RETURN_TO_DONOR])
def test_what_goes_back_to_a_person_goes_to_nobody_else(out, move):
    workflow.receive_case(case=case_of(out), act=technician())
    inventory.move(device=out.device, move=Move.REPAIR, act=technician())

    with pytest.raises(GoesBack):
        inventory.move(
            device=out.device,
            move=move,
            act=people.act(people.manager()),
            reason_code={"strip": "obsolete", "recycle": "obsolete", "divert": "school"}.get(move, "refused"),
        )


def test_a_disk_taken_out_of_what_goes_back_holds_the_persons_data(out):
    workflow.receive_case(case=case_of(out), act=technician())
    medium = Medium.objects.get(device=out.device)

    inventory.remove_medium(medium=medium, act=technician())

    assert media(out.device) == {Medium.State.REMOVED}


def test_a_disk_fitted_during_the_repair_needs_its_own_proof(out):
    case = case_of(out)
    workflow.receive_case(case=case, act=technician())
    inventory.add_medium(device=out.device, serial="OTHER-1", model="", size_gb=256, act=technician())

    with pytest.raises(MediumNotSettled):
        workflow.give_back(case=now(case), act=technician())


def test_an_exchange_voids_the_proofs_and_puts_the_request_first_of_its_queue(out):
    earlier = factories.request_at(RequestStage.WAITING, at=people.NOON - timedelta(days=100))
    case = case_of(out)
    workflow.receive_case(case=case, act=technician())

    workflow.exchange(case=now(case), act=worker(), reason_code="fault")

    device, request = again(out.device), factories.again(out.request)
    assert (device.stage, device.goes_back, media(device)) == (
        Stage.AFTER_SALES,
        False,
        {Medium.State.PRESENT},
    )
    assert (request.stage, factories.current(out).stage) == (RequestStage.WAITING, HandoverStage.RETURNED)
    ranking = queries.ranking(on=people.NOON.date())
    assert [row.request.ref for row in ranking.rows] == [request.ref, earlier.ref]
    assert Placement.objects.get(request=request).reason_code == "exchange"
    with pytest.raises(MediumNotSettled):
        inventory.move(device=device, move=Move.SET_UP, act=technician())


def test_a_device_returned_for_good_is_replaced_by_nothing(out):
    workflow.end_case(case=case_of(out), act=boss(), reason_code="not_needed")

    assert again(out.device).stage == Stage.AFTER_SALES
    assert factories.again(out.request).stage == RequestStage.SERVED
    assert media(out.device) == {Medium.State.PRESENT}


def test_advice_changes_nothing_and_needs_its_reason(out):
    case = case_of(out)

    with pytest.raises(ReasonNeeded):
        workflow.advise(case=case, act=worker(), reason_code="")
    workflow.advise(case=case, act=worker(), reason_code="explained", note="Le bouton était coupé.")

    assert (now(case).stage, again(out.device).stage) == (CaseStage.CLOSED, Stage.HANDED_OVER)
    explained = CASE_REASONS[CaseMove.ADVISE]["explained"]
    assert aftersales.case_events(now(case))[0].detail == f"{explained} · Le bouton était coupé."


def test_a_device_lost_is_found_with_the_person_or_brought_in(out):
    case = case_of(out, Fault.OTHER)
    workflow.report_missing(case=case, act=worker(), reason_code="stolen")
    assert again(out.device).stage == Stage.LOST

    workflow.regain(case=now(case), act=worker())
    assert again(out.device).stage == Stage.HANDED_OVER
    assert media(out.device) == {Medium.State.ERASED}

    second = case_of(out, Fault.OTHER)
    workflow.report_missing(case=second, act=worker(), reason_code="holder")
    workflow.bring_in(case=now(second), act=technician())

    assert (again(out.device).stage, media(out.device)) == (Stage.AFTER_SALES, {Medium.State.PRESENT})
    with pytest.raises(GoesBack):
        workflow.give_back(case=now(second), act=technician())
    assert [*faults(DeviceEvent), *faults(AfterSalesEvent)] == []


def test_whoever_holds_the_device_tells_its_fault_a_few_times(out):
    for _turn in range(6):
        case = workflow.tell_fault(device=out.device, fault=Fault.SOUND, at=boss().at)

    with pytest.raises(ToldBefore):
        workflow.tell_fault(device=out.device, fault=Fault.SOUND, at=boss().at)
    assert (case.is_public, AfterSalesCase.objects.count(), case.events.count()) == (True, 1, 6)


def test_a_case_keeps_no_word_that_points_at_a_person(out):
    with pytest.raises(PersonalDataFound):
        case_of(out, note="Appeler Mme Durand")
    assert not AfterSalesCase.objects.exists()


def test_only_what_is_with_a_person_has_a_case():
    planned = factories.handover_at(HandoverStage.PLANNED)

    with pytest.raises(NotWithPerson):
        case_of(planned)


def test_roles_and_stages_decide_what_becomes_of_a_case(out):
    case = case_of(out)

    with pytest.raises(NotPermitted):
        workflow.exchange(case=case, act=technician(), reason_code="fault")
    with pytest.raises(NotPermitted):
        workflow.receive_case(case=case, act=worker())
    with pytest.raises(NotPermitted):
        workflow.open_case(device=out.device, fault=Fault.SLOW, act=people.act(people.donor()))
    with pytest.raises(MoveNotAllowed):
        workflow.regain(case=case, act=worker())


def test_another_partner_opens_a_case_but_ends_none_of_it(out):
    stranger = people.act(factories.other_worker())
    case = case_of(out, act=stranger)

    assert AfterSalesCase.objects.visible_to(factories.other_worker()).get() == case
    assert AfterSalesCase.objects.visible_to(people.social_worker()).get() == case
    assert not AfterSalesCase.objects.visible_to(people.donor()).exists()
    with pytest.raises(NotPermitted):
        workflow.report_missing(case=case, act=stranger, reason_code="stolen")


def test_a_device_is_found_without_its_label_but_only_once_handed_over(out):
    stocked = factories.stocked(serial="SN-7788-X")
    kept = Identifier.objects.create(
        device=out.device, kind="serial", value="SN-7788-Y", normalised="SN7788Y", since=people.NOON
    )

    assert aftersales.handed_over_like(kept.value) == [out.device]
    assert aftersales.handed_over_like("sn 7788") == [out.device]
    assert aftersales.handed_over_like(out.device.code.lower()) == [out.device]
    assert aftersales.handed_over_like(stocked.code) == []
    assert aftersales.handed_over_like("sn") == []


def test_faults_under_warranty_are_counted_where_they_come_from(out):
    workflow.end_case(case=case_of(out), act=boss(), reason_code="fault")
    since, until = out.device.stage_since.date() - timedelta(days=400), people.NOON.date() + timedelta(days=9)

    [refurbisher] = aftersales.returns_by_refurbisher(since, until)
    [batch] = aftersales.returns_by_batch(since, until)

    assert (refurbisher.name, refurbisher.faulty, refurbisher.taken_back) == ("Atelier du Drac", 1, 1)
    assert (batch.name, batch.rate) == (out.device.donation.ref, 1.0)
