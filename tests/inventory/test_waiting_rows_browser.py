"""The page that asks what a row speaks of, in a real browser: wide, on a phone, answered by keyboard."""

import pytest

from inventory import queries
from tests import people
from tests.browsers import faulty
from tests.inventory.test_waiting_rows import crossed

pytestmark = pytest.mark.browser


@pytest.fixture
def donation(committed):
    return crossed()[0]


def test_the_question_is_accessible_and_fits(open_page, donation):
    page = open_page(f"/donations/{donation.ref}/rows/", people.donor)

    assert faulty(page, [f"/donations/{donation.ref}/rows/"]) == {}


def test_a_row_is_settled_without_a_mouse(open_page, donation):
    page = open_page(f"/donations/{donation.ref}/rows/", people.donor)

    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/donations/{donation.ref}/")

    assert not queries.waiting_rows(donation)
