"""What a series does beside the moves: places, weights, grades, transfers; each may be taken back."""

import json

import pytest

from inventory import workflow
from inventory.apps import DATA, IN_FORCE
from inventory.models import DeviceEvent, Place
from inventory.states import Action, EventKind, Stage
from inventory.workflow import acts, moves
from inventory.workflow.refusals import NothingToUndo, ParameterMissing, SiteMayNotErase
from reuse.accounts.models import Site
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.inventory.factories import again, device_at, medium

pytestmark = pytest.mark.django_db


def perform(device, action, by=None, **params):
    act = people.act(by or people.manager())
    return acts.perform(moves.locked(device), action, params, act)


def box(site, name="Carton 12"):
    [code] = workflow.issue_codes(1)
    return Place.objects.create(
        code=code, kind="box", name=name, site=site, created_at=people.act(people.manager()).at
    )


def test_a_device_lies_in_the_place_it_was_put_and_the_ledger_says_so():
    device = device_at(Stage.RECEIVED)
    place = box(device.site)

    event = perform(device, Action.PLACE, place=place.code)

    assert again(device).place == place
    assert event.kind == EventKind.PLACED
    assert event.details == {"before": {"place": None}, "place": place.code}


def test_what_is_so_already_makes_no_event():
    device = device_at(Stage.RECEIVED)
    perform(device, Action.GRADE, grade="B")
    before = DeviceEvent.objects.count()

    assert perform(device, Action.GRADE, grade="B") is None
    assert DeviceEvent.objects.count() == before


def test_a_place_of_another_site_or_a_closed_one_is_refused():
    device = device_at(Stage.RECEIVED)
    elsewhere = box(Site.objects.create(organisation=device.site.organisation, name="Annexe"))
    closed = box(device.site, "Carton 13")
    closed.closed_at = device.stage_since
    closed.save()

    with pytest.raises(MoveNotAllowed, match=r"transfer it first|d’abord"):
        perform(device, Action.PLACE, place=elsewhere.code)
    with pytest.raises(MoveNotAllowed):
        perform(device, Action.PLACE, place=closed.code)
    with pytest.raises(ParameterMissing):
        perform(device, Action.PLACE)


@pytest.mark.parametrize("grams", ["", "0", "-5", "two", "600000", "9" * 40])
def test_a_weight_is_a_plausible_number_of_grams(grams):
    with pytest.raises(ParameterMissing):
        perform(device_at(Stage.RECEIVED), Action.WEIGH, grams=grams)


def test_a_weight_is_taken_back_to_the_one_before():
    device = device_at(Stage.RECEIVED)
    perform(device, Action.WEIGH, grams="2100")
    second = perform(device, Action.WEIGH, grams="2400")

    acts.undo(moves.locked(device), second, people.act(people.manager()))

    assert again(device).weight_g == 2100


def test_only_the_latest_and_ones_own_is_taken_back():
    device = device_at(Stage.RECEIVED)
    first = perform(device, Action.GRADE, grade="B")
    perform(device, Action.GRADE, grade="C", by=people.technician())

    with pytest.raises(NothingToUndo):
        acts.undo(moves.locked(device), first, people.act(people.manager()))


@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.HANDED_OVER, Stage.LOST, Stage.RETURNED_TO_DONOR])
def test_what_is_not_here_is_not_touched(stage):
    with pytest.raises(MoveNotAllowed):
        perform(device_at(stage), Action.GRADE, grade="A")


def test_a_stranger_may_not_touch_it():
    with pytest.raises(NotPermitted):
        perform(device_at(Stage.RECEIVED), Action.GRADE, grade="A", by=people.stranger())


def test_a_device_listed_for_a_transfer_stays_where_it_is():
    device = device_at(Stage.RECEIVED)
    target = people.stranger().organisation.sites.first() or Site.objects.create(
        organisation=people.stranger().organisation, name="Ailleurs"
    )

    perform(device, Action.TRANSFER, site=str(target.public_id))

    listed = again(device)
    assert (listed.site, listed.holder, listed.transit) == (device.site, device.holder, None)
    assert device.transfer_lines.get().transfer.to_site == target


def test_what_is_not_erased_goes_only_where_one_may_erase():
    device = device_at(Stage.RECEIVED)
    medium(device)
    shop = Site.objects.create(organisation=device.site.organisation, name="Boutique", may_erase=False)

    with pytest.raises(SiteMayNotErase):
        perform(device, Action.TRANSFER, site=str(shop.public_id))


@pytest.mark.parametrize("site", ["", "nonsense", "6b0f7a4e-0000-4000-8000-000000000000"])
def test_a_transfer_needs_a_site_there_is(site):
    with pytest.raises(ParameterMissing):
        perform(device_at(Stage.RECEIVED), Action.TRANSFER, site=site)


def test_the_chain_holds_after_all_of_it():
    device = device_at(Stage.RECEIVED)
    place = box(device.site)
    for action, params in (
        (Action.PLACE, {"place": place.code}),
        (Action.WEIGH, {"grams": "2100"}),
        (Action.GRADE, {"grade": "A"}),
    ):
        event = perform(device, action, **params)
        acts.undo(moves.locked(device), event, people.act(people.manager()))

    events = list(device.events.order_by("seq"))
    assert all(event.hash == event.computed_hash() for event in events)
    assert (again(device).place, again(device).weight_g, again(device).grade) == (None, None, "")


def test_a_grade_given_by_a_scan_counts_in_the_category_at_once_and_so_does_its_undo():
    administrator = people.act(people.administrator())
    rules = workflow.add_rules(content=capped_by_grade(), act=administrator)
    workflow.publish_rules(rules=rules, since=administrator.on, act=administrator)
    device = graded_laptop()
    assert device.category == "A"

    event = perform(device, Action.GRADE, grade="C")
    assert again(device).category == "C"
    acts.undo(moves.locked(device), event, people.act(people.manager()))

    assert (again(device).grade, again(device).category) == ("", "A")


def capped_by_grade() -> str:
    """The rules in force, and whoever looks worn is C at most."""
    document = json.loads((DATA / "category_rules" / f"{IN_FORCE}.json").read_text(encoding="utf-8"))
    cap = {"cosmetic_grade": ["C", "D"], "at_most": "C", "label": {"fr": "usé", "en": "worn"}}
    for table in document["tables"]:
        table["caps"] = [*table.get("caps", []), cap]
    return json.dumps(document | {"id": "worn-1"})


def graded_laptop():
    """A laptop whose processor, memory and disk are known, with its category."""
    device = device_at(Stage.AUDIT, cpu="CORE I5-8365U")
    disk = medium(device, "S1")
    disk.technology, disk.size_gb = "ssd", 256
    disk.save()
    workflow.categorise(device=device, act=people.act(people.technician()))
    return again(device)
