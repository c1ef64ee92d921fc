"""The pages of transfers, checks, statements and stocktakes in a real browser: they fit and are accessible."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from django.test import Client

from inventory import workflow
from inventory.models import Place
from inventory.states import Action, Stage
from reuse.accounts.middleware import SESSION_KEY
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_places import place, put
from tests.inventory.test_places_browser import open_page  # noqa: F401 - a fixture
from tests.inventory.test_transfers import listed, loire_manager, other_site, receiving, scan, sent, series
from tests.inventory.test_transfers_checks import judge

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def busy(committed):
    """A transfer of each state, one of them from another workshop with its check, and a stocktake with differences."""
    to, shelf = other_site(), place("Étagère A", Place.Kind.LOCATION)
    box = place("Carton 12", inside=shelf)
    for _one in range(3):
        put(device_at(Stage.READY), box)
    gone = [device_at(Stage.READY) for _one in range(4)]
    transfer = sent(*gone, to=to)
    into = receiving(transfer)
    for device in [*gone[:3], device_at(Stage.READY)]:
        scan(device.code, into, loire_manager)
    workflow.close_transfer(
        transfer=transfer, decisions={gone[3].code: "lost"}, act=people.act(loire_manager())
    )
    check = workflow.open_check(transfer=transfer, is_whole=False, act=people.act(loire_manager()))
    judge(check, gone[0], "screen", note="fêlé en bas à gauche")
    judge(check, gone[1])
    back = [device_at(Stage.READY) for _one in range(3)]
    second = sent(*back, to=to)
    scan(back[0].code, receiving(second), loire_manager)
    draft = listed(device_at(Stage.READY), to=to)
    scan(box.code, series(Action.TRANSFER, transfer=draft.ref))
    here = [device_at(Stage.RECEIVED) for _one in range(4)]
    for device in here[:3]:
        put(device, shelf)
    stocktake = workflow.open_stocktake(site=shelf.site, place=shelf, act=people.act(people.technician()))
    counting = series(Action.COUNT, stocktake=stocktake.ref)
    for device in (here[0], here[3], device_at(Stage.LOST)):
        scan(device.code, counting)
    return {"check": transfer, "way": second, "draft": draft, "stocktake": stocktake}


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(open_page, busy, settings, width):  # noqa: F811
    settings.DEMO = True
    found = {}
    statement = "/statements/{}/{}/2026-06/".format(
        busy["check"].from_site.organisation.public_id, busy["check"].to_site.organisation.public_id
    )
    ours = [
        "/transfers/",
        "/transfers/?state=cancelled",
        f"/transfers/{busy['draft'].ref}/",
        "/scan/?action=transfer",
        "/scan/?action=arrive",
        "/stocktakes/",
        f"/stocktakes/{busy['stocktake'].ref}/",
        f"/stocktakes/{busy['stocktake'].ref}/?kind=elsewhere",
        f"/scan/?action=count&stocktake={busy['stocktake'].ref}",
        "/statements/?month=2026-06",
        "/statements/?month=2025-01",
    ]
    theirs = [
        f"/transfers/{busy['way'].ref}/",
        f"/transfers/{busy['check'].ref}/",
        f"/transfers/{busy['check'].ref}/check/",
        "/scan/?action=arrive",
        f"/scan/?action=arrive&transfer={busy['way'].ref}",
        statement,
    ]
    for who, paths in ((people.manager, ours), (loire_manager, theirs)):
        page = open_page("/", width=width)
        _sign_in(page, who())
        home = page.url.rstrip("/")
        home = home[: home.index("/", 8)] if "/" in home[8:] else home
        for number, path in enumerate(paths):
            page.goto(home + path)
            violations = Axe().run(page).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[path] = [each["id"] for each in violations] + ["too wide"] * wide
            if SHOTS:
                name = f"{who.__name__}-{number:02}-{width}.png"
                page.screenshot(path=Path(SHOTS) / name, full_page=True)
        assert page.complaints == []

    assert {path: faults for path, faults in found.items() if faults} == {}


def _sign_in(page, membership) -> None:
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies(
        [{"name": project.SESSION_COOKIE_NAME, "value": session.session_key, "url": origin}]
    )
