"""Every list but that of devices in a real browser: it fits, and it is accessible."""

import pytest

from beneficiaries.states import HandoverStage, RequestStage
from inventory.models import Evidence, Place
from inventory.states import Stage
from inventory.workflow import create_place
from tests import people
from tests.beneficiaries.factories import handover_at, request_at
from tests.browsers import faults
from tests.inventory.factories import device_at
from tests.inventory.test_lists_of_reports import taken

pytestmark = pytest.mark.browser


def test_the_lists_of_the_workshop_fit(open_page, settings):
    settings.DEMO = True
    device_at(Stage.READY)
    taken("PC-0002", "WD-2222")
    act = people.act(people.manager())
    room = create_place(site=act.site, kind=Place.Kind.LOCATION, name="Réserve", parent=None, act=act)
    create_place(site=act.site, kind=Place.Kind.BOX, name="Carton 1", parent=room, act=act)

    for name, address in {
        "batches": "/donations/",
        "donors": "/donors/",
        "reports": "/evidence/list/",
        "places": "/places/",
    }.items():
        page = open_page(address, people.manager())
        page.locator("input[name=row]").first.check()
        assert faults(page, f"list-{name}") == []


def test_the_lists_of_the_network_fit(open_page, settings):
    settings.DEMO = True
    request_at(RequestStage.WAITING)
    handover_at(HandoverStage.DONE)

    page = open_page("/requests/", people.coordinator())
    page.get_by_text("Vues", exact=True).or_(page.get_by_text("Views", exact=True)).first.click()
    assert faults(page, "list-requests") == []
    for name in ("allocations", "handovers", "documents"):
        page.goto(f"/{name}/")
        page.locator("input[name=row]").first.check()
        assert faults(page, f"list-{name}") == []
    page.goto("/lists/")
    assert faults(page, "lists") == []


def test_a_report_is_tied_to_its_one_device(open_page, settings):
    settings.DEMO = True
    taken("PC-0002", "WD-2222")
    device = device_at(Stage.RECEIVED, serial="PC-0002")
    page = open_page("/evidence/list/?state=waiting", people.technician())
    page.locator("input[name=row]").first.check()

    with page.expect_navigation():
        page.locator("button[value=tie]").click()

    assert Evidence.objects.get().device == device
    assert faults(page, "list-reports-tied") == []
