"""A device is held for a time; an appointment is given, moved once by the partner, given again once when nobody came."""

from datetime import date, datetime, timedelta

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import Appointment, HoldingRule
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import AllocationStage, HandoverStage, RequestStage
from beneficiaries.workflow.refusals import NoSlotLeft, Once, ReasonNeeded, TooEarly
from inventory.states import Stage
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories
from tests.core.test_icalendar import field
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 22)


def worker(at=None):
    return people.act(people.social_worker(), at)


def boss(at=None):
    return people.act(people.coordinator(), at)


def booked(on=DAY, **how):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED, **how)
    _owner, site = people.workshop()
    return workflow.book(
        allocation=allocation, site=site, on=on, hours=Hours.of(HoldingRule.objects.get()), act=boss()
    )


def letters():
    return [one.payload for one in Outbox.objects.filter(kind="mail").order_by("pk")]


def test_a_reserved_device_has_its_last_day_and_is_held_longer_once():
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    until = allocation.held_until
    assert until == date(2026, 6, 15) + timedelta(days=21)

    with pytest.raises(ReasonNeeded):
        workflow.hold_longer(allocation=allocation, reason_code="", act=worker())
    workflow.hold_longer(allocation=allocation, reason_code="cannot_come", act=worker())
    with pytest.raises(Once):
        workflow.hold_longer(allocation=allocation, reason_code="cannot_come", act=boss())

    allocation.refresh_from_db()
    assert allocation.held_until == until + timedelta(days=14)


def test_only_what_is_reserved_is_held_longer_and_by_its_partner():
    proposed = factories.allocation_at(AllocationStage.PROPOSED)
    with pytest.raises(MoveNotAllowed):
        workflow.hold_longer(allocation=proposed, reason_code="cannot_come", act=boss())
    reserved = factories.allocation_at(AllocationStage.ACCEPTED)
    for other in (factories.other_worker(), people.technician()):
        with pytest.raises(NotPermitted):
            workflow.hold_longer(allocation=reserved, reason_code="cannot_come", act=people.act(other))


def test_what_was_held_long_enough_is_free_again_and_the_partner_is_told():
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    sent = allocation.request.submitted_at
    in_time = datetime.combine(allocation.held_until, people.NOON.timetz())
    assert workflow.release_expired(in_time) == 0

    assert workflow.release_expired(in_time + timedelta(days=1)) == 1
    assert workflow.release_expired(in_time + timedelta(days=1)) == 0

    allocation.refresh_from_db()
    request = factories.again(allocation.request)
    assert (allocation.stage, request.stage) == (AllocationStage.CANCELLED, RequestStage.WAITING)
    assert request.submitted_at == sent
    assert again(allocation.device).stage == Stage.READY
    assert allocation.events.last().reason_code == "expired"
    [letter] = letters()
    assert letter["to"] == [request.worker.email]
    assert request.ref in letter["subject"]


def test_an_appointment_to_come_keeps_the_device():
    handover = booked(on=DAY + timedelta(days=30))
    allocation = handover.allocation
    past = datetime.combine(allocation.held_until, people.NOON.timetz()) + timedelta(days=3)

    assert workflow.release_expired(past) == 0
    assert queries.keeps_until(allocation) == handover.planned_at.date()


def test_times_fill_the_opening_hours_so_many_at_once():
    first, second, third = booked(), booked(), booked()
    _owner, site = people.workshop()

    assert first.planned_at == second.planned_at
    assert third.planned_at == first.planned_at + timedelta(minutes=20)
    assert len(queries.free_slots(site, DAY, Hours.of(HoldingRule.objects.get()))) == 9 * 2 - 3
    seen = queries.appointments_of_day(people.coordinator(), site, DAY)
    assert list(seen) == [first, second, third]
    assert not queries.appointments_of_day(factories.other_worker(), site, DAY)


def test_no_one_is_asked_to_come_when_the_day_is_full():
    HoldingRule.objects.update(per_slot=1, slot_minutes=180)
    booked()

    with pytest.raises(NoSlotLeft):
        booked()


def test_a_partner_moves_its_appointment_once_a_coordinator_as_often_as_needed():
    handover = booked()
    move = {"allocation": handover.allocation, "site": handover.site}
    later = handover.planned_at + timedelta(days=1)

    workflow.plan_handover(**move, planned_at=later, act=worker())
    with pytest.raises(Once):
        workflow.plan_handover(**move, planned_at=later + timedelta(days=1), act=worker())
    workflow.plan_handover(**move, planned_at=later + timedelta(days=2), act=boss())

    assert factories.current(handover).planned_at == later + timedelta(days=2)


def test_a_missed_appointment_is_given_again_once_then_the_device_is_free_and_the_rank_kept():
    handover = booked()
    sent = handover.request.submitted_at
    with pytest.raises(TooEarly):
        workflow.miss(handover=handover, act=worker())

    new = workflow.miss(handover=handover, act=worker(handover.planned_at + timedelta(hours=1)))
    assert new.planned_at.date() == DAY + timedelta(days=7)
    with pytest.raises(TooEarly):
        workflow.miss(handover=new, act=worker(handover.planned_at + timedelta(hours=2)))
    released = workflow.miss(handover=new, act=worker(new.planned_at + timedelta(hours=1)))

    assert released is None
    assert factories.current(handover).stage == HandoverStage.CANCELLED
    request = factories.again(handover.request)
    assert (request.stage, request.submitted_at) == (RequestStage.WAITING, sent)
    assert again(handover.device).stage == Stage.READY
    first, second = letters()
    assert [one["type"] for one in first["attachments"]] == ["text/calendar; method=PUBLISH"]
    assert second["attachments"] == []
    with pytest.raises(MoveNotAllowed):
        workflow.miss(handover=handover, act=worker(new.planned_at + timedelta(hours=2)))


def test_workers_are_reminded_once_shortly_before():
    handover = booked()
    soon = handover.planned_at - timedelta(days=1)

    assert workflow.remind(handover.planned_at - timedelta(days=4)) == 0
    assert workflow.remind(soon) == 1
    assert workflow.remind(soon) == 0

    assert Appointment.objects.get().reminded_at == soon
    [letter] = letters()
    assert handover.request.ref in letter["text"]


def test_the_calendar_names_case_place_and_device_and_nobody():
    handover = booked()

    content = workflow.calendar_of([handover])

    assert field(content, "DTSTART") == f"{handover.planned_at:%Y%m%d}T073000Z"
    assert handover.request.ref in field(content, "SUMMARY")
    assert handover.device.name in field(content, "DESCRIPTION")
    assert people.social_worker().user.name.encode() not in content
