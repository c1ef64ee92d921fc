"""The pages on persons' data in a real browser: accessible, whole at 360 px, and usable without scripts."""

import pytest

from beneficiaries import workflow
from beneficiaries.states import HandoverStage
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faults, faulty

pytestmark = pytest.mark.browser


@pytest.fixture
def handover(committed):
    """A hand-over done, whose identity is kept and was read once."""
    done = factories.handover_at(HandoverStage.DONE)
    act = people.act(people.social_worker())
    workflow.keep_identity(request=done.request, name="Jeanne Martin", telephone="06 12 34 56 78", act=act)
    workflow.open_identity(request=done.request, purpose="appointment", act=people.act(people.coordinator()))
    return done


def test_the_pages_on_persons_data_are_accessible_and_fit(open_page, handover):
    ref = handover.request.ref
    page = open_page(f"/requests/{ref}/", people.social_worker)
    paths = (
        f"/requests/{ref}/",
        f"/requests/{ref}/identity/",
        f"/handovers/{handover.public_id}/",
        "/privacy/",
        "/privacy/register/",
        "/privacy/dpia/",
    )

    assert faulty(page, paths) == {}

    page.goto(f"/requests/{ref}/identity/")
    page.select_option("[name=purpose]", "appointment")
    page.click("form[action$='/identity/open/'] button")
    assert page.get_by_text("Jeanne Martin").is_visible()
    assert faults(page, "opened") == []

    page.goto(f"/requests/{ref}/")
    page.click("form[action$='/export/'] button")
    assert page.get_by_text("06 12 34 56 78").is_visible()
    assert faults(page, "exported") == []


def test_the_administrators_pages_are_accessible_and_fit(open_page, handover, settings):
    settings.DEMO = True  # the demo waives the second factor
    page = open_page("/privacy/readings/", people.administrator)

    assert faulty(page, ("/privacy/readings/", "/privacy/erasures/", "/reference/keeping_rules/")) == {}
