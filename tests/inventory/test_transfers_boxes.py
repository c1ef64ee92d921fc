"""Boxes that travel whole, in a fixed number of statements."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import queries, workflow
from inventory.models import Device, DeviceEvent, Place, Transfer, TransferLine
from inventory.states import Action, EventKind, Move, Stage
from reuse.accounts.models import Site
from reuse.core.refusals import MoveNotAllowed
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import announced, device_at
from tests.inventory.test_places import place, put, second_site
from tests.inventory.test_transfers import loire_manager, other_site, receiving, scan, series

pytestmark = pytest.mark.django_db


def boxed(number: int, name="Carton") -> Place:
    """A box with so many received devices, a bag within it holding one of them."""
    box = place(name)
    bag = place(f"{name}, sachet", inside=box)
    found = announced(number)
    workflow.moves.move_all(devices=found, move=Move.RECEIVE, act=people.act(people.technician()))
    Device.objects.filter(pk__in=[one.pk for one in found]).update(place=box)
    Device.objects.filter(pk=found[0].pk).update(place=bag)
    return box


def statements(verb) -> int:
    """Statements without those that open and close transactions."""
    with CaptureQueriesContext(connection) as captured:
        verb()
    beside = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(not one["sql"].startswith(beside) for one in captured)


@pytest.mark.parametrize("way", ["moved", "sent"])
def test_a_box_of_300_costs_as_many_statements_as_a_box_of_3(way):
    cost = {"moved": moved, "sent": listed_sent_and_received}[way]
    cost(boxed(2, "Carton 2"))  # the other site, its counters and its shared draft are there from then on

    few, many = (cost(boxed(number, f"Carton {number}")) for number in (3, 300))

    assert few == many
    assert max(few) <= 40


def moved(box: Place) -> list[int]:
    """What it costs to move the box to another site of ours."""
    annexe = Site.objects.get_or_create(organisation=box.site.organisation, name="Annexe")[0]
    act = people.act(people.technician())
    spent = statements(lambda: workflow.move_place(place=box, to=annexe, act=act))
    here = Device.objects.filter(place__in=queries.within(box))
    assert set(here.values_list("site", flat=True)) == {annexe.pk}
    return [spent]


def listed_sent_and_received(box: Place) -> list[int]:
    """What it costs to send the box to another workshop: its scan there, the sending, its scan on arrival."""
    to = other_site()
    sending = series(Action.TRANSFER, site=str(to.public_id))
    on_list = statements(lambda: scan(box.code, sending))
    transfer = Transfer.objects.get(state="draft")
    act = people.act(people.manager())
    on_leaving = statements(lambda: workflow.send_transfer(transfer=transfer, carrier="", act=act))
    into = receiving(transfer)
    on_arrival = statements(lambda: scan(box.code, into, loire_manager))
    assert Place.objects.get(pk=box.pk).site == to
    assert Device.objects.filter(site=to, transit=None, place=box.pk).exists()
    return [on_list, on_leaving, on_arrival]


def test_one_event_a_device_when_its_box_changes_site():
    box = boxed(3)
    annexe = second_site()

    workflow.move_place(place=box, to=annexe, act=people.act(people.technician()))

    events = DeviceEvent.objects.filter(kind=EventKind.TRANSFERRED)
    assert events.count() == 3
    assert not list(faults(DeviceEvent))
    assert {one.site for one in queries.within(box)} == {annexe}


def test_a_box_goes_whole_or_not_at_all():
    box = boxed(3)
    stuck = Device.objects.filter(place=box).first()
    workflow.move(
        device=stuck, move=Move.DECLARE_LOST, reason_code="stolen", act=people.act(people.manager())
    )
    Device.objects.filter(pk=stuck.pk).update(place=box)
    ready = device_at(Stage.READY)
    put(ready, box)
    workflow.reserve(device=ready, allocation="x", act=people.act(people.coordinator()))

    refused = scan(box.code, series(Action.TRANSFER, site=str(other_site().public_id)))

    assert refused.result == "refused"
    assert str(ready) in refused.outcome["message"]
    assert not TransferLine.objects.exists()
    with pytest.raises(MoveNotAllowed, match=str(ready)):
        workflow.move_place(place=box, to=second_site(), act=people.act(people.technician()))
    assert set(Device.objects.values_list("site__name", flat=True)) == {ready.site.name}


def test_a_box_on_its_way_takes_nothing_in_and_keeps_its_name_apart_on_arrival():
    box = boxed(1, "Carton 1")
    to = other_site()
    Place.objects.create(code="BCDEFGHJX", kind="box", name="Carton 1", site=to, created_at=people.NOON)
    scan(box.code, series(Action.TRANSFER, site=str(to.public_id)))
    transfer = workflow.send_transfer(
        transfer=Transfer.objects.get(), carrier="", act=people.act(people.manager())
    )

    device = device_at(Stage.READY)
    with pytest.raises(MoveNotAllowed):
        put(device, box)
    scan(box.code, receiving(transfer), loire_manager)

    assert Place.objects.get(pk=box.pk).name == f"Carton 1, {transfer.ref}"


def test_the_undo_after_a_box_does_not_jump_over_it():
    box, device = boxed(2), device_at(Stage.READY)
    sending = series(Action.TRANSFER, site=str(other_site().public_id))
    scan(device.code, sending)
    scan(box.code, sending)

    refused = workflow.scan(
        scan_id=uuid.uuid4(),
        text="",
        move="undo",
        params={},
        act=people.act(people.technician()),
        series=sending,
    )

    assert refused.result == "refused"
    assert TransferLine.objects.count() == 3
