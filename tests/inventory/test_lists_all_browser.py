"""Every list but that of devices in a real browser: it fits, and it is accessible."""

import pytest

from beneficiaries.states import RequestStage
from inventory.models import Place
from inventory.states import Stage
from inventory.workflow import create_place
from tests import people
from tests.beneficiaries.factories import request_at
from tests.browsers import faults
from tests.inventory.factories import device_at
from tests.inventory.test_lists_of_reports import taken

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_the_lists_fit(open_page, settings, width):
    settings.DEMO = True
    device_at(Stage.READY)
    taken("PC-0002", "WD-2222")
    request_at(RequestStage.WAITING)
    act = people.act(people.manager())
    room = create_place(site=act.site, kind=Place.Kind.LOCATION, name="Réserve", parent=None, act=act)
    create_place(site=act.site, kind=Place.Kind.BOX, name="Carton 1", parent=room, act=act)

    for name, address in (("batches", "/donations/"), ("reports", "/evidence/list/"), ("places", "/places/")):
        page = open_page(address, people.manager(), width=width)
        page.locator("input[name=row]").first.check()
        assert faults(page, f"list-{name}") == []
    page = open_page("/requests/", people.coordinator(), width=width)
    page.get_by_text("Vues", exact=True).or_(page.get_by_text("Views", exact=True)).first.click()
    assert faults(page, "list-requests") == []
