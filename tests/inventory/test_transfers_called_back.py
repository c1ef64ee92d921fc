"""A transfer called back before anything was received: all stands where it stood, the slip is void; or refused."""

import pytest
from django.utils import translation

from inventory import workflow
from inventory.models import DeviceEvent, Place, Transfer
from inventory.states import Action, EventKind, Stage
from inventory.views import sentences
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_inbox_races import race
from tests.inventory.test_places import place, put, second_site
from tests.inventory.test_transfers import loire_manager, other_site, receiving, scan, sent, series

pytestmark = pytest.mark.django_db


def called_back(transfer: Transfer, who=people.manager) -> Transfer:
    return workflow.call_back_transfer(transfer=transfer, reason="Mauvais camion", act=people.act(who()))


def test_devices_and_boxes_stand_again_where_they_stood_and_the_slip_is_void():
    shelf = place("Étagère A", Place.Kind.LOCATION)
    box = place("Carton 1", inside=shelf)
    inside, on_shelf, loose = (device_at(Stage.READY) for _one in range(3))
    put(inside, box)
    put(on_shelf, shelf)
    to = other_site()
    scan(box.code, series(Action.TRANSFER, site=str(to.public_id)))
    transfer = sent(on_shelf, loose, to=to)

    back = called_back(transfer)

    assert (back.state, back.closed_by.name) == ("recalled", people.manager().user.name)
    stand = [(again(one).place, again(one).transit, again(one).site) for one in (inside, on_shelf, loose)]
    assert stand == [(where, None, inside.site) for where in (box, shelf, None)]
    box.refresh_from_db()
    assert (box.parent, box.transit) == (shelf, None)
    assert back.slip.is_void
    assert set(back.lines.values_list("state", flat=True)) == {"recalled"}
    event = on_shelf.events.get(kind=EventKind.TRANSFER_RECALLED)
    with translation.override("en"):
        assert sentences.told(event).text.startswith(f"Called back from transfer {transfer.ref}")
    assert not list(faults(DeviceEvent))
    assert sent(on_shelf, to=to) != transfer


def test_a_shelf_closed_meanwhile_takes_nothing_back():
    shelf = place("Étagère A", Place.Kind.LOCATION)
    device = device_at(Stage.READY)
    put(device, shelf)
    transfer = sent(device, to=other_site())
    workflow.close_place(place=shelf, act=people.act(people.manager()))

    called_back(transfer)

    assert (again(device).place, again(device).transit) == (None, None)


@pytest.mark.parametrize("who", [people.technician, people.coordinator, loire_manager])
def test_only_a_manager_of_the_sender_calls_it_back(who):
    device = device_at(Stage.READY)
    transfer = sent(device, to=other_site())

    with pytest.raises(NotPermitted):
        called_back(transfer, who)

    assert again(device).transit == transfer


def test_what_was_received_is_not_called_back():
    devices = [device_at(Stage.READY), device_at(Stage.READY)]
    transfer = sent(*devices, to=other_site())
    into = receiving(transfer)
    done = scan(devices[0].code, into, loire_manager)

    with pytest.raises(MoveNotAllowed):
        called_back(transfer)
    workflow.undo_scans(series=into, scans=[done.scan], act=people.act(loire_manager()))

    assert called_back(Transfer.objects.get()).state == "recalled"
    assert {again(one).transit for one in devices} == {None}


def test_nothing_is_received_or_closed_once_it_was_called_back():
    device = device_at(Stage.READY)
    transfer = sent(device, to=other_site())
    into = receiving(transfer)
    called_back(transfer)

    assert scan(device.code, into, loire_manager).result == "refused"
    with pytest.raises(MoveNotAllowed):
        workflow.close_transfer(transfer=transfer, decisions={}, act=people.act(loire_manager()))
    with pytest.raises(MoveNotAllowed):
        called_back(transfer)


def test_between_two_sites_of_one_workshop_it_is_called_back_too():
    device = device_at(Stage.READY)

    assert called_back(sent(device, to=second_site())).state == "recalled"


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_of_a_reception_and_a_call_back_at_once_one_wins():
    device = device_at(Stage.READY)
    transfer = sent(device, to=other_site())
    into = receiving(transfer)
    mine, yours = people.act(people.manager()), people.act(loire_manager())

    answers = race(
        lambda: workflow.call_back_transfer(transfer=transfer, reason="Mauvais camion", act=mine),
        lambda: workflow.scan(
            scan_id=into.public_id, text=device.code, move="arrive", params={}, act=yours, series=into
        ),
    )

    state, refused = Transfer.objects.get().state, [one for one in answers if isinstance(one, Refusal)]
    arrived = again(device).site == transfer.to_site
    assert (state, len(refused)) == (("partly", 1) if arrived else ("recalled", 0))
    assert again(device).transit is None
    assert not list(faults(DeviceEvent))


def test_the_sender_calls_it_back_on_its_page(as_):
    device = device_at(Stage.READY)
    transfer = sent(device, to=other_site())
    page = f"/transfers/{transfer.ref}/"

    assert "call-back" not in as_(loire_manager()).get(page).content.decode()
    client = as_(people.manager())
    assert f"{page}call-back/" in client.get(page).content.decode()
    assert client.post(f"{page}call-back/", {"reason": ""}).status_code == 400
    told = client.post(f"{page}call-back/", {"reason": "Mauvais camion"}, follow=True).content.decode()

    assert "its slip is void" in told
    assert Transfer.objects.get().state == "recalled"
    assert again(device).transit is None
