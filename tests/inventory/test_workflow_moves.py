"""The table of moves, walked whole."""

import threading
from unittest.mock import patch

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from inventory import workflow
from inventory.models import Device, DeviceEvent, SkippedStage
from inventory.states import REASONS, RULES, Gate, Move, Stage
from inventory.workflow import gates
from inventory.workflow.refusals import NothingToUndo
from reuse.core.refusals import MoveNotAllowed, NotPermitted, OutOfOrder, Refusal
from tests import people
from tests.inventory.factories import ROADS, again, announced, checked, device_at, medium, signed

pytestmark = pytest.mark.django_db


def test_every_stage_can_be_reached_and_every_move_has_a_rule():
    assert set(ROADS) == set(Stage)
    assert set(RULES) == set(Move)
    assert set(gates.GATES) == set(Gate)
    assert {rule.target for rule in RULES.values()} - {""} == set(Stage) - {Stage.ANNOUNCED}
    assert {move for move, rule in RULES.items() if Gate.REASON in rule.gates} == set(REASONS)


@pytest.mark.parametrize("stage", Stage)
def test_the_table_decides_each_free_move_from_each_stage(stage):
    device = device_at(stage)
    boss = people.manager()

    for move in [one for one in Move if RULES[one].is_free]:
        reason = next(iter(REASONS.get(move, {"": ""})))
        before = again(device)
        try:
            event = workflow.move(device=device, move=move, act=people.act(boss), reason_code=reason)
        except Refusal as caught:
            refusal = caught
        else:
            assert stage in RULES[move].sources
            assert (event.from_stage, event.to_stage) == (stage, RULES[move].target)
            assert again(device).stage == RULES[move].target
            device = device_at(stage)  # the next move is tried from the same stage
            continue
        outside_the_table = stage not in RULES[move].sources
        assert isinstance(refusal, MoveNotAllowed) == outside_the_table
        assert outside_the_table or RULES[move].gates
        assert set(refusal.allowed) <= set(Move) | set(REASONS.get(move, ()))
        assert (again(device).stage, again(device).last_seq) == (before.stage, before.last_seq)


def test_an_open_medium_stops_every_guarded_move():
    device = device_at(Stage.ERASURE)
    medium(device)
    guarded = [
        move
        for move, rule in RULES.items()
        if Gate.MEDIA in rule.gates and rule.is_free and Stage.ERASURE in rule.sources
    ]

    for move in guarded:
        with pytest.raises(workflow.gates.MediumNotSettled):
            workflow.move(
                device=device,
                move=move,
                act=people.act(people.manager()),
                reason_code=next(iter(REASONS.get(move, {"": ""}))),
            )

    assert {Move.SET_UP, Move.CHECK, Move.STRIP, Move.RECYCLE, Move.DIVERT} == set(guarded)


def test_nobody_states_no_storage_while_a_medium_is_open():
    device = device_at(Stage.ERASURE)
    disk = medium(device)

    with pytest.raises(Refusal):
        workflow.state_no_storage(device=device, act=people.act(people.technician()))
    workflow.remove_medium(medium=disk, act=people.act(people.technician()))

    assert workflow.media_refusal(again(device)) is None


def test_a_second_person_signs():
    device = device_at(Stage.QUALITY_CHECK)
    tester, other = people.technician(), people.colleague()
    checked(device, tester=tester, grade="A")

    with pytest.raises(workflow.quality.SecondPersonNeeded):
        signed(device, signer=tester)
    signed(device, signer=other)

    assert again(device).stage == Stage.READY
    assert again(device).grade == "A"


def test_a_repair_voids_the_checklist():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device, grade="")
    workflow.move(device=device, move=Move.REPAIR, act=people.act(people.technician()))
    workflow.move(device=device, move=Move.CHECK, act=people.act(people.technician()))

    with pytest.raises(workflow.gates.ChecklistMissing):
        workflow.move(device=device, move=Move.RELEASE, act=people.act(people.colleague()))


def test_a_locked_device_is_not_released():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device, bios_password="fault")

    with pytest.raises(workflow.gates.ChecklistMissing, match="BIOS"):
        signed(device)

    assert again(device).stage == Stage.QUALITY_CHECK


def test_a_return_voids_proofs_and_statements():
    device = device_at(Stage.AFTER_SALES)

    with pytest.raises(workflow.gates.StorageNotStated):
        workflow.move(device=device, move=Move.SET_UP, act=people.act(people.technician()))


def test_another_workshop_moves_nothing():
    device = device_at(Stage.RECEIVED)

    with pytest.raises(NotPermitted):
        workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.stranger()))


def test_a_move_lies_between_the_last_one_and_now():
    device = device_at(Stage.RECEIVED)

    with pytest.raises(OutOfOrder):
        workflow.move(
            device=device,
            move=Move.TRIAGE,
            act=people.act(people.technician(), people.NOON.replace(year=2020)),
        )


def test_undo_takes_back_ones_own_last_move_and_no_other():
    device = device_at(Stage.RECEIVED)
    event = workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.technician()))

    with pytest.raises(NothingToUndo):
        workflow.undo(device=device, act=people.act(people.colleague()))
    undone = workflow.undo(device=device, act=people.act(people.technician()), event=event)

    assert undone.corrects_id == event.pk
    assert again(device).stage == Stage.RECEIVED


def test_undo_twice_takes_back_two_moves():
    device = device_at(Stage.RECEIVED)
    workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.technician()))
    workflow.move(device=device, move=Move.AUDIT, act=people.act(people.technician()))

    workflow.undo(device=device, act=people.act(people.technician()))
    workflow.undo(device=device, act=people.act(people.technician()))

    assert again(device).stage == Stage.RECEIVED


def test_a_correction_takes_a_reason_and_a_manager():
    device = device_at(Stage.LOST)

    with pytest.raises(NotPermitted):
        workflow.correct(device=device, act=people.act(people.technician()), reason_code="other")
    with pytest.raises(workflow.gates.ReasonNeeded):
        workflow.correct(device=device, act=people.act(people.manager()), reason_code="")
    workflow.correct(device=device, act=people.act(people.manager()), reason_code="other", note="Retrouvé.")

    assert again(device).stage == Stage.RECEIVED
    assert again(device).events.last().note.text == "Retrouvé."


def test_nothing_moves_when_the_event_cannot_be_written():
    device = device_at(Stage.RECEIVED)

    with patch.object(DeviceEvent, "save", side_effect=RuntimeError), pytest.raises(RuntimeError):
        workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.technician()))

    assert again(device).stage == Stage.RECEIVED


def test_a_bulk_move_does_what_can_be_done_and_says_why_not(django_assert_max_num_queries):
    good = [device_at(Stage.RECEIVED) for _one in range(3)]
    gone = device_at(Stage.LOST)

    with django_assert_max_num_queries(12):
        outcomes = workflow.move_all(
            devices=[*good, gone], move=Move.ERASE, act=people.act(people.technician())
        )

    assert [bool(one.event) for one in outcomes] == [True, True, True, False]
    assert {again(one).stage for one in good} == {Stage.ERASURE}
    assert outcomes[3].refusal.reason == "move_not_allowed"


def test_statements_of_a_bulk_move_do_not_grow():
    batch = announced(30)
    for device in batch:
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))

    def count(devices):
        with CaptureQueriesContext(connection) as captured:
            outcomes = workflow.move_all(
                devices=devices, move=Move.AUDIT, act=people.act(people.technician())
            )
        assert all(one.event for one in outcomes)
        return len(captured)

    assert count(batch[:2]) == count(batch[2:])


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_people_racing_for_one_device_give_one_event_and_one_refusal():
    device = device_at(Stage.RECEIVED)
    acts = [people.act(people.technician()), people.act(people.colleague())]
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def race(act):
        start.wait()
        try:
            outcomes.append(workflow.move(device=device, move=Move.TRIAGE, act=act))
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    at = max(one.at for one in acts)
    racers = [threading.Thread(target=race, args=(people.Act.now(one.membership, at),)) for one in acts]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(type(one).__name__ for one in outcomes) == ["DeviceEvent", "MoveNotAllowed"]
    assert Device.objects.get(pk=device.pk).events.filter(move=Move.TRIAGE).count() == 1


def test_a_stage_switched_off_at_a_site_is_refused_there():
    device = device_at(Stage.RECEIVED)
    SkippedStage.objects.create(site=device.site, type=device.type, stage=Stage.TRIAGE)

    with pytest.raises(workflow.gates.StageSkipped):
        workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.technician()))
    [outcome] = workflow.move_all(devices=[device], move=Move.TRIAGE, act=people.act(people.technician()))

    assert outcome.refusal.reason == "stage_skipped"
