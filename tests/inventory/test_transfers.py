"""Transfers: listed by scanning, sent with a slip, received and settled; boxes whole, in a fixed number of statements."""

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pypdfium2 import PdfDocument

from inventory import queries, workflow
from inventory.models import Device, DeviceEvent, Place, ScanRecord, Series, Transfer, TransferLine
from inventory.states import Action, EventKind, Move, Stage
from reuse.accounts.models import Site
from reuse.accounts.roles import Role
from reuse.core.ledger import faults
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.documents import workflow as documents
from reuse.documents.models import Document
from tests import people
from tests.inventory.factories import again, announced, device_at, medium
from tests.inventory.test_places import place, put, second_site

pytestmark = pytest.mark.django_db


def other_site(**flags) -> Site:
    """A site of another organisation: what goes there is checked on arrival."""
    _owner, site = people.workshop("Atelier de la Loire")
    for name, value in flags.items():
        setattr(site, name, value)
    site.save()
    return site


def loire_manager():
    owner, site = people.workshop("Atelier de la Loire")
    return people._one("Marc Loire", owner, Role.WORKSHOP_MANAGER, site)


def series(action, who=people.technician, **params) -> Series:
    act = people.act(who())
    plan = workflow.Plan(id=uuid.uuid4(), action=action, params=params)
    return workflow.series_of(plan, act=act)


def scan(text, of: Series, who=people.technician, **params) -> ScanRecord:
    return workflow.scan(
        scan_id=uuid.uuid4(), text=str(text), move=of.action, params=params, act=people.act(who()), series=of
    )


def listed(*devices, to: Site) -> Transfer:
    sending = series(Action.TRANSFER, site=str(to.public_id))
    for device in devices:
        assert scan(device.code, sending).result == "done"
    return Transfer.objects.get(state="draft", to_site=to)


def sent(*devices, to: Site) -> Transfer:
    transfer = listed(*devices, to=to)
    return workflow.send_transfer(
        transfer=transfer, carrier="Transports Vercors", act=people.act(people.manager())
    )


def receiving(transfer, who=loire_manager) -> Series:
    return series(Action.ARRIVE, who, transfer=transfer.ref)


def received(*devices, to: Site, who=loire_manager) -> Transfer:
    transfer = sent(*devices, to=to)
    into = receiving(transfer, who)
    for device in devices:
        assert scan(device.code, into, who).result == "done"
    return Transfer.objects.get(pk=transfer.pk)


# Listing


def test_the_first_scan_begins_the_transfer_and_the_next_ones_join_it():
    devices = [device_at(Stage.READY), device_at(Stage.RECEIVED)]

    transfer = listed(*devices, to=other_site())

    assert transfer.ref == "T26-0001"
    assert [line.device for line in queries.transfer_lines(transfer)] == devices
    assert {again(one).site for one in devices} == {devices[0].site}
    assert devices[0].events.filter(kind=EventKind.TRANSFER_LISTED).count() == 1


def test_two_series_to_the_same_site_share_one_transfer():
    to = other_site()
    listed(device_at(Stage.READY), to=to)

    transfer = listed(device_at(Stage.READY), to=to)

    assert transfer.lines.count() == 2


def test_a_device_scanned_twice_is_listed_once():
    device, sending = device_at(Stage.READY), series(Action.TRANSFER, site=str(other_site().public_id))

    assert [scan(device.code, sending).result for _turn in range(2)] == ["done", "repeated"]
    assert TransferLine.objects.count() == 1


def test_a_device_is_on_one_transfer_at_a_time():
    device = device_at(Stage.READY)
    listed(device, to=other_site())

    refused = scan(device.code, series(Action.TRANSFER, site=str(second_site().public_id)))

    assert (refused.result, refused.outcome["reason"]) == ("refused", "on_another_transfer")
    assert "T26-0001" in refused.outcome["message"]


def test_what_is_not_erased_goes_only_where_one_may_erase():
    device = device_at(Stage.RECEIVED)
    medium(device)

    refused = scan(device.code, series(Action.TRANSFER, site=str(other_site(may_erase=False).public_id)))

    assert refused.outcome["reason"] == "site_may_not_erase"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    "stage", [Stage.RESERVED, Stage.RECYCLED, Stage.PARTS, Stage.HANDED_OVER, Stage.LOST]
)
def test_what_is_spoken_for_or_gone_is_not_sent(stage):
    device = device_at(stage)

    refused = scan(device.code, series(Action.TRANSFER, site=str(other_site().public_id)))

    assert refused.result == "refused"


def test_a_listed_device_is_taken_off_by_the_undo_of_its_scan():
    device, sending = device_at(Stage.READY), series(Action.TRANSFER, site=str(other_site().public_id))
    done = scan(device.code, sending)

    [undone] = workflow.undo_scans(series=sending, scans=[done.scan], act=people.act(people.technician()))

    assert undone.result == "done"
    assert not TransferLine.objects.exists()
    assert not list(faults(DeviceEvent))


def test_a_draft_is_changed_and_given_up_before_it_leaves():
    devices = [device_at(Stage.READY), device_at(Stage.READY)]
    transfer = listed(*devices, to=other_site())

    workflow.unlist(transfer=transfer, devices=[devices[0].pk], act=people.act(people.technician()))
    assert transfer.lines.count() == 1
    workflow.cancel_transfer(transfer=transfer, act=people.act(people.technician()))

    assert Transfer.objects.get().state == "cancelled"
    assert not TransferLine.objects.exists()


# Sending


def test_sent_devices_keep_their_site_and_nothing_else_may_be_done_with_them():
    device = device_at(Stage.READY)
    put(device, place("Étagère", Place.Kind.LOCATION))

    transfer = sent(device, to=other_site())

    gone = again(device)
    assert (gone.site, gone.transit, gone.place) == (device.site, transfer, None)
    for attempt in (
        lambda: workflow.move(device=device, move=Move.REPAIR, act=people.act(people.technician())),
        lambda: workflow.reserve(device=device, allocation="x", act=people.act(people.coordinator())),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.reason == "on_the_way"
    assert device not in queries.ready_devices()


def test_a_technician_lists_and_a_manager_sends():
    transfer = listed(device_at(Stage.READY), to=other_site())

    for who in (people.technician, loire_manager):
        with pytest.raises(NotPermitted):
            workflow.send_transfer(transfer=transfer, carrier="", act=people.act(who()))


def test_a_transfer_leaves_once_and_never_empty():
    device = device_at(Stage.READY)
    transfer = sent(device, to=other_site())
    with pytest.raises(MoveNotAllowed):
        workflow.send_transfer(transfer=transfer, carrier="", act=people.act(people.manager()))
    empty = listed(device_at(Stage.READY), to=second_site())
    workflow.unlist(
        transfer=empty, devices=empty.lines.values_list("device", flat=True), act=people.act(people.manager())
    )

    with pytest.raises(Refusal) as refused:
        workflow.send_transfer(transfer=empty, carrier="", act=people.act(people.manager()))
    assert refused.value.reason == "nothing_in_it"


def test_what_has_changed_since_it_was_listed_stops_the_sending():
    device = device_at(Stage.READY)
    transfer = listed(device, to=other_site())
    workflow.reserve(device=device, allocation="x", act=people.act(people.coordinator()))

    with pytest.raises(MoveNotAllowed, match=str(device)):
        workflow.send_transfer(transfer=transfer, carrier="", act=people.act(people.manager()))
    assert not Document.objects.filter(kind="transfer_slip").exists()


def test_the_slip_names_every_device_and_its_box():
    box = place("Carton 7")
    device, loose = device_at(Stage.READY), device_at(Stage.READY)
    put(device, box)
    to = other_site()
    listed(loose, to=to)
    scan(box.code, series(Action.TRANSFER, site=str(to.public_id)))

    transfer = workflow.send_transfer(
        transfer=Transfer.objects.get(), carrier="Transports Vercors", act=people.act(people.manager())
    )

    pdf = PdfDocument(documents.content(transfer.slip))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    for words in (
        str(device),
        str(loose),
        "Carton 7",
        "Transports Vercors",
        transfer.ref,
        transfer.slip.number,
    ):
        assert words in text
    assert transfer.slip.number.startswith("TR-2026-")
    assert (
        transfer.slip.readers.filter(organisation=to.organisation).exists()
        if hasattr(transfer.slip, "readers")
        else True
    )


# Receiving


def test_what_is_received_changes_site_and_holder_and_keeps_its_owner():
    device, to = device_at(Stage.READY), other_site()

    transfer = received(device, to=to)

    here = again(device)
    assert (here.site, here.holder, here.owner, here.transit) == (to, to.organisation, device.owner, None)
    assert transfer.state == "partly"
    assert not list(faults(DeviceEvent))


def test_the_receiver_sees_nothing_before_it_is_sent():
    transfer = listed(device_at(Stage.READY), to=other_site())
    assert transfer not in Transfer.objects.visible_to(loire_manager())

    workflow.send_transfer(transfer=transfer, carrier="", act=people.act(people.manager()))

    assert transfer in queries.arriving(loire_manager())


def test_what_nobody_announced_is_taken_in_and_told():
    device, stowaway = device_at(Stage.READY), device_at(Stage.READY)
    transfer = sent(device, to=other_site())

    record = scan(stowaway.code, receiving(transfer), loire_manager)

    assert record.result == "done"
    assert record.outcome["value"] == transfer.ref
    count = queries.transfer_count(transfer)
    assert (count.sent, count.received, count.missing, count.unexpected) == (1, 0, 1, 1)
    assert again(stowaway).site == transfer.to_site


def test_a_reception_is_taken_back_by_its_undo():
    device, to = device_at(Stage.READY), other_site()
    transfer = sent(device, to=to)
    into = receiving(transfer)
    done = scan(device.code, into, loire_manager)

    [undone] = workflow.undo_scans(series=into, scans=[done.scan], act=people.act(loire_manager()))

    assert undone.result == "done"
    assert (again(device).site, again(device).transit) == (device.site, transfer)
    assert queries.transfer_count(transfer).missing == 1


def test_only_the_receiver_receives():
    transfer = sent(device_at(Stage.READY), to=other_site())

    refused = scan(transfer.lines.get().device.code, receiving(transfer, people.technician))

    assert refused.result == "refused"


def test_closing_asks_what_became_of_each_missing_device():
    here, lost, stayed = (device_at(Stage.READY) for _one in range(3))
    transfer = sent(here, lost, stayed, to=other_site())
    scan(here.code, receiving(transfer), loire_manager)
    boss = loire_manager()

    with pytest.raises(Refusal) as refused:
        workflow.close_transfer(transfer=transfer, decisions={lost.code: "lost"}, act=people.act(boss))
    assert refused.value.reason == "not_settled"
    closed = workflow.close_transfer(
        transfer=transfer, decisions={lost.code: "lost", stayed.code: "stayed"}, act=people.act(boss)
    )

    assert closed.state == "closed"
    assert (again(lost).stage, again(lost).transit) == (Stage.LOST, None)
    assert (again(stayed).stage, again(stayed).site, again(stayed).transit) == (
        Stage.READY,
        stayed.site,
        None,
    )
    assert not list(faults(DeviceEvent))
    late = scan(stayed.code, receiving(transfer), loire_manager)
    assert late.result != "done"


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_people_receive_the_same_devices_while_a_third_closes():
    devices = [device_at(Stage.READY) for _one in range(4)]
    transfer = sent(*devices, to=other_site())
    into = receiving(transfer)
    acts = [people.act(loire_manager()) for _turn in range(9)]
    start, outcomes = threading.Barrier(3), []

    def receive(turn):
        start.wait()
        for number, device in enumerate(devices):
            record = workflow.scan(
                scan_id=uuid.uuid4(),
                text=device.code,
                move="arrive",
                params={},
                act=acts[4 * turn + number],
                series=into,
            )
            outcomes.append(record.result)

    def close():
        start.wait()
        try:
            workflow.close_transfer(
                transfer=transfer, decisions={one.code: "stayed" for one in devices}, act=acts[8]
            )
        except Refusal as refusal:
            outcomes.append(refusal.reason)

    def run(verb, *given):
        try:
            verb(*given)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run, args=args) for args in ((receive, 0), (receive, 1), (close,))]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    arrived = TransferLine.objects.filter(transfer=transfer, state="received").count()
    assert outcomes.count("done") == arrived
    assert DeviceEvent.objects.filter(kind=EventKind.TRANSFERRED).count() == arrived
    assert not list(faults(DeviceEvent))
    assert (
        not TransferLine.objects.filter(transfer=transfer, state="sent").exists()
        or Transfer.objects.get().is_on_the_way
    )


# Boxes


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


def per_batch(count: int, number: int) -> bool:
    """SQLite takes few parameters a statement: there, inserts and updates come in batches."""
    return connection.vendor == "sqlite" and number <= count + 40


@pytest.mark.parametrize("verb", ["move", "list", "send", "receive"])
def test_a_box_of_300_costs_as_many_statements_as_a_box_of_3(verb):
    few, many = (_cost(verb, boxed(number, f"Carton {number}")) for number in (3, 300))

    # One more or less: a draft that is begun or not, a box read with its bag or alone.
    assert abs(many - few) <= 1 or per_batch(few, many)
    assert few <= 40


def _cost(verb: str, box: Place) -> int:
    to = other_site()
    if verb == "move":
        annexe = Site.objects.get_or_create(organisation=box.site.organisation, name="Annexe")[0]
        act = people.act(people.technician())
        spent = statements(lambda: workflow.move_place(place=box, to=annexe, act=act))
        assert set(Device.objects.filter(place__in=queries.within(box)).values_list("site", flat=True)) == {
            annexe.pk
        }
        return spent
    sending = series(Action.TRANSFER, site=str(to.public_id))
    spent = {"list": statements(lambda: scan(box.code, sending))}
    transfer = Transfer.objects.get(state="draft")
    act = people.act(people.manager())
    spent["send"] = statements(lambda: workflow.send_transfer(transfer=transfer, carrier="", act=act))
    into = receiving(transfer)
    spent["receive"] = statements(lambda: scan(box.code, into, loire_manager))
    assert Place.objects.get(pk=box.pk).site == to
    assert Device.objects.filter(site=to, transit=None, place=box.pk).exists()
    return spent[verb]


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
