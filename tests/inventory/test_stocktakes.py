"""Stocktakes: frozen, counted by several at once, every difference decided, closed with a receipt."""

import threading
import uuid

import pytest
from django.db import connections
from pypdfium2 import PdfDocument

from inventory import queries, workflow
from inventory.models import DeviceEvent, Place, Stocktake, StocktakeLine
from inventory.states import Action, EventKind, Move, Stage
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.core.verification import faults
from reuse.documents import workflow as documents
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_places import place, put, second_site, site
from tests.inventory.test_transfers import other_site, scan, sent, series

pytestmark = pytest.mark.django_db


def opened(where: Place | None = None) -> Stocktake:
    return workflow.open_stocktake(
        site=where.site if where else site(), place=where, act=people.act(people.technician())
    )


def counting(stocktake: Stocktake, who=people.technician):
    return series(Action.COUNT, who, stocktake=stocktake.ref)


def counts(stocktake: Stocktake) -> tuple[int, ...]:
    found = queries.stocktake_count(stocktake)
    return (found.expected, found.found, found.missing, found.elsewhere, found.unexpected)


def decide(stocktake, decision, *devices, who=people.manager, reason=""):
    lines = stocktake.lines.filter(device__in=devices).values_list("pk", flat=True)
    return workflow.decide_difference(
        stocktake=stocktake, lines=list(lines), decision=decision, reason_code=reason, act=people.act(who())
    )


@pytest.fixture
def shelf() -> Place:
    return place("Étagère A", Place.Kind.LOCATION)


def lying(in_place: Place, stage: str = Stage.RECEIVED):
    device = device_at(stage)
    put(device, in_place)
    return again(device)


def test_the_expected_list_is_frozen_with_what_lies_in_boxes(shelf):
    box = place("Carton 1", inside=shelf)
    devices = [lying(shelf), lying(box)]
    lying(place("Étagère B", Place.Kind.LOCATION))

    stocktake = opened(shelf)
    late = lying(shelf)

    assert stocktake.ref == "I26-0001"
    assert {line.device for line in stocktake.lines.all()} == set(devices)
    assert late not in {line.device for line in stocktake.lines.all()}


def test_each_scan_is_found_elsewhere_or_unexpected(shelf):
    here, missing = lying(shelf), lying(shelf)
    other = lying(place("Étagère B", Place.Kind.LOCATION))
    lost = device_at(Stage.LOST)
    stocktake = opened(shelf)
    into = counting(stocktake)

    results = [scan(device.code, into) for device in (here, here, other, lost)]

    assert [one.result for one in results] == ["done", "repeated", "done", "done"]
    assert [one.outcome.get("value") for one in results] == ["", None, "Étagère B", "perdu"]
    assert counts(stocktake) == (2, 1, 1, 1, 1)
    assert [line.device for line in queries.stocktake_lines(stocktake, "missing")] == [missing]


def test_a_count_is_taken_back_by_its_undo(shelf):
    here, other = lying(shelf), device_at(Stage.RECEIVED)
    stocktake = opened(shelf)
    into = counting(stocktake)
    done = [scan(one.code, into) for one in (here, other)]

    workflow.undo_scans(series=into, scans=[one.scan for one in done], act=people.act(people.technician()))

    assert counts(stocktake) == (1, 0, 1, 0, 0)
    assert not list(faults(DeviceEvent))


def test_decisions_move_the_devices_and_the_receipt_freezes_the_counts(shelf):
    here, gone = lying(shelf), lying(shelf)
    other = device_at(Stage.READY)
    stocktake = opened(shelf)
    into = counting(stocktake)
    for one in (here, other):
        scan(one.code, into)
    with pytest.raises(Refusal) as refused:
        workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager()))
    assert refused.value.reason == "not_settled"

    assert decide(stocktake, "put_here", here, other) == 1
    decide(stocktake, "lost", gone, reason="not_found")
    closed = workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager()))

    assert again(other).place == shelf
    assert again(gone).stage == Stage.LOST
    assert closed.receipt.number.startswith("IN-2026-")
    facts = closed.receipt.facts
    assert (facts["expected"], facts["found"], facts["missing"], facts["elsewhere"]) == (2, 1, 1, 1)
    text = "".join(
        page.get_textpage().get_text_range() for page in PdfDocument(documents.content(closed.receipt))
    )
    assert str(gone) in text
    assert str(other) in text
    assert not list(faults(DeviceEvent))


def test_nothing_is_counted_or_decided_once_it_is_closed(shelf):
    device = lying(shelf)
    stocktake = opened(shelf)
    into = counting(stocktake)
    scan(device.code, into)
    workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager()))

    assert scan(device_at(Stage.RECEIVED).code, into).result == "refused"
    with pytest.raises(MoveNotAllowed):
        decide(stocktake, "ignored", device)


def test_what_left_by_a_gesture_of_its_own_needs_no_decision(shelf):
    device, travelling = lying(shelf, Stage.READY), lying(shelf, Stage.READY)
    stocktake = opened(shelf)
    workflow.move(
        device=device, move=Move.DECLARE_LOST, reason_code="stolen", act=people.act(people.manager())
    )
    sent(travelling, to=other_site())

    found = queries.stocktake_count(stocktake)

    assert (found.missing, found.left, found.undecided) == (0, 2, 0)


def test_only_a_manager_declares_lost_and_closes(shelf):
    device = lying(shelf)
    stocktake = opened(shelf)

    with pytest.raises(NotPermitted):
        decide(stocktake, "lost", device, who=people.technician, reason="not_found")
    with pytest.raises(Refusal) as refused:
        decide(stocktake, "lost", device)
    assert refused.value.reason == "reason_needed"
    assert decide(stocktake, "ignored", device, who=people.technician) == 1
    with pytest.raises(NotPermitted):
        workflow.close_stocktake(stocktake=stocktake, act=people.act(people.technician()))


def test_another_organisation_neither_opens_nor_counts(shelf):
    stocktake = opened(shelf)

    with pytest.raises(NotPermitted):
        workflow.open_stocktake(site=site(), place=None, act=people.act(people.stranger()))
    assert (
        scan(device_at(Stage.RECEIVED).code, counting(stocktake, people.stranger), people.stranger).result
        == "unknown"
    )
    assert stocktake not in queries.stocktakes(people.stranger())


def test_a_device_of_another_site_of_ours_changes_site_when_it_is_put_here(shelf):
    device = device_at(Stage.READY)
    box = place("Carton 9", at=second_site())
    stocktake = opened(box)
    scan(device.code, counting(stocktake))

    decide(stocktake, "put_here", device)

    assert (again(device).site, again(device).place) == (box.site, box)


def test_a_lost_device_is_not_put_anywhere_before_that_is_corrected(shelf):
    device = device_at(Stage.LOST)
    stocktake = opened(shelf)
    scan(device.code, counting(stocktake))

    with pytest.raises(MoveNotAllowed, match=str(device)):
        decide(stocktake, "put_here", device)


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_people_count_the_same_shelf_at_once():
    shelf = place("Étagère A", Place.Kind.LOCATION)
    devices = [lying(shelf) for _one in range(5)]
    stocktake = opened(shelf)
    both = [
        (counting(stocktake, who), [people.act(who()) for _one in devices])
        for who in (people.technician, people.colleague)
    ]
    start, results = threading.Barrier(2), []

    def count(into, acts):
        start.wait()
        try:
            for device, act in zip(devices, acts, strict=True):
                record = workflow.scan(
                    scan_id=uuid.uuid4(), text=device.code, move="count", params={}, act=act, series=into
                )
                results.append((device.pk, record.result, record.outcome.get("reason")))
        finally:
            connections.close_all()

    racers = [threading.Thread(target=count, args=each) for each in both]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert queries.stocktake_count(stocktake).found == 5
    assert sum(result == "done" for _pk, result, _reason in results) == 5
    assert DeviceEvent.objects.filter(kind=EventKind.COUNTED).count() == 5
    assert StocktakeLine.objects.count() == 5
