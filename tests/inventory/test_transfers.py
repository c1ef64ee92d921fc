"""Transfers: listed by scanning, changed and given up while in preparation, sent with a slip."""

import uuid

import pytest
from pypdfium2 import PdfDocument

from inventory import queries, workflow
from inventory.models import DeviceEvent, Place, ScanRecord, Series, Transfer, TransferLine
from inventory.states import Action, EventKind, Move, Stage
from reuse.accounts.models import Site
from reuse.accounts.roles import Role
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.core.verification import faults
from reuse.documents import workflow as documents
from reuse.documents.models import Document
from tests import people
from tests.inventory.factories import again, device_at, medium
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
