"""A hand-over day in a browser: computed, decided in one gesture without scripts, its appointments listed; pages fit."""

from datetime import timedelta

import pytest

from beneficiaries.models import Allocation
from beneficiaries.states import AllocationStage, RequestStage
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faulty

pytestmark = pytest.mark.browser


@pytest.fixture
def ready(committed, settings):
    """Three wait, two devices are ready; the second factor is not what these tests are about."""
    settings.DEMO = True
    begun = people.NOON - timedelta(days=90)
    found = [factories.request_at(RequestStage.WAITING, at=begun + timedelta(days=at)) for at in range(3)]
    factories.stocked()
    factories.stocked(ram_mb=16384)
    return found


def test_one_is_accepted_and_one_refused_without_scripts_on_a_phone(open_page, ready):
    page = open_page("/handovers/day/", people.coordinator, width=360, java_script_enabled=False)
    first, second, _third = ready

    page.select_option(f"[name={second.ref}-decision]", "refuse:too_far")
    page.click("button.go")

    assert Allocation.objects.get(request=first).stage == AllocationStage.ACCEPTED
    assert Allocation.objects.get(request=second).stage == AllocationStage.REFUSED
    page.click(".head a.go")
    assert first.ref in page.content()


def test_the_pages_of_a_day_are_accessible_and_fit(open_page, ready):
    page = open_page("/handovers/day/", people.coordinator)
    found = faulty(page, ("/handovers/day/", "/handovers/day/?on=2020-01-01"))
    page.goto(page.url.split("?")[0])
    page.click("button[name=all]")
    allocation = Allocation.objects.live().order_by("pk").first()
    on = clock.local_date(allocation.handover.planned_at, "Europe/Paris")
    paths = (
        f"/handovers/appointments/?on={on}",
        f"/allocations/{allocation.public_id}/",
        f"/handovers/{allocation.handover.public_id}/",
    )

    assert {**found, **faulty(page, paths)} == {}
    assert page.complaints == []
