"""The list of devices, the opening stock and the set-up in a real browser: they fit, and they are accessible."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from inventory.states import Stage
from reuse.accounts.middleware import SESSION_KEY
from tests import people
from tests.inventory.factories import announced, device_at
from tests.inventory.test_opening_stock import TEC_TECH, drop

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")  # a folder to look at what the pages are like


@pytest.fixture
def open_page(chromium, live_server, settings):
    """Opens an address as a person, in French."""
    settings.DEMO = True
    contexts = []

    def opened(path, membership, *, width=1280):
        client = Client()
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
        contexts.append(context)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.session.session_key,
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def check(page, name: str, width: int) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_list_and_its_menus_fit(committed, open_page, width):
    announced(52, manufacturer="Dell", model="Latitude 5490", cpu="i5-8350U")
    device_at(Stage.ERASURE)
    page = open_page(
        "/devices/?c=maker&c=model&c=serial&c=cpu&c=stage&c=site&c=batch", people.manager(), width=width
    )
    check(page, "devices", width)

    page.get_by_text("Colonnes", exact=True).or_(page.get_by_text("Columns", exact=True)).first.click()
    check(page, "columns", width)
    page.keyboard.press("Escape")
    page.locator("input[name=row]").first.check()
    check(page, "chosen", width)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_opening_stock_and_the_set_up_fit(committed, client, open_page, settings, width):
    settings.DEMO = True
    manager = people.manager()
    client.force_login(manager.user)
    address = drop(client, TEC_TECH).url

    check(open_page("/stock/", manager, width=width), "stock-import", width)
    check(open_page(address, manager, width=width), "stock", width)
    check(open_page("/setup/", people.administrator(), width=width), "setup", width)
