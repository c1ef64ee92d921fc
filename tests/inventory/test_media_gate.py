"""Over any sequence of moves and of what people and tools say of media, no device stands past erasure with one open."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from inventory import evidence, workflow
from inventory.models import Medium
from inventory.states import REASONS, RULES, Move, Stage
from inventory.workflow import gates
from inventory.workflow.refusals import StepsMissing
from reuse.core.refusals import Refusal
from tests import people
from tests.inventory import reports
from tests.inventory.factories import again, announced, device_at

GUARDED = gates.MEDIA_GUARDED
MOVES = [move for move in Move if RULES[move].is_free and move != Move.RECEIVE]
SERIALS = ("DISK-A1", "DISK-B2", "")
STATUSES = (" Erased ", "-FAILED-")


def _move(device, move):
    reason = next(iter(REASONS.get(move, {})), "")
    workflow.move(device=device, move=move, act=people.act(people.manager()), reason_code=reason)


def _add(device, serial):
    workflow.add_medium(
        device=device, serial=serial, model="", size_gb=None, act=people.act(people.technician())
    )


def _report(device, serial, status):
    """An nwipe log of a disk, erased or failed, in a machine it does not name."""
    log = reports.nwipe_log(serial=serial, status=status, mark=" " if status == " Erased " else "!")
    content = log.replace("7XKQ2H2", "").encode()
    workflow.attach_evidence(
        device=device,
        content=content,
        name="nwipe.log",
        media_type="text/plain",
        reading=evidence.read(content, name="nwipe.log").as_json(),
        act=people.act(people.technician()),
    )


def _reported(device, said):
    _report(device, *said)


def _of_one(verb):
    """A verb of the device's first media, whichever state they are in."""

    def act_on(device, which):
        media = list(Medium.objects.filter(device=device).order_by("pk"))
        if media:
            verb(media[which % len(media)])

    return act_on


def _attest(one):
    procedure = workflow.procedure_for(one.device)
    steps = [step["code"] for step in procedure.steps] if procedure else []
    workflow.attest_reset(medium=one, steps=steps, act=people.act(people.technician()))


def _confirm(one):
    workflow.confirm_reset(medium=one, act=people.act(people.colleague()))


def _refuse(one):
    workflow.refuse_reset(medium=one, reason="asks for an account", act=people.act(people.colleague()))


def _remove(one):
    workflow.remove_medium(medium=one, act=people.act(people.technician()))


def _destroy(one):
    workflow.destroy_medium(
        medium=one, how="drilled", witness=people.colleague().user, act=people.act(people.technician())
    )


def _no_storage(device, _which):
    workflow.state_no_storage(device=device, act=people.act(people.technician()))


def _correct(device, _which):
    workflow.correct(device=device, reason_code="other", act=people.act(people.manager()))


DEEDS = st.one_of(
    st.tuples(st.just(_move), st.sampled_from(MOVES)),
    st.tuples(st.just(_add), st.sampled_from(SERIALS)),
    st.tuples(
        st.sampled_from([_of_one(verb) for verb in (_attest, _confirm, _refuse, _remove, _destroy)]),
        st.integers(0, 2),
    ),
    st.tuples(st.sampled_from([_no_storage, _correct]), st.none()),
    st.tuples(st.just(_reported), st.tuples(st.sampled_from(SERIALS[:2]), st.sampled_from(STATUSES))),
)


@pytest.mark.any_database
class TestGate(TestCase):
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(kind=st.sampled_from(["laptop", "smartphone"]), deeds=st.lists(DEEDS, min_size=4, max_size=25))
    def test_no_device_stands_past_erasure_with_an_open_medium(self, kind, deeds):
        people.forget()  # each example begins with an empty database
        [device] = announced(1, kind_of=kind)
        _move(device, Move.RECEIVE)
        for deed, on_what in deeds:
            try:
                deed(again(device), on_what)
            except Refusal:
                continue
            device = again(device)
            if device.stage in GUARDED:
                assert workflow.media_refusal(device) is None, (deed, on_what, device.stage)


@pytest.mark.django_db
def test_the_road_past_erasure_is_open_to_what_is_proven():
    """The property above would hold if nothing ever moved: a device does get through."""
    [device] = announced(1, kind_of="smartphone")
    for deed, on_what in [
        (_move, Move.RECEIVE),
        (_add, "DISK-A1"),
        (_of_one(_attest), 0),
        (_of_one(_confirm), 0),
        (_move, Move.SET_UP),
    ]:
        deed(again(device), on_what)

    assert again(device).stage == Stage.SETUP


@pytest.mark.django_db
def test_a_medium_fitted_into_another_machine_needs_a_new_proof_there():
    first, second = announced(2)
    for device in (first, second):
        _move(device, Move.RECEIVE)
    _add(first, "WD-WCC2ETY84203")
    _report(again(first), "WD-WCC2ETY84203", " Erased ")
    assert first.media.get().state == Medium.State.ERASED
    _remove(first.media.get())

    _add(second, "WD-WCC2ETY84203")
    _report(again(second), "WD-WCC2ETY84203", " Erased ")  # the log from before: it ended in February 2026

    assert second.media.get().state == Medium.State.PRESENT
    with pytest.raises(Refusal):
        _move(again(second), Move.SET_UP)


@pytest.mark.django_db
def test_a_disk_wiped_outside_its_machine_is_found_by_its_own_serial_and_accounts_for_it():
    [device] = announced(1)
    _move(device, Move.RECEIVE)
    _add(device, "WD-WCC2ETY84203")
    _remove(device.media.get())

    _report(again(device), "WD-WCC2ETY84203", " Erased ")

    disk = device.media.get()
    assert (disk.state, bool(disk.removed_at)) == (Medium.State.ERASED, True)
    assert workflow.finalise_batch(donation=again(device).donation, act=people.act(people.technician()))


@pytest.mark.django_db
def test_a_donors_own_report_made_before_the_gift_counts():
    [device] = announced(1, serial="CND4286ZJ2")
    _move(device, Move.RECEIVE)
    content = json.dumps(reports.snapshot(action=reports.erase_sectors())).encode()  # of January 2022

    workflow.attach_evidence(
        device=again(device),
        content=content,
        name="donor.json",
        media_type="application/json",
        reading=evidence.read(content, name="donor.json").as_json(),
        act=people.act(people.technician()),
    )
    _move(again(device), Move.SET_UP)

    assert device.media.get().state == Medium.State.ERASED


@pytest.mark.django_db
def test_a_failure_reported_past_erasure_sends_the_device_back():
    [device] = announced(1)
    _move(device, Move.RECEIVE)
    _add(device, "WD-WCC2ETY84203")
    _report(again(device), "WD-WCC2ETY84203", " Erased ")
    _move(again(device), Move.SET_UP)

    _report(again(device), "WD-WCC2ETY84203", "-FAILED-")

    assert device.media.get().state == Medium.State.FAILED
    assert again(device).stage == Stage.ERASURE


@pytest.mark.django_db
def test_a_failure_reported_of_a_medium_that_is_out_leaves_its_device_alone():
    [device] = announced(1)
    _move(device, Move.RECEIVE)
    _add(device, "WD-WCC2ETY84203")
    _report(again(device), "WD-WCC2ETY84203", " Erased ")
    _remove(device.media.get())
    _move(again(device), Move.SET_UP)

    _report(again(device), "WD-WCC2ETY84203", "-FAILED-")

    assert again(device).stage == Stage.SETUP


@pytest.mark.django_db
def test_a_phone_whose_memory_nobody_listed_is_reset_in_one_gesture():
    phone = device_at(Stage.ERASURE, kind_of="smartphone")
    procedure = workflow.procedure_for(phone)

    workflow.reset_device(
        device=phone, steps=[step["code"] for step in procedure.steps], act=people.act(people.technician())
    )

    [medium] = phone.media.all()
    assert medium.state == Medium.State.ATTESTED
    workflow.confirm_reset(medium=medium, act=people.act(people.colleague()))
    workflow.move(device=again(phone), move=Move.SET_UP, act=people.act(people.technician()))
    assert again(phone).stage == Stage.SETUP


@pytest.mark.django_db
def test_a_reset_with_a_step_left_leaves_no_medium_behind():
    phone = device_at(Stage.ERASURE, kind_of="smartphone")

    with pytest.raises(StepsMissing):
        workflow.reset_device(device=phone, steps=[], act=people.act(people.technician()))

    assert phone.media.count() == 0
