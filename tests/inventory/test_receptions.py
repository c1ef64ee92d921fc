"""A batch as it comes: deliveries and seals, pauses, differences explained, devices refused and given back."""

from datetime import timedelta

import pytest
from django.utils import translation

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationStage
from inventory import queries, workflow
from inventory.models import CountDifference
from inventory.states import Action, Move, Stage
from inventory.workflow import Comment, Pallet
from inventory.workflow.refusals import DeviceRefused, DifferenceOpen, NothingRefused, ReasonNeeded
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.core.verification import faults
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced, device_at, item
from tests.inventory.test_transfers import other_site
from tests.inventory.test_transfers import sent as send_on

pytestmark = pytest.mark.django_db
MISSING, UNEXPECTED = CountDifference.Side.MISSING, CountDifference.Side.UNEXPECTED


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def fresh(donation):
    return Donation.objects.select_related("donor", "receiver", "site").get(pk=donation.pk)


def arrive(donation, *pallets, number=None, who=people.technician):
    return workflow.note_arrival(
        donation=donation, number=number, carrier="Geodis", pallets=pallets, act=people.act(who())
    )


def leave(donation, *pallets, number=None, who=people.donor):
    act = people.act(who())
    return workflow.note_departure(
        donation=donation, number=number, carrier="Geodis", on=act.on, pallets=pallets, act=act
    )


def receive(device, who=people.technician, at=None):
    return workflow.move(device=device, move=Move.RECEIVE, act=people.act(who(), at))


def refuse(*devices, reason="too_old", words="", who=people.technician):
    return workflow.refuse(devices=devices, reason=reason, words=words, act=people.act(who()))


def close(donation, *comments, who=people.technician):
    act = people.act(who())
    facts = workflow.slip_facts(donation, remarks="", act=act)
    return workflow.close(donation=donation, facts=facts, comments=comments, act=act)


# Deliveries


def test_a_delivery_keeps_the_seals_of_both_ends():
    donation = donation_at(DonationStage.ACCEPTED)
    sent = leave(donation, Pallet("A", seal_departed="S1"), Pallet("B", seal_departed="S2"), Pallet("C"))

    arrive(
        donation,
        Pallet("A", seal_arrived="S1", has_arrived=True, weight_g=212_500),
        Pallet("B", seal_arrived="S9", has_arrived=True),
        Pallet("C"),
        number=sent.number,
    )

    [delivery] = queries.deliveries_of(donation)
    same, other, absent = delivery.pallets.all()
    assert (same.seal_departed, same.seal_arrived, same.has_other_seal) == ("S1", "S1", False)
    assert (other.has_other_seal, other.has_arrived) == (True, True)
    assert (absent.has_arrived, absent.has_other_seal) == (False, False)
    assert same.weight_g == 212_500
    assert fresh(donation).stage == DonationStage.IN_RECEPTION


def test_deliveries_are_numbered_in_their_order_and_the_next_one_resumes():
    donation = donation_at(DonationStage.ACCEPTED)
    arrive(donation)
    donations.pause_reception(donation=donation, act=people.act(people.technician()))

    second = arrive(donation)

    assert second.number == 2
    assert fresh(donation).reception_paused_at is None


@pytest.mark.parametrize("who", [people.stranger, people.social_worker, people.observer])
def test_others_note_no_delivery(who):
    donation = donation_at(DonationStage.ACCEPTED)

    for note in (arrive, leave):
        with pytest.raises(NotPermitted):
            note(donation, who=who)


def test_a_donor_notes_what_leaves_and_not_what_arrives():
    donation = donation_at(DonationStage.ACCEPTED)
    sent = leave(donation, Pallet("A"))

    with pytest.raises(NotPermitted):
        arrive(donation, who=people.donor)
    arrive(donation, Pallet("A", has_arrived=True), number=sent.number)
    with pytest.raises(MoveNotAllowed, match="has arrived"):
        leave(donation, Pallet("B"), number=sent.number)


@pytest.mark.parametrize("stage", [DonationStage.DRAFT, DonationStage.ANNOUNCED, DonationStage.CLOSED])
def test_nothing_is_noted_of_a_batch_that_is_not_on_its_way(stage):
    donation = donation_at(stage)

    for note in (arrive, leave):
        with pytest.raises(MoveNotAllowed):
            note(donation)


def test_a_delivery_nobody_noted_is_refused():
    with pytest.raises(MoveNotAllowed, match="no such"):
        arrive(donation_at(DonationStage.ACCEPTED), number=7)


# Pauses


def paused(*, at=None):
    donation = donation_at(DonationStage.ACCEPTED)
    first, second = announced(2, donation=donation)
    receive(first)
    donations.pause_reception(donation=donation, act=people.act(people.technician(), at))
    return fresh(donation), second


def test_a_paused_reception_receives_nothing_until_it_is_resumed():
    donation, device = paused()
    with pytest.raises(donations.ReceptionPaused):
        receive(device)
    with pytest.raises(donations.ReceptionPaused):
        workflow.find_unlisted(donation=donation, item=item(), act=people.act(people.technician()))
    assert donation.devices.count() == 2

    donations.resume_reception(donation=donation, act=people.act(people.technician()))
    receive(device)

    assert again(device).stage == Stage.RECEIVED
    assert [one.details.get("reception") for one in donation.events.all()][-2:] == ["paused", "resumed"]


def test_a_scan_from_before_the_pause_still_counts_when_it_is_sent_late():
    donation, device = paused()
    before = donation.reception_paused_at - timedelta(seconds=30)

    receive(device, at=before)

    assert again(device).received_at == before


def test_a_bulk_reception_is_told_of_the_pause():
    _donation, device = paused()

    [outcome] = workflow.move_all(devices=[device], move=Move.RECEIVE, act=people.act(people.technician()))

    assert outcome.refusal.reason == "reception_paused"
    act = people.act(people.technician())
    [line] = workflow.preview([device.code], action=Action.RECEIVE, params={}, act=act)
    assert "paused" in line.refusal.message


def test_pausing_twice_pauses_once_and_strangers_pause_nothing():
    donation, _device = paused()
    donations.pause_reception(donation=donation, act=people.act(people.technician()))
    assert sum(one.details.get("reception") == "paused" for one in donation.events.all()) == 1

    with pytest.raises(NotPermitted):
        donations.resume_reception(donation=donation, act=people.act(people.stranger()))
    with pytest.raises(MoveNotAllowed):
        donations.pause_reception(
            donation=donation_at(DonationStage.ACCEPTED), act=people.act(people.technician())
        )


def test_closing_ends_the_pause():
    donation, _device = paused()

    close(donation, Comment("laptop", MISSING, 3, "kept"))
    donations.reopen(donation=donation, act=people.act(people.manager()))

    assert fresh(donation).reception_paused_at is None


# Differences


def counted():
    """Two laptops by hand and one listed, of which one came; a monitor nobody announced."""
    donation = donation_at(DonationStage.ACCEPTED)
    announced(1, donation=donation)
    for kind in ("laptop", "monitor"):
        workflow.find_unlisted(
            donation=donation, item=item(kind_of=kind), act=people.act(people.technician())
        )
    return fresh(donation)


KEPT = Comment("laptop", MISSING, 2, "kept", "Back in their cupboard.")
ADDED = Comment("monitor", UNEXPECTED, 1, "added")


def test_a_reception_closes_once_every_difference_is_explained():
    donation = counted()
    with pytest.raises(DifferenceOpen, match="1 difference"):
        close(donation, KEPT)
    assert not donation.differences.exists()
    assert not donation.documents.filter(kind=Kind.RECEPTION_SLIP).exists()

    slip = close(donation, KEPT, ADDED)

    laptops, monitors = slip.facts["differences"]
    with translation.override("fr"):
        reasons = [str(CountDifference.Reason(one).label) for one in ("kept", "added")]
    assert [laptops["reason"], monitors["reason"]] == reasons
    assert (laptops["count"], laptops["side"], laptops["words"]) == (2, "missing", "Back in their cupboard.")
    assert (monitors["count"], monitors["side"], monitors["words"]) == (1, "unexpected", "")
    assert donation.devices.get(stage=Stage.NOT_DELIVERED).events.last().reason_code == "kept"


def test_explanations_may_be_kept_before_the_end():
    donation = counted()
    workflow.comment_differences(donation=donation, comments=[KEPT], act=people.act(people.technician()))
    workflow.comment_differences(donation=donation, comments=[ADDED], act=people.act(people.technician()))

    assert all(line.is_settled for line in queries.count_differences(donation))
    assert close(donation).number.startswith("BR-")


def test_an_explanation_of_another_count_explains_nothing():
    donation = counted()
    workflow.comment_differences(
        donation=donation, comments=[KEPT, ADDED], act=people.act(people.technician())
    )
    receive(donation.devices.get(stage=Stage.ANNOUNCED))

    [laptops, _monitors] = queries.count_differences(donation)

    assert not laptops.is_settled
    with pytest.raises(DifferenceOpen):
        close(donation)
    with pytest.raises(DifferenceOpen, match="changed meanwhile"):
        close(donation, KEPT)


@pytest.mark.parametrize(
    "comment",
    [
        Comment("laptop", MISSING, 2, "added"),  # explains what is beyond, not what lacks
        Comment("laptop", MISSING, 2, "nonsense"),
        Comment("laptop", MISSING, 2, "other", "  "),
    ],
)
def test_a_reason_is_of_the_list_and_another_one_takes_words(comment):
    with pytest.raises(ReasonNeeded):
        close(counted(), comment, ADDED)


def test_strangers_explain_nothing():
    with pytest.raises(NotPermitted):
        workflow.comment_differences(donation=counted(), comments=[KEPT], act=people.act(people.stranger()))


# Refused, given back, sent on


def two_here():
    donation = donation_at(DonationStage.ACCEPTED)
    devices = announced(2, donation=donation)
    for device in devices:
        receive(device)
    return fresh(donation), *devices


def test_a_refused_device_waits_to_go_back():
    donation, device, _other = two_here()

    refuse(device, reason="locked", words="MDM of the town hall.")

    with pytest.raises(DeviceRefused):
        workflow.move(device=device, move=Move.AUDIT, act=people.act(people.technician()))
    event = device.events.last()
    assert (event.kind, event.reason_code, event.note.text) == ("refused", "locked", "MDM of the town hall.")
    assert (queries.fates(donation).kept, queries.fates(donation).waiting) == (1, 1)
    assert list(faults(type(event))) == []


def test_what_is_refused_unscanned_is_received_first():
    donation = donation_at(DonationStage.ACCEPTED)
    [device] = announced(1, donation=donation)

    refuse(device)

    assert again(device).stage == Stage.RECEIVED
    assert fresh(donation).stage == DonationStage.IN_RECEPTION


def test_a_refusal_is_lifted():
    _donation, device, _other = two_here()
    refuse(device)

    workflow.keep_after_all(device=device, act=people.act(people.technician()))
    workflow.move(device=device, move=Move.AUDIT, act=people.act(people.technician()))

    assert again(device).stage == Stage.AUDIT
    with pytest.raises(MoveNotAllowed):
        workflow.keep_after_all(device=device, act=people.act(people.technician()))


def test_taking_the_reception_back_lifts_the_refusal_with_it():
    _donation, device, _other = two_here()
    refuse(device)

    workflow.undo(device=device, act=people.act(people.technician()))

    assert (again(device).stage, again(device).refused_at) == (Stage.ANNOUNCED, None)


def test_refused_devices_go_back_with_one_slip():
    donation, device, other = two_here()
    refuse(device, other, reason="other", words="Soaked.")
    with pytest.raises(NotPermitted):
        workflow.give_back(donation=donation, act=people.act(people.technician()))

    slip = workflow.give_back(donation=donation, carrier="Geodis", act=people.act(people.manager()))

    assert slip.number.startswith("RT-")
    assert [one["code"] for one in slip.facts["devices"]] == [device.code, other.code]
    assert slip.facts["devices"][0]["reason"].endswith(". Soaked.")
    assert {again(device).stage, again(other).stage} == {Stage.RETURNED_TO_DONOR}
    assert donation.documents.get(kind=Kind.RETURN_SLIP) == slip
    assert slip.readers.get().organisation == donation.donor
    assert documents.content(slip).startswith(b"%PDF")
    with pytest.raises(NothingRefused):
        workflow.give_back(donation=donation, act=people.act(people.manager()))


def test_refusing_has_its_reasons_its_time_and_its_people():
    _donation, device, _other = two_here()
    with pytest.raises(ReasonNeeded):
        refuse(device, reason="other")
    with pytest.raises(ReasonNeeded):
        refuse(device, reason="whim")
    with pytest.raises(NotPermitted):
        refuse(device, who=people.stranger)
    with pytest.raises(MoveNotAllowed):
        refuse(device_at(Stage.ERASURE))
    refuse(device)
    with pytest.raises(MoveNotAllowed, match="already"):
        refuse(device)


def test_one_device_that_cannot_be_refused_stops_them_all():
    _donation, device, _other = two_here()

    with pytest.raises(Refusal):
        refuse(device, device_at(Stage.ERASURE))

    assert again(device).refused_at is None


def test_the_slip_tells_what_stays_and_what_does_not():
    donation, refused, sent = two_here()
    kept = workflow.find_unlisted(donation=donation, item=item(), act=people.act(people.technician()))
    arrive(donation, Pallet("A", seal_arrived="S1", has_arrived=True))
    refuse(refused)
    send_on(sent, to=other_site())

    slip = close(donation, Comment("laptop", MISSING, 1, "miscounted"))

    facts = slip.facts
    assert facts["kept"] == 1
    assert kept.code in {one["code"] for one in facts["received"]}
    assert [one["code"] for one in facts["refused"]] == [refused.code]
    assert [one["count"] for one in facts["sent_on"]] == [1]
    assert facts["deliveries"][0]["pallets"][0]["seal_arrived"] == "S1"
    assert documents.content(slip).startswith(b"%PDF")
