"""The pages of a hand-over day: computed by address, decided in one POST; appointments of a day as a list and a file."""

from datetime import timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.models import Allocation, HoldingRule
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import AllocationStage, RequestStage
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
BEGUN = people.NOON - timedelta(days=90)


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """The pages are read on the day the tests live in."""
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(hours=6))


@pytest.fixture
def ready():
    """Two that wait, and a device for each."""
    found = [factories.request_at(RequestStage.WAITING, at=BEGUN + timedelta(days=at)) for at in range(2)]
    return found, [factories.stocked(), factories.stocked(ram_mb=16384)]


def page(**more):
    _owner, site = people.workshop()
    given = {"site": site.pk, "on": "2026-06-22", "serving": "site", "bringing": "department", **more}
    return "/handovers/day/?" + "&".join(f"{name}={value}" for name, value in given.items())


def lines(requests, devices, decisions, **more):
    found = {"ref": [one.ref for one in requests], **more}
    for request, device, decision in zip(requests, devices, decisions, strict=True):
        found |= {f"{request.ref}-shown": device.code, f"{request.ref}-decision": decision}
    return found


def test_the_day_is_shown_before_anything_is_reserved(browser, ready):
    requests, devices = ready
    shown = browser(people.coordinator()).get(page())

    assert all(one.ref.encode() in shown.content for one in requests)
    assert all(one.code[:3].encode() in shown.content for one in devices)
    assert not Allocation.objects.exists()


def test_some_are_accepted_some_refused_some_left_in_one_post(browser, ready):
    requests, devices = ready
    told = browser(people.coordinator()).post(page(), lines(requests, devices, ["refuse:too_far", "accept"]))

    assert told.status_code == 200
    stages = [Allocation.objects.get(request=one).stage for one in requests]
    assert stages == [AllocationStage.REFUSED, AllocationStage.ACCEPTED]


def test_what_is_left_stays_and_all_are_accepted_by_one_button(browser, ready):
    requests, devices = ready
    coordinator = browser(people.coordinator())

    coordinator.post(page(), lines(requests, devices, ["", ""]))
    assert not Allocation.objects.exists()
    coordinator.post(page(), lines(requests, devices, ["", ""], all="1"))
    assert Allocation.objects.live().count() == 2


def test_another_device_without_its_reason_is_told_and_the_rest_carried_out(browser, ready):
    requests, devices = ready
    third = factories.stocked(ram_mb=32768)
    said = lines(requests, devices, ["accept", "accept"]) | {f"{requests[0].ref}-other": third.code}

    told = browser(people.coordinator()).post(page(), said)

    assert [one.is_done for one in told.context["outcomes"]] == [False, True]


@pytest.mark.parametrize(
    "wrong", [{"on": "2026-06-01"}, {"site": "0"}, {"opens": "18:00", "closes": "09:00"}, {"serving": "moon"}]
)
def test_a_day_that_cannot_be_is_said_beside_its_field(browser, ready, wrong):
    shown = browser(people.coordinator()).get(page(**wrong))

    assert shown.status_code == 200
    assert shown.context["form"].errors
    assert browser(people.coordinator()).post(page(**wrong), {"all": "1"}).status_code == 200
    assert not Allocation.objects.exists()


def booked():
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    _owner, site = people.workshop()
    return workflow.book(
        allocation=allocation,
        site=site,
        on=(people.NOON + timedelta(days=7)).date(),
        hours=Hours.of(HoldingRule.objects.get()),
        act=people.act(people.coordinator()),
    )


def test_the_list_of_a_day_and_its_file_show_only_ones_own(browser):
    handover = booked()
    path = f"/handovers/appointments/?site={handover.site_id}&on=2026-06-22"

    mine, theirs = browser(people.social_worker()), browser(factories.other_worker())

    assert handover.request.ref.encode() in mine.get(path).content
    assert handover.request.ref.encode() not in theirs.get(path).content
    assert b"BEGIN:VEVENT" in mine.get(f"{path}&format=ics").content
    assert b"BEGIN:VEVENT" in mine.get(f"/handovers/{handover.public_id}/calendar/").content
    assert theirs.get(f"/handovers/{handover.public_id}/calendar/").status_code == 404


def test_nobody_came_is_said_on_the_page_once_the_time_is_over(browser, monkeypatch):
    handover = booked()
    path, mine = f"/handovers/{handover.public_id}/", browser(people.social_worker())
    assert f"{path}missed/".encode() not in mine.get(path).content

    monkeypatch.setattr(clock, "now", lambda: handover.planned_at + timedelta(hours=1))
    assert f"{path}missed/".encode() in mine.get(path).content
    assert mine.post(f"{path}missed/", follow=True).status_code == 200

    assert factories.current(handover).planned_at == handover.planned_at + timedelta(days=7)


def test_the_page_says_until_when_a_device_is_held_and_holds_it_longer_once(browser):
    allocation = factories.allocation_at(AllocationStage.ACCEPTED)
    path, coordinator = f"/allocations/{allocation.public_id}/", browser(people.coordinator())
    assert coordinator.get(path).context["keeps_until"] == allocation.held_until

    coordinator.post(f"{path}prolong/", {"reason_code": ""})
    allocation.refresh_from_db()
    assert allocation.prolonged_on is None
    coordinator.post(f"{path}prolong/", {"reason_code": "transport"})

    shown = coordinator.get(path)
    assert shown.context["keeps_until"] == allocation.held_until + timedelta(days=14)
    assert f"{path}prolong/".encode() not in shown.content
