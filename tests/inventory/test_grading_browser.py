"""The pages of the category rules, and the category of a device, in a real browser."""

import pytest

from inventory import workflow
from inventory.states import Stage
from tests import people
from tests.browsers import faulty
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


def test_the_pages_are_accessible_and_fit(open_page, settings):
    settings.DEMO = True
    known, unknown = audited("CORE I5-8365/U", 256, "ssd"), audited("i5 6th GEN", 128, "ssd")
    rules = "/category-rules/emmaus-recondapi-2023/"
    visits = {
        people.administrator: ["/category-rules/", rules, f"{rules}simulation/"],
        people.technician: [f"/d/{device.code}/" for device in (known, unknown)],
    }

    for who, paths in visits.items():
        page = open_page("/account/", who)
        assert faulty(page, paths) == {}
        assert page.complaints == []
