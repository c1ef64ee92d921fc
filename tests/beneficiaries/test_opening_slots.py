"""Appointments in the opening hours of the place: free places by time, none on a closed day, none in a full one; form and verb."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import Appointment, Handover, HoldingRule
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import AllocationStage
from beneficiaries.workflow.refusals import NoSlotLeft, PlaceClosed
from reuse.core import clock
from reuse.directory import workflow as directory
from reuse.directory.models import Entry
from tests import people
from tests.beneficiaries import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TUESDAY, WEDNESDAY, HOLIDAY = date(2026, 6, 23), date(2026, 6, 24), date(2026, 7, 14)
RAW = "Tu 14:00-15:00; We 09:00-09:30; PH off"


@pytest.fixture
def counter(monkeypatch):
    """The workshop's counter, with its hours in the directory; the pages are read in June."""
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(hours=6))
    _owner, site = people.workshop()
    directory.gather(on=people.NOON.date())
    act = people.act(people.coordinator(), people.NOON)
    directory.save_entry(entry=Entry.objects.get(site=site), facts={"opening_hours": RAW}, areas=[], act=act)
    return site


def hours():
    return Hours.of(HoldingRule.objects.get())


def paris(on, hour, minute=0):
    return datetime.combine(on, time(hour, minute), ZoneInfo("Europe/Paris"))


def plan(site, at, who=people.social_worker, allocation=None):
    allocation = allocation or factories.allocation_at(AllocationStage.ACCEPTED)
    return workflow.plan_handover(allocation=allocation, site=site, planned_at=at, act=people.act(who()))


def test_times_are_those_of_the_place_and_show_what_is_free(counter):
    plan(counter, paris(TUESDAY, 14))

    found = queries.slots(counter, TUESDAY, hours())
    assert [(one.at, one.free) for one in found] == [
        (paris(TUESDAY, 14), 1),
        (paris(TUESDAY, 14, 20), 2),
        (paris(TUESDAY, 14, 40), 2),
    ]
    assert queries.first_free_day(counter, hours(), since=people.NOON) == date(2026, 6, 16)


def test_the_first_free_day_is_found_in_as_many_statements_near_or_far(counter, django_assert_num_queries):
    one_at_a_time = Hours(30, 1)
    with django_assert_num_queries(2):
        near = queries.first_free_day(counter, one_at_a_time, since=people.NOON)
    plan(counter, paris(near, 14))
    plan(counter, paris(near, 14, 30))

    with django_assert_num_queries(2):
        far = queries.first_free_day(counter, one_at_a_time, since=people.NOON)

    assert near < far


@pytest.mark.parametrize("on", [date(2026, 6, 22), HOLIDAY])
def test_a_closed_day_is_refused_by_the_verbs(counter, on):
    with pytest.raises(PlaceClosed) as refused:
        plan(counter, paris(on, 14))
    assert "14" in refused.value.message
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    boss = people.act(people.coordinator())
    with pytest.raises(PlaceClosed):
        workflow.book(allocation=allocation, site=counter, on=on, hours=hours(), act=boss)
    day = queries.handover_day(site=counter, on=people.NOON.date())
    with pytest.raises(PlaceClosed):
        workflow.decide_day(day=day, on=on, hours=hours(), choices=[], act=boss)
    assert not Handover.objects.exists()


def test_a_time_outside_the_hours_or_full_is_refused(counter):
    with pytest.raises(NoSlotLeft):
        plan(counter, paris(TUESDAY, 10))
    first = plan(counter, paris(TUESDAY, 14))
    plan(counter, paris(TUESDAY, 14, 5))
    with pytest.raises(NoSlotLeft):
        plan(counter, paris(TUESDAY, 14))

    moved = plan(
        counter, paris(TUESDAY, 14, 10), people.coordinator, first.allocation
    )  # its own place is free
    assert moved == first
    assert Appointment.objects.get(handover=first).minutes == 20


def test_a_missed_one_is_given_again_in_the_opening_hours(counter):
    handover = plan(counter, paris(WEDNESDAY, 9))
    again = workflow.miss(
        handover=handover, act=people.act(people.coordinator(), datetime(2026, 6, 24, 12, tzinfo=UTC))
    )
    assert again.planned_at == paris(WEDNESDAY + timedelta(days=7), 9)


def test_hours_asked_for_cut_those_of_the_place(counter):
    late = Hours(minutes=20, per_slot=1, opens=time(14, 30))
    assert [one.at for one in queries.slots(counter, TUESDAY, late)] == [paris(TUESDAY, 14, 30)]


def page(allocation, **given):
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return f"/allocations/{allocation.public_id}/hand-over/?{query}"


def test_the_page_offers_free_times_alone_and_a_closed_day_leads_to_an_open_one(browser, counter):
    plan(counter, paris(TUESDAY, 14))
    plan(counter, paris(TUESDAY, 14))
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    worker = browser(people.social_worker())

    shown = worker.get(page(allocation, site=counter.pk, on=TUESDAY)).content.decode()
    assert "2026-06-23T14:20" in shown
    assert "2026-06-23T14:00" not in shown
    first = worker.get(page(allocation))
    assert first.context["on"] == date(2026, 6, 16)
    closed = worker.get(page(allocation, site=counter.pk, on=date(2026, 6, 22)))
    assert closed.context["closed"]
    assert "on=2026-06-16" in closed.content.decode()
    assert 'name="planned_at"' not in closed.content.decode()


def test_the_form_refuses_what_the_verb_would(browser, counter):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    worker = browser(people.social_worker())
    for wrong in ("2026-06-22T14:00", "2026-06-23T10:00", ""):
        answer = worker.post(page(allocation), {"site": counter.pk, "planned_at": wrong})
        assert answer.context["form"].errors["planned_at"]
    assert not Handover.objects.exists()

    worker.post(page(allocation), {"site": counter.pk, "planned_at": "2026-06-23T14:20"})
    assert Handover.objects.get().planned_at == paris(TUESDAY, 14, 20)


def test_a_hand_over_day_on_a_closed_day_is_said_beside_its_field(browser, counter):
    factories.request_at()
    factories.stocked()
    given = {"site": counter.pk, "serving": "site", "bringing": "department", "minutes": 20, "per_slot": 2}
    boss = browser(people.coordinator())

    closed = boss.get("/handovers/day/", {**given, "on": "2026-06-22"})
    opened = boss.get("/handovers/day/", {**given, "on": "2026-06-23"})

    assert closed.context["form"].errors["on"]
    assert [one.free for one in opened.context["times"]] == [2, 2, 2]
