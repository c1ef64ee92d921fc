"""Reports, open data and samples in a real browser: accessible, never too wide."""

from datetime import date

import pytest

from inventory.states import Stage
from reuse.core import clock
from reuse.jobs import registry
from reuse.jobs import workflow as jobs
from reuse.reports.models import PeriodReport
from reuse.reports.workflow import periods, samples
from tests import people
from tests.browsers import faulty
from tests.inventory.factories import device_at

pytestmark = pytest.mark.browser
SPAN = (date(2026, 1, 1), date(2026, 6, 30))


def test_the_pages_of_reports_and_open_data(open_page, settings):
    settings.DEMO = True
    device_at(Stage.HANDED_OVER)
    act = people.act(people.coordinator())
    job = periods.ask_for_report(since=SPAN[0], until=act.on, site=None, language="fr", act=act)
    jobs.run(job.pk)
    device_at(Stage.HANDED_OVER)  # the report's page says what changed
    registry.chores()["open-data"].call(clock.now())
    report = PeriodReport.objects.get()

    page = open_page("/reports/", people.coordinator())
    pages = ["/reports/", f"/reports/{report.document.public_id}/", "/open-data/", "/account/"]

    assert faulty(page, pages) == {}
    assert page.complaints == []


def test_the_page_of_samples(open_page, settings):
    settings.DEMO = True
    device_at(Stage.RECEIVED)
    act = people.act(people.observer())
    job = samples.ask_for_sample(figure="received", span=SPAN, narrowing={}, seed="de", size=5, act=act)
    jobs.run(job.pk)

    page = open_page("/figures/sample/", people.observer())

    assert faulty(page, ["/figures/sample/", f"/jobs/{job.public_id}/"]) == {}
    assert page.complaints == []
