"""The pages of the category rules, and the category of a device, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from inventory import workflow
from inventory.states import Stage
from tests import people
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.browser


def audited(cpu, size, technology):
    """A laptop with a disk, categorised where enough is known."""
    device = device_at(Stage.AUDIT, cpu=cpu)
    act = people.act(people.technician())
    disk = workflow.add_medium(device=device, serial=f"S{size}", model="Disk", size_gb=size, act=act)
    disk.technology = technology
    disk.save(update_fields=["technology"])
    workflow.categorise(device=again(device), act=people.act(people.technician()))
    return device


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_accessible_and_fit(committed, chromium, live_server, settings, width):
    settings.DEMO = True
    known, unknown = audited("CORE I5-8365/U", 256, "ssd"), audited("i5 6th GEN", 128, "ssd")
    rules = "/category-rules/emmaus-recondapi-2023/"
    visits = [
        (people.administrator(), path) for path in ("/category-rules/", rules, f"{rules}simulation/")
    ] + [(people.technician(), f"/d/{device.code}/") for device in (known, unknown)]

    for who, path in visits:
        client = Client()
        client.force_login(who.user)
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
        session = client.session.session_key
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page, complaints = context.new_page(), []
        page.on("console", lambda said, to=complaints: to.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + path)

        violations = [one["id"] for one in Axe().run(page).response["violations"]]
        assert violations == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert complaints == [], path
        context.close()
