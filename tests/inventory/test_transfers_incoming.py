"""Transfers that come in: received by scanning, announced or not, taken back, closed; two receive while a third closes."""

import threading
import uuid

import pytest
from django.db import connections

from inventory import queries, workflow
from inventory.models import DeviceEvent, Transfer, TransferLine
from inventory.states import EventKind, Stage
from reuse.core.refusals import Refusal
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_transfers import listed, loire_manager, other_site, received, receiving, scan, sent

pytestmark = pytest.mark.django_db


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
