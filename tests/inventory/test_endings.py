"""The end of life: a pallet closed is frozen with its weights, a batch adds up, waste is told by the law's dates."""

import threading
from datetime import date

import pytest
from django.db import connections, transaction
from pypdfium2 import PdfDocument

from inventory import queries, workflow
from inventory.models import (
    Device,
    DeviceEvent,
    Medium,
    PalletEvent,
    PalletLine,
    Place,
    RecyclingPallet,
    WasteCode,
    WasteRule,
)
from inventory.states import Action, EventKind, Stage
from inventory.workflow import acts, moves
from reuse.accounts.files import Scan
from reuse.core import verification
from reuse.core.refusals import NotPermitted, Refusal
from reuse.documents import workflow as documents
from tests import people
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db


PARTNERS = {"recycler": "Recyclage du Rhône", "recycler_address": "Lyon", "carrier": "Alpes Transport"}


def pallet(name: str = "Palette 1", who=people.manager) -> RecyclingPallet:
    _owner, site = people.workshop()
    return workflow.begin_pallet(site=site, name=name, act=people.act(who()))


@transaction.atomic
def put(device: Device, into: Place) -> None:
    held = moves.locked(device)
    assert acts.perform(held, Action.PLACE, {"place": into.code}, people.act(people.technician()))


def loaded(*kinds: str) -> RecyclingPallet:
    """A pallet on which recycled devices of these types lie."""
    made = pallet()
    for kind in kinds:
        put(device_at(Stage.RECYCLED, kind_of=kind), made.place)
    return made


def closed(one: RecyclingPallet, *, seen: int | None = None, who=people.manager, **more) -> RecyclingPallet:
    count = queries.devices_on(one).count() if seen is None else seen
    said = {"weight_g": 9000, **PARTNERS, **more}
    return workflow.close_pallet(pallet=one, seen=count, act=people.act(who()), **said)


def collected(one: RecyclingPallet) -> RecyclingPallet:
    act = people.act(people.manager())
    return workflow.collect_pallet(pallet=one, on=act.on, tracking="BSD-77", act=act)


# Closing


def test_a_closed_pallet_is_a_frozen_list_with_weights_and_a_numbered_slip():
    one = loaded("laptop", "desktop")
    weighed = device_at(Stage.RECYCLED)
    Device.objects.filter(pk=weighed.pk).update(weight_g=2100)
    put(weighed, one.place)

    closed(one)

    one.refresh_from_db()
    lines = {line.device.code: line for line in one.lines.all()}
    assert one.stage == RecyclingPallet.State.CLOSED
    assert one.slip.number.startswith("BD-")
    assert lines[weighed.code].grams == 2100
    assert lines[weighed.code].basis == PalletLine.Basis.MEASURED
    assert sorted((line.grams, line.basis, line.waste_code.code) for line in one.lines.all()) == [
        (1650, "default", "16 02 13*"),
        (2100, "measured", "16 02 13*"),
        (5260, "default", "16 02 14"),
    ]
    assert lines[weighed.code].serial.startswith("SN")
    assert lines[weighed.code].donation == weighed.donation
    assert [(code["code"], code["grams"], code["things"]) for code in one.slip.facts["codes"]] == [
        ("16 02 13*", 3750, 2),
        ("16 02 14", 5260, 1),
    ]
    assert one.slip.facts["weight_grams"] == 9000
    assert documents.content(one.slip).startswith(b"%PDF")


def test_the_printed_slip_says_the_weights_by_code_and_marks_those_that_were_not_weighed():
    one = loaded("laptop", "desktop")
    device = queries.devices_on(one).first()
    Device.objects.filter(pk=device.pk).update(weight_g=2100)
    lithium = WasteCode.objects.get(code="16 06 05")
    act = people.act(people.technician())
    workflow.add_loose(pallet=one, code=lithium, name="Batteries", grams=3200, act=act)
    slip = closed(one).slip

    pages = PdfDocument(documents.content(slip))
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    text = " ".join(text.split())  # whatever the spaces and the ends of lines
    pages.close()

    for words in ("16 02 13*", "2,10", "≈ 5,26", "Batteries", "3,20", "9,0", "Recyclage du Rhône"):
        assert words in text, words


def test_nothing_on_a_closed_pallet_moves_and_nothing_comes_onto_it():
    one = loaded("laptop")
    device = queries.devices_on(one).get()
    shelf = workflow.create_place(
        site=one.place.site, kind="box", name="Carton", parent=None, act=people.act(people.manager())
    )
    late = device_at(Stage.RECYCLED)
    closed(one)

    for gesture in (
        lambda: put(device, shelf),
        lambda: put(late, one.place),
        lambda: workflow.correct(device=device, act=people.act(people.manager()), reason_code="other"),
        lambda: workflow.undo(device=device, act=people.act(people.manager())),
        lambda: workflow.reopen_place(place=one.place, act=people.act(people.manager())),
        lambda: workflow.add_loose(
            pallet=one,
            code=WasteCode.objects.first(),
            name="Piles",
            grams=1,
            act=people.act(people.manager()),
        ),
    ):
        with pytest.raises(Refusal):
            gesture()

    assert again(device).place == one.place
    assert again(device).stage == Stage.RECYCLED
    assert again(late).place is None


def test_what_lies_in_a_box_on_the_pallet_is_on_its_list_and_the_box_closes_too():
    one = pallet()
    box = workflow.create_place(
        site=one.place.site, kind="box", name="Carton", parent=one.place, act=people.act(people.manager())
    )
    put(device_at(Stage.RECYCLED), box)

    closed(one)

    box.refresh_from_db()
    assert one.lines.count() == 1
    assert box.closed_at is not None


def test_a_pallet_with_an_open_medium_does_not_close():
    one = loaded("laptop")
    device = queries.devices_on(one).get()
    disk = Medium.objects.create(  # as a report that came late names it
        device=device, serial="WD-1234567", normalised="WD1234567", found_at=people.NOON
    )

    with pytest.raises(Refusal) as refused:
        closed(one)
    assert refused.value.reason == "pallet_not_ready"
    assert str(device) in refused.value.message
    one.refresh_from_db()
    assert one.slip is None
    assert not one.lines.exists()

    Medium.objects.filter(pk=disk.pk).update(state=Medium.State.DESTROYED)
    closed(one)
    assert one.lines.get().data == "WD-1234567 (détruit)"


def test_a_device_that_is_not_recycled_or_has_no_weight_keeps_the_pallet_open():
    one = pallet()
    put(device_at(Stage.ERASURE), one.place)
    with pytest.raises(Refusal) as not_recycled:
        closed(one)
    assert not_recycled.value.reason == "pallet_not_ready"

    other = pallet("Palette 2")
    server = device_at(Stage.RECYCLED, kind_of="server")
    put(server, other.place)
    with pytest.raises(Refusal) as refused:
        closed(other)
    assert str(server) in refused.value.message

    Device.objects.filter(pk=server.pk).update(weight_g=18_000)
    assert closed(other).lines.get().grams == 18_000


def test_an_empty_pallet_and_a_pallet_that_changed_meanwhile_are_refused():
    with pytest.raises(Refusal) as empty:
        closed(pallet("Vide"))
    assert empty.value.reason == "pallet_not_ready"

    with pytest.raises(Refusal) as changed:
        closed(loaded("laptop", "laptop"), seen=1)
    assert changed.value.reason == "pallet_changed"


def test_a_technician_loads_a_pallet_and_a_manager_closes_it():
    one = pallet(who=people.technician)
    put(device_at(Stage.RECYCLED), one.place)

    with pytest.raises(NotPermitted):
        closed(one, who=people.technician)
    with pytest.raises(NotPermitted):
        workflow.open_pallet(place=one.place, act=people.act(people.stranger()))

    assert closed(one).stage == RecyclingPallet.State.CLOSED


def test_loose_waste_is_weighed_under_its_own_code():
    one = loaded("laptop")
    lithium = WasteCode.objects.get(code="16 06 05")
    by = people.act(people.technician())
    workflow.add_loose(pallet=one, code=lithium, name="Batteries", grams=3200, act=by)
    wrong = workflow.add_loose(pallet=one, code=lithium, name="Erreur", grams=1, act=by)
    workflow.remove_loose(pallet=one, line=wrong.pk, act=people.act(people.technician()))

    closed(one)

    sums = {each.code.code: each.grams for each in queries.by_code(one.lines.select_related("waste_code"))}
    assert sums == {"16 02 13*": 1650, "16 06 05": 3200}


def test_the_weight_and_code_are_those_in_force_on_the_day():
    laptop = device_at(Stage.RECYCLED)
    other = WasteCode.objects.get(code="16 02 14")
    rule = {"type": laptop.type, "code": other, "code_source": "test", "weight_source": "test"}
    WasteRule.objects.create(**rule, weight_g=1500, since=date(2026, 6, 1))
    WasteRule.objects.create(**rule, weight_g=9999, since=date(2027, 1, 1))
    one = pallet()
    put(laptop, one.place)

    line = closed(one).lines.get()

    assert (line.grams, line.waste_code) == (1500, other)


# Reopening, collecting, certifying


def test_a_pallet_is_reopened_with_a_reason_before_it_is_collected_and_its_slip_is_void():
    one = closed(loaded("laptop"))
    slip = one.slip
    with pytest.raises(Refusal) as refused:
        workflow.reopen_pallet(pallet=one, reason=" ", act=people.act(people.manager()))
    assert refused.value.reason == "reason_needed"

    workflow.reopen_pallet(pallet=one, reason="Un écran oublié", act=people.act(people.manager()))

    slip.refresh_from_db()
    one.refresh_from_db()
    one.place.refresh_from_db()
    assert slip.is_void
    assert (one.stage, one.lines.count(), one.place.closed_at) == ("open", 0, None)
    put(device_at(Stage.RECYCLED, kind_of="monitor"), one.place)
    assert closed(one).slip.number != slip.number

    collected(one)
    with pytest.raises(Refusal) as late:
        workflow.reopen_pallet(pallet=one, reason="Trop tard", act=people.act(people.manager()))
    assert late.value.reason == "pallet_state"


def test_a_collected_pallet_is_in_the_history_of_its_devices_and_in_the_register():
    one = closed(loaded("laptop", "desktop"))
    collected(one)
    manager = people.manager()

    device = one.lines.first().device
    told = DeviceEvent.objects.get(device=device, kind=EventKind.COLLECTED)
    rows = queries.departures_of(queries.departures(manager, queries.RegisterFilter()))
    assert told.details["slip"] == one.slip.number
    assert [(row.code.code, row.grams, row.things) for row in rows] == [
        ("16 02 13*", 1650, 1),
        ("16 02 14", 5260, 1),
    ]
    assert rows[0].pallet.tracking == "BSD-77"
    narrowed = queries.departures(manager, queries.RegisterFilter(code="16 02 14", since=date(2026, 6, 1)))
    assert [row.code.code for row in queries.departures_of(narrowed)] == ["16 02 14"]
    assert not queries.departures(manager, queries.RegisterFilter(until=date(2026, 1, 1)))
    assert not queries.departures(people.stranger(), queries.RegisterFilter())


def test_a_pallet_does_not_leave_before_it_was_closed_nor_tomorrow():
    one = closed(loaded("laptop"))
    act = people.act(people.manager())
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        with pytest.raises(Refusal) as refused:
            workflow.collect_pallet(pallet=one, on=day, tracking="", act=act)
        assert refused.value.reason == "pallet_state"


def test_the_certificate_is_kept_with_the_pallet():
    one = collected(closed(loaded("laptop")))

    workflow.certify_pallet(
        pallet=one,
        scan=Scan("certificat.pdf", b"%PDF-1.4 certificat", "application/pdf"),
        act=people.act(people.manager()),
    )

    one.refresh_from_db()
    assert one.stage == RecyclingPallet.State.CERTIFIED
    assert (one.certificate.owner, one.certificate.retention) == (one.place.site.organisation, "document")
    assert [event.kind for event in one.events.all()] == ["opened", "closed", "collected", "certified"]
    assert list(verification.faults(PalletEvent)) == []


@pytest.mark.django_db(transaction=True)
def test_a_scan_onto_a_pallet_that_closes_is_on_its_list_or_refused(committed):
    for round_ in range(3):
        one = pallet(f"Palette {round_}")
        put(device_at(Stage.RECYCLED), one.place)
        late = device_at(Stage.RECYCLED)
        start, answers = threading.Barrier(2), []
        verbs = (lambda one=one: closed(one, seen=1), lambda late=late, one=one: put(late, one.place))

        def run(verb, start=start, answers=answers):
            try:
                start.wait()
                verb()
            except Refusal as refusal:
                answers.append(refusal.reason)
            finally:
                connections.close_all()

        racers = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

        one.refresh_from_db()
        on_it = set(Device.objects.filter(place=one.place).values_list("pk", flat=True))
        assert len(answers) == 1, answers
        if one.is_open:
            assert answers == ["pallet_changed"]
            assert late.pk in on_it
        else:
            assert on_it == set(one.lines.values_list("device", flat=True))


def waste_at(stage: Stage) -> Device:
    device = device_at(stage)
    workflow.become_waste(device=device, reason_code="not_chosen", act=people.act(people.manager()))
    return again(device)
