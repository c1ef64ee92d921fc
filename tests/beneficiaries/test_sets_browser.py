"""The pages of a set in a real browser: they fit a phone, and are accessible."""

import pytest

from beneficiaries import workflow
from beneficiaries.states import RequestStage
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(committed, settings):
    """A set reserved and one that is handed over without its screen: the address of each of their pages."""
    settings.DEMO = True  # the demo waives the second factor
    factories.stocked(kind_of="monitor", manufacturer="Iiyama", model="ProLite XB2483")
    wants = {"accessories": ["monitor", "keyboard", "mouse"], "features": ["large_text", "light"]}
    waiting = factories.request_at(RequestStage.WAITING, **wants)
    boss = people.coordinator()
    first, second = (
        factories.plan(
            workflow.reserve_for(
                request=factories.request_at(RequestStage.WAITING, **wants),
                device=factories.stocked(),
                reason_code="other",
                act=people.act(boss),
            )
        )
        for _one in range(2)
    )
    factories.stocked()
    workflow.hand_over(
        handover=second,
        price_cents=0,
        signature=factories.DRAWN,
        code=second.device.code,
        act=people.act(people.social_worker()),
    )
    return [
        f"/requests/{waiting.ref}/propose/",
        f"/allocations/{first.allocation.public_id}/",
        f"/handovers/{first.public_id}/",
        f"/handovers/{second.public_id}/",
    ]


def test_the_pages_of_a_set_are_accessible_and_fit(open_page, pages):
    page = open_page("/", people.coordinator)
    for address in pages:
        answer = page.goto(address)
        assert answer.ok
        assert page.url.endswith(address)
        assert faults(page, address) == []
