"""The list of devices, the opening stock and the set-up in a real browser: they fit, and they are accessible."""

import pytest

from inventory.states import Stage
from tests import people
from tests.browsers import faults
from tests.inventory.factories import announced, device_at
from tests.inventory.test_opening_stock import TEC_TECH, drop

pytestmark = pytest.mark.browser


def test_the_list_and_its_menus_fit(open_page, settings):
    settings.DEMO = True
    announced(52, manufacturer="Dell", model="Latitude 5490", cpu="i5-8350U")
    device_at(Stage.ERASURE)
    page = open_page("/devices/?c=maker&c=model&c=serial&c=cpu&c=stage&c=site&c=batch", people.manager())
    assert faults(page, "devices") == []

    page.get_by_text("Colonnes", exact=True).or_(page.get_by_text("Columns", exact=True)).first.click()
    assert faults(page, "columns") == []
    page.keyboard.press("Escape")
    page.locator("input[name=row]").first.check()
    assert faults(page, "chosen") == []


def test_the_opening_stock_and_the_set_up_fit(client, open_page, settings):
    settings.DEMO = True
    manager = people.manager()
    client.force_login(manager.user)
    address = drop(client, TEC_TECH).url

    assert faults(open_page("/stock/", manager), "stock-import") == []
    assert faults(open_page(address, manager), "stock") == []
    assert faults(open_page("/setup/", people.administrator()), "setup") == []
