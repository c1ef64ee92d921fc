"""Figures, the devices behind them, equity and what is stated in a real browser: accessible, never too wide."""

from datetime import date, timedelta

import pytest

from inventory.states import Stage
from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import EquityReport
from reuse.reports.workflow import rollups, stated
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import device_at

pytestmark = pytest.mark.browser


def test_the_pages_of_figures(open_page, settings):
    settings.DEMO = True
    handed = device_at(Stage.HANDED_OVER)
    device_at(Stage.ERASURE)
    rollups.fold_all()
    act = people.act(people.coordinator())
    facts = {"area": Area(AreaKind.DEPARTMENT, "38"), "since": date(2026, 1, 1), "source": "Observatoire"}
    stated.state(kind="devices_needed", quantity=40, act=act, **facts)
    stated.state(kind="jobs", quantity=12, act=act, **facts)
    row = {"name": "38", "served": 9, "wait": 12, "wait_90": 30, "waiting": 8, "waiting_50": 4}
    row |= {"accepted": 88, "overruled": None}
    groups = {"partner": [], "department": [row], "age_band": [], "urgent": []}
    until = date(2026, 6, 15)
    EquityReport.objects.create(
        as_of=until,
        since=until - timedelta(days=364),
        made_at=people.NOON,
        told={"whole": row, "groups": groups},
    )
    day = handed.events.last().on
    figures = f"/figures/?since={day}&until={day}&by=type&area=department:38"
    pages = [figures, f"/figures/?since={day}&until={day}", f"/figures/devices/?since={day}&until={day}"]
    pages += ["/figures/equity/", "/figures/stated/", "/figures/stated/new/"]

    page = open_page("/figures/", people.coordinator())

    assert faulty(page, pages) == {}
    page.goto(figures)
    page.locator(".what summary").first.click()
    assert page.locator(".what[open] p").first.is_visible()
    assert page.complaints == []
