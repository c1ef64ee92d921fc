"""A legal lane is corrected by the administrator, with a reason, before the first reservation; never after."""

import pytest
from django.db import DatabaseError, connection, transaction

from donors.models import Donation
from donors.states import DonationStage, Lane
from inventory import workflow
from inventory.models import Device, DeviceEvent
from inventory.workflow.lanes import NoLaneReason
from reuse.accounts.models import LegalKind
from reuse.core import verification
from reuse.core.refusals import NotPermitted
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced, device_at

pytestmark = pytest.mark.django_db


def correct(batch, lane=Lane.PUBLIC_GIFT_FREE_ONLY, reason="Le preneur est une association du 2°", by=None):
    act = people.act(by or people.administrator())
    return workflow.correct_lane(donation=batch, lane=lane, reason=reason, act=act)


def test_batch_and_devices_change_lane_each_with_its_event():
    devices = announced(3, donation=donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL))
    batch = devices[0].donation

    event = correct(batch)

    batch.refresh_from_db()
    assert batch.lane == Lane.PUBLIC_GIFT_FREE_ONLY
    assert set(batch.devices.values_list("lane", flat=True)) == {Lane.PUBLIC_GIFT_FREE_ONLY}
    told = DeviceEvent.objects.filter(kind="lane_corrected")
    assert [one.details for one in told] == [
        {"from": "public_gift_social", "to": "public_gift_free_only"}
    ] * 3
    assert event.note.text.startswith("Le preneur")
    assert list(verification.faults(DeviceEvent)) == []


@pytest.mark.parametrize("by", [people.manager, people.coordinator, people.donor, people.technician])
def test_nobody_else_corrects_it(by):
    with pytest.raises(NotPermitted):
        correct(donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL), by=by())


def test_it_takes_a_reason_and_another_lane():
    batch = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)
    with pytest.raises(NoLaneReason):
        correct(batch, reason=" ")
    with pytest.raises(NoLaneReason):
        correct(batch, lane=Lane(batch.lane))


@pytest.mark.parametrize("then", ["reserved", "unreserved", "handed_over"])
def test_never_after_a_reservation_even_one_taken_back(then):
    device = device_at("reserved" if then == "unreserved" else then)
    if then == "unreserved":
        workflow.unreserve(device=device, allocation="x", act=people.act(people.coordinator()))
    act = people.act(people.administrator())

    assert not workflow.may_correct_lane(device.donation, act)
    with pytest.raises(workflow.LaneFixed):
        correct(device.donation)


def refused(sql):
    told = pytest.raises(DatabaseError, match="event that corrects it")
    with told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return True


def test_the_database_itself_refuses_another_lane_without_the_event_that_corrects_it():
    device = device_at("received")
    donation = device.donation

    assert refused("UPDATE donors_donation SET lane = 'purchase'")
    assert refused("UPDATE inventory_device SET lane = 'purchase'")
    assert refused("UPDATE inventory_device SET lane = 'purchase', last_seq = last_seq - 1")
    correct(donation)
    # One correction stands for one lane, and for the last word alone.
    assert refused("UPDATE donors_donation SET lane = 'purchase'")
    assert refused("UPDATE inventory_device SET lane = 'private_gift'")

    assert set(Donation.objects.values_list("lane", flat=True)) == {Lane.PUBLIC_GIFT_FREE_ONLY}
    assert set(Device.objects.values_list("lane", flat=True)) == {Lane.PUBLIC_GIFT_FREE_ONLY}


def test_until_it_is_fixed_a_lane_follows_the_draft_and_the_batch():
    draft = donation_at()
    Donation.objects.filter(pk=draft.pk).update(lane=Lane.PURCHASE)
    [device] = announced(1, donation=draft)
    Device.objects.update(lane=Lane.PURCHASE)

    assert Device.objects.get(pk=device.pk).lane == Lane.PURCHASE
    assert refused("UPDATE inventory_device SET lane = 'private_gift'")
