"""Pallets, the register, a batch in kilograms and the manager's page in a real browser, in French."""

import pytest

from inventory import workflow
from inventory.models import Medium, WasteCode
from inventory.states import Stage
from reuse.core import clock
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import checked, device_at, medium
from tests.inventory.test_endings import closed, collected, loaded, pallet, put, waste_at

pytestmark = pytest.mark.browser


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
    workflow.set_limits(site=site, limits=limits, since=people.NOON.date(), act=people.act(people.manager()))
    return [
        "/pallets/",
        f"/pallets/{now_open.place.code}/",
        f"/pallets/{shut.place.code}/",
        f"/pallets/{left.place.code}/",
        "/waste-register/",
        "/waste-register/?code=20+01+36",
        f"/donations/{left.lines.exclude(device=None).first().donation.ref}/weights/",
        f"/donations/{last.donation.ref}/weights/",
        f"/d/{waste.code}/",
        "/management/",
        "/management/blocked/failed_erasure/",
        f"/places/{now_open.place.code}/",
    ]


def test_the_pages_are_accessible_and_fit(open_page, addresses, settings):
    settings.DEMO = True
    page = open_page("/pallets/", people.manager)

    assert faulty(page, addresses) == {}
    assert page.complaints == []
