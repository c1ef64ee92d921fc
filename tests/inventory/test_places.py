"""Places: made, named, moved and closed by those who may; boxes move with what is in them, never into themselves."""

import threading

import pytest
from django.db import connections, transaction

from inventory import queries, workflow
from inventory.models import Device, DeviceEvent, Place
from inventory.models.places import DEEPEST
from inventory.states import Action, EventKind, Stage
from inventory.workflow import acts, moves
from reuse.accounts.models import Site
from reuse.core.ledger import Happening, record
from reuse.core.refusals import NotPermitted, Refusal
from tests import people
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db


LOCATION, BOX, PALLET = Place.Kind


def site() -> Site:
    return people.workshop()[1]


def place(name: str, kind: str = BOX, *, inside: Place | None = None, at: Site | None = None) -> Place:
    return workflow.create_place(
        site=inside.site if inside else at or site(),
        kind=kind,
        name=name,
        parent=inside,
        act=people.act(people.manager()),
    )


@transaction.atomic
def put(device: Device, into: Place | None) -> DeviceEvent:
    """Scanned into a place; without one, put back as it was before it lay anywhere."""
    act, held = people.act(people.technician()), moves.locked(device)
    if into:
        event = acts.perform(held, Action.PLACE, {"place": into.code}, act)
        assert event
        return event
    assert held.place
    details = {"before": {"place": held.place.code}, "place": None}
    happening = Happening(kind=EventKind.PLACED, details=details, changes={"place": None})
    return record(DeviceEvent, held, happening, act)


def move(one: Place, to: Place | Site, who=people.manager) -> Place:
    return workflow.move_place(place=one, to=to, act=people.act(who()))


def second_site() -> Site:
    owner, _site = people.workshop()
    return Site.objects.create(organisation=owner, name="Réserve de Voiron", city="Voiron", department="38")


# Making and naming


def test_a_place_has_a_code_of_its_own_and_a_path():
    room = place("Réserve", LOCATION)
    rack = place("Étagère A", LOCATION, inside=room)
    box = place("Carton 12", inside=rack)

    assert len({room.code, rack.code, box.code}) == 3
    assert queries.path_words(box) == f"{site()} › Réserve › Étagère A › Carton 12"
    assert box.shown_code[4] == "-"


def test_a_series_is_made_whole_or_not_at_all():
    place("Carton 003")

    with pytest.raises(Refusal) as refused:
        workflow.create_places(
            site=site(),
            kind=BOX,
            names=["Carton 001", "Carton 002", "Carton 003"],
            parent=None,
            act=people.act(people.technician()),
        )

    assert refused.value.reason == "place_name_taken"
    assert "Carton 003" in refused.value.message
    assert Place.objects.count() == 1


def test_a_name_is_free_at_another_site():
    place("Carton 1")

    assert place("Carton 1", at=second_site()).pk


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_name_taken_is_refused_in_words_that_say_what_to_do(is_closed):
    known, other = place("Carton 1"), place("Carton 2")
    if is_closed:
        workflow.close_place(place=known, act=people.act(people.manager()))

    with pytest.raises(Refusal) as refused:
        workflow.rename_place(place=other, name="Carton 1", act=people.act(people.technician()))

    assert refused.value.reason == "place_name_taken"
    assert ("rouvrez" in refused.value.message or "reopen" in refused.value.message) == is_closed


def test_the_same_name_twice_in_a_series_is_refused():
    with pytest.raises(Refusal) as refused:
        workflow.create_places(
            site=site(), kind=BOX, names=["A", "A"], parent=None, act=people.act(people.technician())
        )

    assert refused.value.reason == "place_name_taken"


def test_a_renamed_place_keeps_its_code():
    box = place("Carton 1")

    named = workflow.rename_place(place=box, name="Écrans à tester", act=people.act(people.technician()))

    assert (named.code, str(named)) == (box.code, "Écrans à tester")


# Who may


def test_technicians_keep_boxes_and_managers_keep_locations():
    room = place("Réserve", LOCATION)
    for verb in (
        lambda act: workflow.create_place(site=site(), kind=LOCATION, name="X", parent=None, act=act),
        lambda act: workflow.rename_place(place=room, name="X", act=act),
        lambda act: workflow.close_place(place=room, act=act),
        lambda act: workflow.reopen_place(place=room, act=act),
        lambda act: workflow.move_place(place=room, to=site(), act=act),
    ):
        with pytest.raises(NotPermitted):
            verb(people.act(people.technician()))

    box = workflow.create_place(
        site=site(), kind=BOX, name="Carton", parent=room, act=people.act(people.technician())
    )
    assert workflow.close_place(place=box, act=people.act(people.technician())).closed_at
    assert workflow.may_keep(LOCATION, people.manager())


@pytest.mark.parametrize("who", [people.donor, people.social_worker, people.observer, people.administrator])
def test_other_roles_keep_nothing(who):
    with pytest.raises(NotPermitted):
        workflow.create_place(site=site(), kind=BOX, name="X", parent=None, act=people.act(who()))


def test_a_place_is_kept_by_its_own_organisation():
    box, elsewhere = place("Carton"), people.stranger()

    for verb in (
        lambda act: workflow.create_place(site=site(), kind=BOX, name="X", parent=None, act=act),
        lambda act: workflow.rename_place(place=box, name="X", act=act),
        lambda act: workflow.move_place(place=box, to=elsewhere.site, act=act),
    ):
        with pytest.raises(NotPermitted):
            verb(people.act(elsewhere))
    assert list(Place.objects.visible_to(elsewhere)) == []
    assert list(Place.objects.visible_to(people.donor())) == []
    assert list(Place.objects.visible_to(people.coordinator())) == [box]


# Moving


def test_a_box_moves_with_all_that_is_in_it():
    shelf, other = place("A", LOCATION), place("B", LOCATION)
    box = place("Carton 1", inside=shelf)
    small = place("Sachet", inside=box)
    device = device_at(Stage.RECEIVED)
    put(device, small)

    move(box, other, people.technician)

    assert queries.path_words(Place.objects.with_path().get(pk=small.pk)).endswith("B › Carton 1 › Sachet")
    assert list(queries.devices_in(other)) == [device]
    assert list(queries.devices_in(shelf)) == []
    assert again(device).last_seq == again(device).events.count()  # the device itself has nothing new to tell


def test_a_place_never_lies_in_itself():
    outer = place("1")
    middle = place("2", inside=outer)
    inner = place("3", inside=middle)

    for target in (outer, middle, inner):
        with pytest.raises(Refusal) as refused:
            move(outer, target)
        assert refused.value.reason == "place_inside_itself"
    assert move(inner, site()).parent is None
    assert move(outer, inner).parent == inner


def test_places_stand_one_in_another_so_deep_and_no_deeper():
    chain = [place("0", LOCATION)]
    for number in range(1, DEEPEST):
        chain.append(place(str(number), inside=chain[-1]))
    loose = place("loose")
    place("in the loose one", inside=loose)

    with pytest.raises(Refusal) as refused:
        place("too deep", inside=chain[-1])
    assert refused.value.reason == "place_too_deep"
    with pytest.raises(Refusal) as refused:
        move(loose, chain[-2])
    assert refused.value.reason == "place_too_deep"
    assert move(loose, chain[-3]).parent == chain[-3]
    assert len(queries.path_of(Place.objects.with_path().get(name="in the loose one"))) == DEEPEST


def test_a_room_does_not_go_into_a_box():
    box = place("Carton")

    for kind in (LOCATION, PALLET):
        with pytest.raises(Refusal) as refused:
            place("X", kind, inside=box)
        assert refused.value.reason == "place_does_not_fit"


def test_a_place_goes_to_another_site_with_all_that_is_in_it():
    elsewhere = second_site()
    box = place("Carton 1")
    small = place("Sachet", inside=box)
    device = device_at(Stage.RECEIVED)
    put(device, small)

    moved = move(box, elsewhere)

    assert (moved.site, moved.parent) == (elsewhere, None)
    assert Place.objects.get(pk=small.pk).site == elsewhere
    assert (again(device).site, again(device).place) == (elsewhere, small)
    assert device.events.filter(kind=EventKind.TRANSFERRED).count() == 1


def test_a_name_taken_at_the_other_site_stops_the_move():
    box = place("Carton 1")
    place("Sachet", inside=box)
    place("Sachet", at=second_site())

    with pytest.raises(Refusal) as refused:
        move(box, Site.objects.get(name="Réserve de Voiron"))

    assert refused.value.reason == "place_name_taken"
    assert {one.site for one in Place.objects.filter(name__in=["Carton 1"])} == {site()}


def test_no_place_leaves_its_organisation_even_for_the_network():
    with pytest.raises(NotPermitted):
        move(place("Carton"), people.stranger().site, people.coordinator)


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_people_moving_two_boxes_into_each_other_make_no_ring():
    for turn in range(5):
        boxes = [place(f"{turn} a"), place(f"{turn} b")]
        both = [people.act(people.technician()), people.act(people.colleague())]
        start = threading.Barrier(2)
        outcomes: list[object] = []

        def race(one, other, act, start=start, outcomes=outcomes):
            start.wait()
            try:
                outcomes.append(workflow.move_place(place=one, to=other, act=act))
            except Refusal as refusal:
                outcomes.append(refusal.reason)
            finally:
                connections.close_all()

        racers = [
            threading.Thread(target=race, args=pair) for pair in zip(boxes, boxes[::-1], both, strict=True)
        ]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

        assert sorted(type(one).__name__ for one in outcomes) == ["Place", "str"]
        assert "place_inside_itself" in outcomes
        assert Place.objects.filter(pk__in=[box.pk for box in boxes], parent=None).count() == 1


# Closing


def test_a_place_closes_when_it_is_empty_and_opens_again():
    box = place("Carton 1")
    inner = place("Sachet", inside=box)
    device = device_at(Stage.RECEIVED)
    put(device, inner)
    boss = people.manager()

    with pytest.raises(Refusal) as refused:
        workflow.close_place(place=box, act=people.act(boss))
    assert "Sachet" in refused.value.message
    with pytest.raises(Refusal) as refused:
        workflow.close_place(place=inner, act=people.act(boss))
    assert refused.value.reason == "place_not_empty"
    assert str(device) in refused.value.message
    put(device, None)
    for one in (inner, box):
        assert workflow.close_place(place=one, act=people.act(boss)).closed_at

    with pytest.raises(Refusal) as refused:
        workflow.reopen_place(place=inner, act=people.act(boss))
    assert refused.value.reason == "place_closed"
    assert workflow.reopen_place(place=box, act=people.act(boss)).closed_at is None


def test_nothing_goes_into_a_closed_place_nor_does_it_move():
    box, other = place("Carton 1"), place("Carton 2")
    workflow.close_place(place=box, act=people.act(people.manager()))

    for attempt in (lambda: place("X", inside=box), lambda: move(other, box), lambda: move(box, other)):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.reason == "place_closed"
