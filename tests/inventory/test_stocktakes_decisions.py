"""A decision of a stocktake taken back while it is open: the device is as it was, the receipt shows what holds."""

import pytest

from inventory import queries, workflow
from inventory.models import DeviceEvent, Place
from inventory.states import Move, Stage
from inventory.workflow.refusals import NothingToUndo
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import again
from tests.inventory.test_inbox_races import race
from tests.inventory.test_places import place, second_site
from tests.inventory.test_stocktakes import counting, decide, lying, opened, shelf  # noqa: F401 - a fixture
from tests.inventory.test_transfers import scan

pytestmark = pytest.mark.django_db


def taken_back(stocktake, *devices, who=people.manager) -> int:
    lines = list(stocktake.lines.filter(device__in=devices).values_list("pk", flat=True))
    return workflow.take_back_decisions(stocktake=stocktake, lines=lines, act=people.act(who()))


def undecided(stocktake) -> int:
    return queries.stocktake_count(stocktake).undecided


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.READY])
def test_lost_taken_back_puts_the_device_back_where_it_stood(shelf, stage):  # noqa: F811
    device = lying(shelf, stage)
    stocktake = opened(shelf)
    decide(stocktake, "lost", device, reason="not_found")

    assert taken_back(stocktake, device) == 1

    assert (again(device).stage, again(device).place) == (stage, shelf)
    assert undecided(stocktake) == 1
    assert decide(stocktake, "lost", device, reason="not_found") == 1
    assert not list(faults(DeviceEvent))


def test_put_here_taken_back_puts_it_where_it_was_recorded(shelf):  # noqa: F811
    before = place("Étagère B", Place.Kind.LOCATION)
    device = lying(before)
    stocktake = opened(shelf)
    scan(device.code, counting(stocktake))
    decide(stocktake, "put_here", device)

    taken_back(stocktake, device, who=people.technician)

    assert again(device).place == before
    assert not list(faults(DeviceEvent))


def test_put_here_from_another_site_taken_back_changes_site_again(shelf):  # noqa: F811
    device = lying(shelf)
    stocktake = opened(place("Carton 9", at=second_site()))
    scan(device.code, counting(stocktake))
    decide(stocktake, "put_here", device)

    taken_back(stocktake, device)

    assert (again(device).site, again(device).place) == (shelf.site, shelf)
    assert not list(faults(DeviceEvent))


def test_left_as_it_is_taken_back_is_open_again(shelf):  # noqa: F811
    device = lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "ignored", device)
    events = device.events.count()

    taken_back(stocktake, device, who=people.technician)

    assert (undecided(stocktake), device.events.count()) == (1, events)
    with pytest.raises(NothingToUndo):
        taken_back(stocktake, device)


def test_what_was_moved_since_is_corrected_on_its_own_page(shelf):  # noqa: F811
    device = lying(place("Étagère B", Place.Kind.LOCATION))
    stocktake = opened(shelf)
    scan(device.code, counting(stocktake))
    decide(stocktake, "put_here", device)
    workflow.move(device=device, move=Move.TRIAGE, act=people.act(people.technician()))

    with pytest.raises(NothingToUndo, match=str(device)):
        taken_back(stocktake, device)

    assert again(device).place == shelf
    assert undecided(stocktake) == 0


def test_who_may_not_lose_a_device_does_not_take_it_back_either(shelf):  # noqa: F811
    device = lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "lost", device, reason="not_found")

    for who in (people.technician, people.stranger, people.social_worker):
        with pytest.raises(NotPermitted):
            taken_back(stocktake, device, who=who)

    assert again(device).stage == Stage.LOST


def test_nothing_is_taken_back_once_it_is_closed(shelf):  # noqa: F811
    device = lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "lost", device, reason="not_found")
    workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager()))

    with pytest.raises(MoveNotAllowed):
        taken_back(stocktake, device)


def test_a_decision_undone_on_the_device_page_holds_no_more_and_the_receipt_says_so(shelf):  # noqa: F811
    undone, lost = lying(shelf), lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "lost", undone, lost, reason="not_found")
    workflow.correct(device=undone, act=people.act(people.manager()), reason_code="wrong_device")

    with pytest.raises(Refusal) as refused:
        workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager()))
    assert refused.value.reason == "not_settled"
    assert decide(stocktake, "ignored", undone, lost) == 1
    receipt = workflow.close_stocktake(stocktake=stocktake, act=people.act(people.manager())).receipt

    assert {one["code"]: one["decision"] for one in receipt.facts["lines"]} == {
        undone.code: "laissé tel quel",
        lost.code: "déclaré perdu",
    }


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_closing_at_once_one_wins():
    shelf = place("Étagère A", Place.Kind.LOCATION)  # noqa: F811
    device = lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "lost", device, reason="not_found")
    [line] = stocktake.lines.values_list("pk", flat=True)
    mine, yours = people.act(people.manager()), people.act(people.manager())

    answers = race(
        lambda: workflow.take_back_decisions(stocktake=stocktake, lines=[line], act=mine),
        lambda: workflow.close_stocktake(stocktake=stocktake, act=yours),
    )

    assert sum(isinstance(one, Refusal) for one in answers) == 1
    stocktake.refresh_from_db()
    assert stocktake.is_open == (again(device).stage == Stage.RECEIVED)


def test_a_decision_is_taken_back_on_the_page(as_, shelf):  # noqa: F811
    device = lying(shelf)
    stocktake = opened(shelf)
    decide(stocktake, "lost", device, reason="not_found")
    page = f"/stocktakes/{stocktake.ref}/"
    [line] = stocktake.lines.values_list("pk", flat=True)

    assert "take-back" not in as_(people.technician()).get(page).content.decode()
    client = as_(people.manager())
    assert f"{page}take-back/" in client.get(page).content.decode()
    told = client.post(f"{page}take-back/", {"taken": str(line)}, follow=True).content.decode()

    assert "The decision is taken back." in told
    assert again(device).stage == Stage.RECEIVED
    refused = client.post(f"{page}take-back/", {"taken": "x"}, follow=True).content.decode()
    assert "look again" in refused
