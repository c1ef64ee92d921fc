"""Series of scans: made by their first scan, shared, ended; a list is looked at before anything is done."""

import uuid

import pytest

from donors.states import DonationStage
from inventory import queries, workflow
from inventory.models import Place, ScanRecord, Series
from inventory.states import UNDO, Action, Stage
from inventory.workflow import Plan
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced, device_at, medium

pytestmark = pytest.mark.django_db


def series(action=Action.ERASE, by=None, **params):
    plan = Plan(id=uuid.uuid4(), action=action, params=params)
    return workflow.series_of(plan, act=people.act(by or people.technician()))


def scan(row, text, by=None, move="", **params):
    return workflow.scan(
        scan_id=uuid.uuid4(),
        text=text,
        move=move or row.action,
        params=params,
        act=people.act(by or people.technician()),
        series=row,
    )


def test_a_series_is_made_once_and_belongs_to_its_organisation():
    plan = Plan(id=uuid.uuid4(), action=Action.ERASE, params={})

    first = workflow.series_of(plan, act=people.act(people.technician()))

    assert workflow.series_of(plan, act=people.act(people.colleague())) == first
    with pytest.raises(NotPermitted):
        workflow.series_of(plan, act=people.act(people.stranger()))


def test_an_ended_series_takes_what_was_scanned_before_and_nothing_after():
    devices = [device_at(Stage.RECEIVED) for _one in range(2)]
    row = series()
    before = people.act(people.technician())
    workflow.end_series(series=row, act=people.act(people.technician()))
    row.refresh_from_db()

    late, after = (
        workflow.scan(scan_id=uuid.uuid4(), text=device.code, move="erase", params={}, act=act, series=row)
        for device, act in zip(devices, (before, people.act(people.technician())), strict=True)
    )

    assert (late.result, after.result) == ("done", "refused")
    assert "série" in after.outcome["message"] or "series" in after.outcome["message"]


def test_what_holds_for_the_series_holds_for_each_scan():
    device = device_at(Stage.RECEIVED)

    record = scan(series(Action.GRADE, grade="C"), device.code)

    assert (record.result, record.outcome["value"]) == ("done", "C")
    assert again(device).grade == "C"


def test_a_scanned_place_takes_the_devices_that_follow():
    device = device_at(Stage.RECEIVED)
    [code] = workflow.issue_codes(1)
    place = Place.objects.create(
        code=code, kind="box", name="Carton 1", site=device.site, created_at=device.stage_since
    )
    row = series(Action.PLACE)

    refused = scan(row, device.code)
    chosen = scan(row, code.lower())
    done = scan(Series.objects.get(pk=row.pk), device.code)

    assert (refused.result, refused.outcome["reason"]) == ("refused", "parameter_missing")
    assert (chosen.result, chosen.outcome["place"]) == ("done", code)
    assert done.result == "done"
    assert again(device).place == place


def test_a_place_scanned_where_a_device_was_expected_is_named():
    device = device_at(Stage.RECEIVED)
    [code] = workflow.issue_codes(1)
    Place.objects.create(
        code=code, kind="box", name="Carton 1", site=device.site, created_at=device.stage_since
    )

    record = scan(series(), code)

    assert (record.result, record.outcome["reason"], record.outcome["place"]) == (
        "refused",
        "not_a_device",
        code,
    )


def test_undo_goes_back_scan_by_scan():
    first, second = device_at(Stage.RECEIVED), device_at(Stage.RECEIVED)
    row = series()
    scan(row, first.code)
    scan(row, second.code)

    undone = [scan(row, "", move=UNDO) for _turn in range(3)]

    assert [one.device for one in undone] == [second, first, None]
    assert [one.result for one in undone] == ["done", "done", "refused"]
    assert {again(first).stage, again(second).stage} == {Stage.RECEIVED}


def test_a_selection_is_taken_back_once_however_often_it_is_sent():
    devices = [device_at(Stage.RECEIVED) for _one in range(3)]
    row = series()
    scans = [scan(row, device.code).scan for device in devices]

    for _turn in range(2):
        workflow.undo_scans(series=row, scans=scans[:2], act=people.act(people.technician()))

    assert [again(one).stage for one in devices] == [Stage.RECEIVED, Stage.RECEIVED, Stage.ERASURE]
    assert ScanRecord.objects.filter(move=UNDO, result="done").count() == 2
    assert queries.series_count(row.public_id) == queries.SeriesCount(done=1, blocked=0, taken_back=2)


def test_a_colleagues_scan_is_not_ones_own_to_take_back():
    device = device_at(Stage.RECEIVED)
    row = series()
    theirs = scan(row, device.code, by=people.colleague())

    [refused] = workflow.undo_scans(series=row, scans=[theirs.scan], act=people.act(people.technician()))

    assert refused.result == "refused"
    assert again(device).stage == Stage.ERASURE


def test_blocked_scans_are_put_aside_and_stay_recorded():
    row = series()
    for text in ("nothing", "nor this"):
        scan(row, text)

    assert queries.series_count(row.public_id).blocked == 2
    assert workflow.put_aside(series=row, act=people.act(people.technician())) == 2
    assert queries.series_count(row.public_id).blocked == 0
    assert list(queries.drawer(row.public_id)) == []
    assert ScanRecord.objects.filter(series=row, result="unknown").count() == 2


def test_doing_what_is_allowed_instead_settles_the_refused_scan():
    device = device_at(Stage.READY)
    row = series()
    refused = scan(row, device.code)

    done = scan(row, device.code, move="repair", settles=str(refused.scan))

    assert (refused.result, done.result) == ("refused", "done")
    assert done.outcome["settled"] == str(refused.scan)
    assert queries.series_count(row.public_id).blocked == 0


def test_duplicates_make_no_row():
    device = device_at(Stage.RECEIVED)
    row = series()
    for _turn in range(3):
        scan(row, device.code)

    assert [one.result for one in queries.drawer(row.public_id)] == ["done"]


def preview(texts, action=Action.SET_UP, **params):
    return workflow.preview(texts, action=action, params=params, act=people.act(people.technician()))


def test_a_list_says_for_each_line_what_would_become_of_it():
    clean, dirty, there = device_at(Stage.SETUP), device_at(Stage.ERASURE), device_at(Stage.AUDIT)
    medium(dirty, "WD-9")

    lines = preview([there.code, dirty.code, clean.code, "nothing", there.code.lower()])

    assert [line.would_pass for line in lines] == [False, False, False, False, False]
    assert [bool(line.refusal) for line in lines] == [True, True, False, False, True]
    assert lines[2].is_there_already
    assert lines[3].resolution.names_nothing
    assert lines[4].first == 1


def test_what_a_list_promises_is_what_happens():
    devices = [device_at(stage) for stage in (Stage.RECEIVED, Stage.ERASURE, Stage.READY, Stage.SETUP)]
    lines = preview([device.code for device in devices], action=Action.AUDIT)

    done = [scan(series(Action.AUDIT), device.code).result == "done" for device in devices]

    assert [line.would_pass for line in lines] == done


def test_a_batch_not_accepted_yet_refuses_in_the_list_too():
    [device] = announced(1, donation=donation_at(DonationStage.ANNOUNCED))

    [line] = preview([device.code], action=Action.RECEIVE)

    assert line.refusal
    assert scan(series(Action.RECEIVE), device.code).result == "refused"


def test_a_list_is_looked_at_in_a_fixed_number_of_statements(django_assert_max_num_queries):
    devices = announced(20)

    with django_assert_max_num_queries(12):
        few = preview([device.code for device in devices[:2]], action=Action.RECEIVE)
    with django_assert_max_num_queries(12):
        many = preview([device.code for device in devices], action=Action.RECEIVE)

    assert all(line.would_pass for line in [*few, *many])


def test_a_list_has_an_end():
    with pytest.raises(MoveNotAllowed):
        preview(["x"] * 501)
