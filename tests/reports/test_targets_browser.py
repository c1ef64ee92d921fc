"""Targets in a real browser: the tree, one with parts, its forms, what partners declare; accessible, never too wide."""

from datetime import date

import pytest

from inventory.states import Stage
from reuse.reports import workflow
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import device_at

pytestmark = pytest.mark.browser


def test_the_pages_of_targets(open_page, settings):
    settings.DEMO = True
    device_at(Stage.HANDED_OVER)
    act = people.act(people.coordinator())
    facts = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "act": act}
    steps = [workflow.milestone(date(2026, 6, 30), 4, "Premier bilan")]
    whole = workflow.set_target(name={"fr": "Le réseau"}, quantity=10, milestones=steps, **facts)
    for code in ("38", "38185"):
        kind = "department" if len(code) == 2 else "commune"
        areas = [{"kind": kind, "code": code}]
        part = workflow.set_target(
            name={"fr": f"Part {code}"}, quantity=4, parent=whole, areas=areas, **facts
        )
    said = workflow.Said(
        *("Les Ordis du Vercors", "handed_over", date(2026, 1, 1), date(2026, 3, 31), 40, date(2026, 4, 2))
    )
    workflow.declare(said=[said], source=workflow.Source(b"40", "lettre.txt", "text/plain"), act=act)
    address = f"/progress/{whole.public_id}/"

    times = [
        workflow.set_target(
            name={"fr": str(year)}, quantity=5, since=date(year, 1, 1), until=date(year, 12, 31), act=act
        )
        for year in (2025, 2040)
    ]

    page = open_page("/progress/", people.coordinator())
    pages = ["/progress/", address, f"{address}change/", "/progress/declared/", "/progress/examples/"]

    anyone = open_page("/progress/", None)
    theirs = [*(f"/progress/{one.public_id}/" for one in (part, *times)), "/progress/method/"]

    assert faulty(page, pages) == {}
    assert faulty(anyone, theirs) == {}
    assert page.complaints == anyone.complaints == []
