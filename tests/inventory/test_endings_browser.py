"""Pallets, the register, a batch in kilograms and the manager's page in a real browser, in French."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from inventory import workflow
from inventory.models import Medium, WasteCode
from inventory.states import Stage
from reuse.core import clock
from tests import people
from tests.inventory.factories import checked, device_at, medium
from tests.inventory.test_endings import closed, collected, loaded, pallet, put, waste_at

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture
def addresses(committed, monkeypatch):
    """A pallet of each state, a device that is waste, a chain with its limits."""
    monkeypatch.setattr(clock, "now", lambda: people.NOON.replace(hour=20))
    left = loaded("laptop", "desktop", "monitor", "laptop")
    lithium = WasteCode.objects.get(code="16 06 05")
    act = people.act(people.technician())
    workflow.add_loose(pallet=left, code=lithium, name="Batteries de portables", grams=3200, act=act)
    collected(closed(left, weight_g=18_400))
    shut = pallet("Palette 2")
    put(device_at(Stage.RECYCLED), shut.place)
    closed(shut)
    now_open = pallet("Palette 3")
    for kind in ("laptop", "server", "smartphone"):
        put(device_at(Stage.RECYCLED, kind_of=kind), now_open.place)
    waste = waste_at(Stage.QUALITY_CHECK)
    checked(waste)
    for stage in (Stage.TRIAGE, Stage.AUDIT, Stage.AUDIT, Stage.ERASURE, Stage.REPAIR, Stage.READY):
        last = device_at(stage)
    failed = device_at(Stage.ERASURE)
    medium(failed)
    Medium.objects.update(state=Medium.State.FAILED)
    site = left.place.site
    limits = {Stage.AUDIT: (1, None), Stage.ERASURE: (9, 5)}
    workflow.set_limits(site=site, limits=limits, act=people.act(people.manager()))
    return {
        "pallets": "/pallets/",
        "pallet-open": f"/pallets/{now_open.place.code}/",
        "pallet-closed": f"/pallets/{shut.place.code}/",
        "pallet-left": f"/pallets/{left.place.code}/",
        "register": "/waste-register/",
        "register-empty": "/waste-register/?code=20+01+36",
        "kilograms": f"/donations/{left.lines.exclude(device=None).first().donation.ref}/weights/",
        "kilograms-empty": f"/donations/{last.donation.ref}/weights/",
        "waste": f"/d/{waste.code}/",
        "management": "/management/",
        "blocked": "/management/blocked/failed_erasure/",
        "place": f"/places/{now_open.place.code}/",
    }


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(chromium, live_server, addresses, width, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", True)
    client = Client()
    client.force_login(people.manager().user)
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )
    page, complaints, found = context.new_page(), [], {}
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    for name, address in addresses.items():
        page.goto(live_server.url + address)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details.more').forEach(each => { each.open = true })")
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [each["id"] for each in violations] + ["too wide"] * wide
    context.close()

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert complaints == []
