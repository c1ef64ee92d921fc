"""The account of a batch's media: nothing removed is forgotten, nothing is certified before all is accounted for."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donors.states import DonationStage
from inventory import queries, workflow
from inventory.models import ErasureProof, Medium
from inventory.states import Move, Stage
from inventory.workflow.refusals import (
    MediumNotSettled,
    MediumSettled,
    MediumUnaccounted,
    ReasonNeeded,
    ResetNotWaiting,
    SecondPersonNeeded,
    StepsMissing,
)
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents.kinds import Kind
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced, device_at, medium

pytestmark = pytest.mark.django_db


def act(person=None):
    return people.act(person or people.technician())


def steps_of(device):
    return [step["code"] for step in workflow.procedure_for(device).steps]


def reset(device):
    """A phone's memory, reset by the technician, waiting for the colleague."""
    memory = medium(device, serial="")
    workflow.attest_reset(medium=memory, steps=steps_of(device), act=act())
    memory.refresh_from_db()
    return memory


def received(number=1, **described):
    devices = announced(number, **described)
    for device in devices:
        workflow.move(device=device, move=Move.RECEIVE, act=act())
    return [again(device) for device in devices]


def destroy(one, **said):
    told = {"how": "shredded", "witness": people.colleague().user, **said}
    return workflow.destroy_medium(medium=one, act=act(), **told)


# A reset is two people's word


def test_a_reset_counts_only_once_another_person_has_confirmed_it():
    device = device_at(Stage.ERASURE, kind_of="smartphone")
    memory = reset(device)

    with pytest.raises(MediumNotSettled, match=r"another person|autre personne"):
        workflow.move(device=device, move=Move.SET_UP, act=act())
    workflow.confirm_reset(medium=memory, act=act(people.colleague()))
    workflow.move(device=device, move=Move.SET_UP, act=act())

    proof = queries.proof_of(Medium.objects.get())
    assert (proof.by, proof.witness) == (people.technician().user, people.colleague().user)
    assert proof.steps == steps_of(device)


def test_nobody_confirms_their_own_reset_nor_from_another_workshop():
    device = device_at(Stage.ERASURE, kind_of="smartphone")
    memory = reset(device)

    for person, refusal in (
        (people.technician(), SecondPersonNeeded),
        (people.stranger(), NotPermitted),
        (people.coordinator(), SecondPersonNeeded),
        (people.donor(), NotPermitted),
    ):
        with pytest.raises(refusal):
            workflow.confirm_reset(medium=memory, act=act(person))

    assert Medium.objects.get().state == Medium.State.ATTESTED


def test_every_step_is_ticked_or_the_refusal_names_what_is_left():
    device = device_at(Stage.ERASURE, kind_of="tablet")
    memory = medium(device, serial="")

    with pytest.raises(StepsMissing, match=r"écran de bienvenue|welcome screen"):
        workflow.attest_reset(medium=memory, steps=steps_of(device)[:-1], act=act())

    assert not ErasureProof.objects.exists()


def test_a_computer_has_no_reset_procedure():
    device = device_at(Stage.ERASURE)

    with pytest.raises(StepsMissing):
        workflow.attest_reset(medium=medium(device), steps=["reset_done"], act=act())


def test_a_refused_reset_is_done_again_and_says_why():
    device = device_at(Stage.ERASURE, kind_of="smartphone")
    memory = reset(device)

    with pytest.raises(ReasonNeeded):
        workflow.refuse_reset(medium=memory, reason=" ", act=act(people.colleague()))
    workflow.refuse_reset(medium=memory, reason="A Google account is asked for", act=act(people.colleague()))

    assert Medium.objects.get().state == Medium.State.PRESENT
    assert ErasureProof.objects.first().reason == "A Google account is asked for"
    with pytest.raises(ResetNotWaiting):
        workflow.confirm_reset(medium=memory, act=act(people.colleague()))
    workflow.attest_reset(medium=memory, steps=steps_of(device), act=act())
    workflow.confirm_reset(medium=memory, act=act(people.colleague()))
    assert Medium.objects.get().state == Medium.State.ERASED


def test_resets_to_check_are_shown_to_the_others_of_the_workshop():
    memory = reset(device_at(Stage.ERASURE, kind_of="smartphone"))

    seen = {
        name: list(queries.resets_to_check(person))
        for name, person in (
            ("own", people.technician()),
            ("colleague", people.colleague()),
            ("stranger", people.stranger()),
        )
    }

    assert seen == {"own": [], "colleague": [memory], "stranger": []}


# Removed is not accounted for


def test_a_removed_medium_lets_its_device_pass_and_keeps_its_batch_open():
    [device] = received()
    disk = medium(device)
    workflow.move(device=device, move=Move.ERASE, act=act())
    workflow.remove_medium(medium=disk, act=act())

    workflow.move(device=device, move=Move.SET_UP, act=act())
    with pytest.raises(MediumUnaccounted, match="WD-1234567"):
        workflow.finalise_batch(donation=device.donation, act=act())
    destroy(disk, witness=None, destroyer="Paprec", slip="BSD-77")

    assert workflow.finalise_batch(donation=device.donation, act=act()).number.startswith("CL-")
    assert again(device).stage == Stage.SETUP


def test_a_removed_medium_that_is_put_back_is_open_again():
    device = device_at(Stage.ERASURE)
    disk = medium(device)
    workflow.remove_medium(medium=disk, act=act())
    workflow.move(device=device, move=Move.SET_UP, act=act())

    medium(device)

    assert again(device).stage == Stage.ERASURE
    assert Medium.objects.get().state == Medium.State.PRESENT


@pytest.mark.parametrize("stage", [Stage.SETUP, Stage.QUALITY_CHECK, Stage.READY])
def test_a_medium_found_past_erasure_sends_its_device_back(stage):
    device = device_at(stage)

    medium(device)

    assert (again(device).stage, again(device).no_storage_at) == (Stage.ERASURE, None)


@pytest.mark.parametrize("stage", [Stage.RESERVED, Stage.HANDED_OVER, Stage.RECYCLED])
def test_no_medium_is_seen_in_a_device_that_is_not_in_work(stage):
    with pytest.raises(MoveNotAllowed):
        medium(device_at(stage))


def test_what_is_settled_is_not_settled_twice():
    device = device_at(Stage.ERASURE)
    disk = medium(device)
    destroy(disk)

    for verb in (destroy, lambda one: workflow.remove_medium(medium=one, act=act())):
        with pytest.raises(MediumSettled):
            verb(disk)


# Destroyed


@pytest.mark.parametrize(
    "said",
    [
        {"witness": None},
        {"witness": None, "destroyer": "Paprec"},
        {"witness": None, "slip": "BSD-77"},
    ],
)
def test_a_destruction_has_a_witness_or_a_destroyer_with_a_slip(said):
    disk = medium(device_at(Stage.ERASURE))

    with pytest.raises(SecondPersonNeeded):
        destroy(disk, **said)


def test_nobody_witnesses_their_own_destruction():
    with pytest.raises(SecondPersonNeeded):
        destroy(medium(device_at(Stage.ERASURE)), witness=people.technician().user)


def test_a_device_is_recycled_once_its_open_media_are_recorded_destroyed():
    device = device_at(Stage.ERASURE)
    disk = medium(device)
    recycle = {"device": device, "move": Move.RECYCLE, "reason_code": "erasure_failed"}

    with pytest.raises(MediumNotSettled):
        workflow.move(**recycle, act=act(people.manager()))
    destroy(disk, witness=None, destroyer="Paprec", slip="BSD-77")
    workflow.move(**recycle, act=act(people.manager()))

    assert again(device).stage == Stage.RECYCLED


# The account of a batch


def batch():
    """Seven devices received: erased by two people, stated bare, unknown, open, removed, destroyed, lost."""
    phone, *laptops = [*received(1, kind_of="smartphone")]
    donation = phone.donation
    laptops = []
    for device in announced(6, donation=donation):
        workflow.move(device=device, move=Move.RECEIVE, act=act())
        laptops.append(again(device))
    bare, _unknown, opened, removed, destroyed, lost = laptops
    workflow.confirm_reset(medium=reset(phone), act=act(people.colleague()))
    workflow.state_no_storage(device=bare, act=act())
    medium(opened, "AZERTY-1")
    workflow.remove_medium(medium=medium(removed, "OUT-2"), act=act())
    destroy(medium(destroyed, "=DEAD-3"))
    medium(lost, "LOST-4")
    workflow.move(device=lost, move=Move.DECLARE_LOST, reason_code="stolen", act=act(people.manager()))
    return donation


def test_the_accounts_of_a_batch_count_each_line_once():
    donation = batch()

    counts = queries.accounts(donation)
    lines = queries.lines_of(queries.page_of_devices(queries.to_account(donation)))

    assert (counts.erased, counts.stated, counts.unknown, counts.present) == (1, 1, 1, 1)
    assert (counts.removed, counts.destroyed, counts.gone) == (1, 1, 1)
    assert counts.lines == len(lines) == 6
    assert counts.unaccounted == sum(not line.is_accounted for line in lines) == 3


@pytest.mark.parametrize("wanted", queries.NARROWED)
def test_a_view_shows_exactly_the_lines_of_its_states(wanted):
    donation = batch()
    every = queries.lines_of(queries.page_of_devices(queries.to_account(donation)))

    found = queries.narrowed(queries.to_account(donation), wanted)
    lines = queries.lines_of(queries.page_of_devices(found), wanted)

    assert [line.state for line in lines] == [
        line.state for line in every if line.state in queries.NARROWED[wanted]
    ]
    assert {line.device for line in lines} == set(found)


@pytest.mark.parametrize(
    ("typed", "fault"), [("azerty-1", ""), ("qwerty)&", "azerty"), ("qwerty°1", "azerty+lock")]
)
def test_a_scanned_serial_finds_its_medium_through_any_keyboard(typed, fault):
    donation = batch()

    seen = queries.sighted(donation, typed)

    assert (len(seen.media), seen.fault) == (1, fault)


def test_a_scanned_device_finds_its_lines_and_an_unknown_text_nothing():
    donation = batch()
    device = queries.to_account(donation).first()

    assert queries.sighted(donation, str(device).lower()).devices == {device.pk}
    assert not queries.sighted(donation, "nothing like it").devices
    assert not queries.sighted(donation_at(DonationStage.ACCEPTED), device.code).devices


def test_the_certificate_names_every_device_and_what_was_lost_apart():
    donation = settled()

    document = workflow.certify_batch(donation=donation, act=act())

    results = [one["result"] for device in document.facts["devices"] for one in device["media"]]
    assert sorted(results) == ["destroyed", "destroyed", "destroyed", "erased"]
    assert [one["serial"] for one in document.facts["left_out"]] != [""]
    assert workflow.certify_batch(donation=donation, act=act()) == document


def settled():
    """The same with nothing left open."""
    donation = batch()
    for line in queries.lines_of(queries.page_of_devices(queries.to_account(donation)), "unaccounted"):
        if line.medium:
            destroy(line.medium)
        else:
            workflow.state_no_storage(device=line.device, act=act())
    return donation


def test_a_large_batch_is_certified_by_a_job_asked_for_once(technician, monkeypatch):
    monkeypatch.setattr(workflow.certificates, "AT_ONCE", 2)
    donation = settled()

    first, second = (technician.post(page(donation) + "finalise/").url for _twice in range(2))
    job = Job.objects.get(kind=workflow.CERTIFY)
    for _twice in range(2):
        jobs.run(job.pk)

    job.refresh_from_db()
    certificate = donation.documents.get(kind=Kind.BATCH_ERASURE_CERTIFICATE)
    assert first == second
    assert (job.state, job.result["number"]) == ("done", certificate.number)
    assert certificate.file
    assert certificate.number in technician.get(job.result["url"]).content.decode()


def test_a_job_finds_out_that_a_medium_was_opened_meanwhile(monkeypatch):
    monkeypatch.setattr(workflow.certificates, "AT_ONCE", 2)
    donation = settled()
    job = workflow.finalise_batch(donation=donation, act=act())
    medium(queries.to_account(donation).first(), "LATE-9")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "LATE-9" in job.error
    assert not donation.documents.filter(kind=Kind.BATCH_ERASURE_CERTIFICATE).exists()


def test_another_workshop_and_a_donor_finalise_nothing():
    donation = batch()

    for person in (people.stranger(), people.donor()):
        with pytest.raises(NotPermitted):
            workflow.finalise_batch(donation=donation, act=act(person))


# The page


def page(donation, query=""):
    return f"/donations/{donation.ref}/sanitization/{query}"


def test_the_page_says_what_is_missing_and_refuses_to_finalise(technician):
    donation = batch()

    shown = technician.get(page(donation)).content.decode()
    answer = technician.post(page(donation) + "finalise/", follow=True).content.decode()

    assert "Cannot be finalised: 3 media are not accounted for" in shown
    assert "OUT-2" in shown
    assert "neither erased nor destroyed" in answer
    assert not donation.documents.filter(kind=Kind.BATCH_ERASURE_CERTIFICATE).exists()


def test_the_page_costs_the_same_for_any_number_of_devices(technician):
    small, large = batch(), batch()
    for device in announced(20, donation=large):
        workflow.move(device=device, move=Move.RECEIVE, act=act())
        destroy(medium(device, f"D-{device.pk}"))
    counts = []
    for donation in (small, large):
        with CaptureQueriesContext(connection) as captured:
            assert technician.get(page(donation)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_donor_reads_the_report_of_their_batch_without_names(as_):
    donation = batch()

    shown = as_(people.donor()).get(page(donation)).content.decode()
    table = b"".join(as_(people.donor()).get(page(donation) + "table/").streaming_content).decode()

    assert "AZERTY-1" in shown
    for text in (shown, table):
        assert "Nadia" not in text
        assert "Paul Roux" not in text
    assert as_(people.donor()).post(page(donation) + "finalise/").status_code == 403


def test_a_stranger_sees_no_report(as_):
    assert as_(people.stranger()).get(page(batch())).status_code == 404


def test_the_table_has_every_line_and_no_formula(technician):
    donation = batch()

    text = b"".join(technician.get(page(donation) + "table/").streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 7
    assert any(row[8] == "'=DEAD-3" for row in rows)
    assert {len(row) for row in rows} == {22}
    assert any("Nadia Benali" in row for row in rows)


def test_a_scanned_serial_shows_its_line_alone_with_what_was_repaired(technician):
    donation = batch()

    shown = technician.get(page(donation), {"q": "qwerty)&"}).content.decode()

    assert "read as typed on the wrong keyboard" in shown
    assert "OUT-2" not in shown.split('id="lines"')[1]
    unknown = technician.get(page(donation), {"q": "nothing"}).content.decode()
    assert "names no medium and no device" in unknown


# Resets, on the device's page


def test_a_reset_is_attested_and_confirmed_in_two_sessions(as_):
    device = device_at(Stage.ERASURE, kind_of="smartphone")
    memory = medium(device, serial="")
    address = f"/d/{device.code}/media/{memory.public_id}/reset/"

    as_(people.technician()).post(address, {"steps": steps_of(device)[:2]})
    assert Medium.objects.get().state == Medium.State.PRESENT
    mine = as_(people.technician()).post(address, {"steps": steps_of(device)}, follow=True)
    assert "another person checks" in mine.content.decode()
    as_(people.technician()).post(address + "confirmed/")
    assert Medium.objects.get().state == Medium.State.ATTESTED
    as_(people.colleague()).post(address + "refused/", {"reason": ""})
    assert Medium.objects.get().state == Medium.State.ATTESTED
    as_(people.colleague()).post(address + "confirmed/")

    assert Medium.objects.get().state == Medium.State.ERASED
