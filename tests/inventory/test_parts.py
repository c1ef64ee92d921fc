"""Parts: taken out, kept, fitted, returned, scrapped, taken back; traced in the ledgers of both devices."""

import pytest

from inventory import queries, workflow
from inventory.models import Device, DeviceEvent, Medium, Part, PartKind
from inventory.states import EventKind, Move, Stage
from inventory.views import sentences
from inventory.workflow import moves
from inventory.workflow.refusals import (
    AlreadyAwaited,
    MediumNotSettled,
    MediumSettled,
    NothingToUndo,
    PartElsewhere,
    ReasonNeeded,
)
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.core.verification import faults
from tests import people
from tests.inventory.factories import again, device_at, medium
from tests.inventory.test_places import place

pytestmark = pytest.mark.django_db


def kind(code: str = "ram") -> PartKind:
    return PartKind.objects.get(code=code)


def act(person=None):
    return people.act(person or people.technician())


def erased(device: Device, serial: str = "S3Z8NX0K") -> Medium:
    """A medium of the device, erased and verified: two people say so, as for a reset."""
    found = medium(device, serial)
    found.state = Medium.State.ERASED
    found.save(update_fields=["state"])
    return found


def stripped(serial: str = "S3Z8NX0K", **description: object) -> Device:
    """A device stripped for parts, with one erased medium."""
    device = device_at(Stage.ERASURE, **description)
    erased(device, serial)
    workflow.move(
        device=device, move=Move.STRIP, act=people.act(people.manager()), reason_code="beyond_repair"
    )
    return again(device)


def in_stock(
    device: Device | None = None, code: str = "ram", spec: str = "DDR4 8 Go", **more: object
) -> Part:
    return workflow.harvest(device=device or stripped(), kind=kind(code), spec=spec, act=act(), **more)


def ssd(device: Device) -> Part:
    return in_stock(device, "ssd", "SATA 256 Go", medium=device.media.get())


def kinds_in(device: Device) -> list[str]:
    return list(device.events.order_by("-seq").values_list("kind", flat=True))


def test_a_part_is_traced_both_ways():
    source, broken = stripped(), device_at(Stage.REPAIR)

    part = in_stock(source)
    workflow.fit(part=part, device=broken, act=act())

    part.refresh_from_db()
    assert (part.state, part.fitted_in) == (Part.State.FITTED, broken)
    for device in (source, broken):
        [event] = device.events.filter(kind=EventKind.PART_FITTED)
        assert event.details["part"] == str(part.public_id)
        assert (event.details["source"], event.details["fitted_in"]) == (source.code, broken.code)
    assert [event.kind for event in queries.way_of(part)] == [EventKind.PART_HARVESTED, EventKind.PART_FITTED]
    assert [event.device for event in queries.way_of(part)] == [source, broken]
    assert queries.parts_about(source) == queries.parts_about(broken) == [part]
    assert list(faults(DeviceEvent)) == []


def test_each_device_tells_its_side():
    source, broken = stripped(), device_at(Stage.REPAIR)
    part = in_stock(source, serial="HMA81")
    workflow.fit(part=part, device=broken, act=act())

    told = {
        device: sentences.told(queries.timeline(device).get(kind=EventKind.PART_FITTED)).text
        for device in (source, broken)
    }

    assert str(broken) in told[source]
    assert str(source) in told[broken]
    assert "(HMA81)" in told[broken]


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.PARTS, Stage.REPAIR}))
def test_parts_are_taken_in_repair_and_from_what_is_stripped_alone(stage):
    device = device_at(stage)

    with pytest.raises((MoveNotAllowed, NotPermitted)):
        workflow.harvest(device=device, kind=kind(), act=act())

    assert not Part.objects.exists()


def test_a_part_is_fitted_in_repair_alone():
    part, device = in_stock(), device_at(Stage.SETUP)

    with pytest.raises(MoveNotAllowed) as refused:
        workflow.fit(part=part, device=device, act=act())

    assert Move.REPAIR in refused.value.allowed


def test_another_workshop_neither_takes_nor_fits_nor_scraps():
    source, broken = stripped(), device_at(Stage.REPAIR)
    part = in_stock(source)
    elsewhere = people.stranger

    with pytest.raises(NotPermitted):
        workflow.harvest(device=source, kind=kind("wifi"), act=act(elsewhere()))
    with pytest.raises(NotPermitted):
        workflow.fit(part=part, device=broken, act=act(elsewhere()))
    with pytest.raises(NotPermitted):
        workflow.scrap_part(part=part, reason_code="broken", act=act(elsewhere()))
    with pytest.raises(NotPermitted):
        workflow.harvest(device=source, kind=kind("wifi"), act=act(people.social_worker()))


def test_of_two_people_who_fit_the_same_part_one_does():
    part = in_stock()
    first, second = device_at(Stage.REPAIR), device_at(Stage.REPAIR)
    seen_by_both = Part.objects.get(pk=part.pk)

    workflow.fit(part=part, device=first, act=act())
    with pytest.raises(PartElsewhere, match=str(first)):
        workflow.fit(part=seen_by_both, device=second, act=act(people.colleague()))

    assert DeviceEvent.objects.filter(kind=EventKind.PART_FITTED, device__in=[first, second]).count() == 1


# Storage media


def test_a_medium_becomes_a_part_only_erased():
    device = device_at(Stage.REPAIR)
    present = medium(device)

    with pytest.raises(MediumNotSettled):
        workflow.harvest(device=device, kind=kind("ssd"), medium=present, act=act())
    with pytest.raises(MediumNotSettled):
        workflow.harvest(device=device, kind=kind("ssd"), act=act())


def test_a_medium_is_one_part():
    source = stripped()
    ssd(source)

    with pytest.raises(MediumSettled):
        ssd(source)


def test_a_fitted_medium_needs_a_new_proof_there():
    source, broken = stripped(), device_at(Stage.REPAIR)
    part = ssd(source)
    before = part.medium
    event = workflow.fit(part=part, device=broken, act=act())

    there = broken.media.get()
    before.refresh_from_db()
    assert (there.state, there.serial, there.exposed_at) == (Medium.State.PRESENT, "S3Z8NX0K", event.at)
    assert before.state == Medium.State.ERASED
    assert before.removed_at is not None
    with pytest.raises(MediumNotSettled):
        workflow.move(device=broken, move=Move.SET_UP, act=act())


def test_a_fitted_medium_without_a_serial_number_needs_a_new_proof_too():
    source, broken = stripped(serial=""), device_at(Stage.REPAIR)

    event = workflow.fit(part=ssd(source), device=broken, act=act())

    assert broken.media.get().exposed_at == event.at


def test_a_medium_comes_out_again_only_with_a_proof_made_there():
    source, broken = stripped(), device_at(Stage.REPAIR)
    part = ssd(source)
    workflow.fit(part=part, device=broken, act=act())

    with pytest.raises(MediumNotSettled):
        workflow.return_part(part=part, act=act())
    Medium.objects.filter(device=broken).update(state=Medium.State.ERASED)
    workflow.return_part(part=part, act=act())

    part.refresh_from_db()
    assert part.state == Part.State.IN_STOCK
    assert part.medium.device == broken
    assert part.medium.removed_at is not None
    workflow.fit(part=part, device=broken, act=act())
    assert broken.media.get().state == Medium.State.ERASED  # it has been in no other machine since


def test_a_medium_back_in_an_earlier_machine_needs_a_new_proof():
    first, second = device_at(Stage.REPAIR), device_at(Stage.REPAIR)
    erased(first)
    part = ssd(first)
    workflow.fit(part=part, device=second, act=act())
    Medium.objects.filter(device=second).update(state=Medium.State.ERASED)
    workflow.return_part(part=part, act=act())

    event = workflow.fit(part=part, device=first, act=act())

    there = first.media.get()
    assert (there.state, there.removed_at, there.exposed_at) == (Medium.State.PRESENT, None, event.at)


# Back, away, undone


def test_a_part_goes_back_to_a_shelf_or_away():
    broken, shelf = device_at(Stage.REPAIR), place("Étagère pièces")
    part = in_stock()
    workflow.fit(part=part, device=broken, act=act())
    workflow.return_part(part=part, place=shelf, act=act())
    part.refresh_from_db()
    assert (part.state, part.place) == (Part.State.IN_STOCK, shelf)

    with pytest.raises(ReasonNeeded):
        workflow.scrap_part(part=part, reason_code="bored", act=act())
    workflow.scrap_part(part=part, reason_code="worn", act=act())
    with pytest.raises(PartElsewhere):
        workflow.fit(part=part, device=broken, act=act())
    with pytest.raises(PartElsewhere):
        workflow.return_part(part=part, act=act())

    told = queries.timeline(part.source).get(kind=EventKind.PART_SCRAPPED)
    assert told.reason_code == "worn"


@pytest.mark.parametrize("code", ["ram", "ssd"])
def test_every_gesture_is_taken_back(code):
    source, broken = stripped(), device_at(Stage.REPAIR)
    part = ssd(source) if code == "ssd" else in_stock(source)
    before = Part.objects.values().get()

    workflow.fit(part=part, device=broken, act=act())
    workflow.undo_part(part=part, act=act())
    assert Part.objects.values().get() == before
    assert not broken.media.exists()

    workflow.scrap_part(part=part, reason_code="lost", act=act())
    workflow.undo_part(part=part, act=act())
    assert Part.objects.values().get() == before

    with pytest.raises(NothingToUndo):
        workflow.undo_part(part=part, act=act())
    assert list(faults(DeviceEvent)) == []


@pytest.mark.parametrize("code", ["ram", "ssd"])
def test_a_harvest_taken_back_puts_the_part_back(code):
    source = stripped()
    part = ssd(source) if code == "ssd" else in_stock(source)

    workflow.undo_part(part=part, act=act())

    part.refresh_from_db()
    assert part.state == Part.State.CANCELLED
    assert source.media.get().removed_at is None
    assert queries.parts_about(source) == []
    ssd(source)


def test_a_return_taken_back_puts_the_part_back_in_its_machine():
    broken, part = device_at(Stage.REPAIR), in_stock()
    workflow.fit(part=part, device=broken, act=act())
    workflow.return_part(part=part, act=act())

    workflow.undo_part(part=part, act=act())

    part.refresh_from_db()
    assert (part.state, part.fitted_in) == (Part.State.FITTED, broken)


def test_one_takes_back_only_ones_own_gesture_and_only_the_last():
    part, broken = in_stock(), device_at(Stage.REPAIR)
    workflow.fit(part=part, device=broken, act=act())

    with pytest.raises(NothingToUndo):
        workflow.undo_part(part=part, act=act(people.colleague()))
    workflow.undo_part(part=part, act=act())
    with pytest.raises(NothingToUndo):
        workflow.undo_part(part=part, act=act())


def test_a_fitting_whose_medium_was_worked_on_is_not_taken_back():
    broken = device_at(Stage.REPAIR)
    part = ssd(stripped())
    workflow.fit(part=part, device=broken, act=act())
    workflow.remove_medium(medium=broken.media.get(), act=act())

    with pytest.raises(NothingToUndo):
        workflow.undo_part(part=part, act=act())


def test_when_the_event_cannot_be_written_nothing_has_moved(monkeypatch):
    part, broken = in_stock(), device_at(Stage.REPAIR)
    monkeypatch.setattr(workflow.parts, "record", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        workflow.fit(part=part, device=broken, act=act())

    part.refresh_from_db()
    assert part.state == Part.State.IN_STOCK


# Waiting for a part


def test_a_device_waits_until_the_part_is_fitted():
    broken = device_at(Stage.REPAIR)
    need = workflow.await_part(device=broken, kind=kind(), spec="DDR4 8 Go", act=act())
    [wait] = queries.waits(people.technician(), [need])
    assert (wait.in_stock, wait.givers) == (0, 0)

    source = stripped()
    [wait] = queries.waits(people.technician(), [need])
    assert (wait.in_stock, wait.givers) == (0, 1)
    part = in_stock(source)
    [wait] = queries.waits(people.technician(), [need])
    assert (wait.in_stock, wait.givers) == (1, 0)

    workflow.fit(part=part, device=broken, act=act())
    need.refresh_from_db()
    assert need.filled_by == part
    assert list(queries.open_needs(people.technician())) == []

    workflow.undo_part(part=part, act=act())
    assert list(queries.open_needs(people.technician())) == [need]


def test_another_spec_does_not_fill_a_need():
    broken = device_at(Stage.REPAIR)
    need = workflow.await_part(device=broken, kind=kind(), spec="DDR4 16 Go", act=act())

    workflow.fit(part=in_stock(), device=broken, act=act())

    need.refresh_from_db()
    assert need.ended_at is None


def test_a_part_bound_to_its_model_comes_from_the_same_model():
    broken = device_at(Stage.REPAIR, manufacturer="HP", model="EliteBook 840 G5")
    need = workflow.await_part(device=broken, kind=kind("keyboard"), act=act())
    stripped(serial="OTHER")
    in_stock(stripped(serial="THIRD"), "keyboard", "AZERTY")
    [wait] = queries.waits(people.technician(), [need])
    assert (wait.in_stock, wait.givers) == (0, 0)

    same = stripped(manufacturer="hp", model="elitebook 840 g5")

    [wait] = queries.waits(people.technician(), [need])
    assert (wait.in_stock, wait.givers) == (0, 1)
    assert list(queries.givers(people.technician(), kind("keyboard"), wanted_by=broken)) == [same]


def test_a_stripped_device_gives_a_disk_only_if_it_holds_one_that_is_erased():
    with_disk = stripped()
    device_at(Stage.PARTS)  # stated to hold none

    assert list(queries.givers(people.technician(), kind("ssd"))) == [with_disk]
    assert queries.givers(people.technician(), kind("ram")).count() == 2


def test_a_need_is_stated_once_in_repair_and_called_off():
    broken = device_at(Stage.REPAIR)
    need = workflow.await_part(device=broken, kind=kind(), act=act())

    with pytest.raises(AlreadyAwaited):
        workflow.await_part(device=broken, kind=kind(), act=act())
    with pytest.raises(MoveNotAllowed):
        workflow.await_part(device=device_at(Stage.AUDIT), kind=kind(), act=act())
    workflow.call_off(need=need, act=act())

    assert list(queries.open_needs(people.technician())) == []
    assert moves.locked(broken).events.filter(kind=EventKind.PART_AWAITED).exists()


def test_stock_is_counted_by_kind_and_spec_and_site():
    site = people.technician().site
    for device in (stripped(serial="A1"), stripped(serial="A2")):
        in_stock(device)
    in_stock(stripped(serial="A3"), spec="DDR3 4 Go")

    lines = queries.part_stock(people.technician(), [site], queries.PartFilter())

    counted = {(line.kind.code, line.spec): (list(line.counts), line.is_low) for line in lines}
    assert counted["ram", "DDR4 8 Go"] == ([2], True)
    assert counted["ram", "DDR3 4 Go"] == ([1], True)
    assert counted["ssd", ""] == ([0], True)
    assert ("hdd", "") not in counted
    assert queries.part_stock(
        people.stranger(), [people.stranger().site], queries.PartFilter(kind="ram")
    ) == [queries.StockLine(kind(), "", [0])]
