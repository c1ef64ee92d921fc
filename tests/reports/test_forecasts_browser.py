"""Where a target is likely to end, what blocks it and how that is known, in a real browser, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reuse.reports.models import Forecast
from reuse.reports.workflow import forecasts
from tests import people
from tests.browsers import faulty
from tests.reports.test_forecasts import NOW, TODAY, aim, lived, milestones

pytestmark = pytest.mark.browser


def test_the_pages_of_a_forecast(open_page, settings):
    settings.DEMO = True
    target = aim(until=timezone.localdate() + timedelta(days=400))
    milestones(lived(900))
    forecasts.make_forecast(target=target, now=NOW, on=TODAY)
    Forecast.objects.update(as_of=timezone.localdate())
    address = f"/progress/{target.public_id}/"
    anyone, staff = open_page(address, None), open_page(address, people.manager())
    anyone.click("section[aria-labelledby=foreseen] summary")

    assert anyone.is_visible("section[aria-labelledby=foreseen] table")
    assert anyone.is_visible("section[aria-labelledby=blocks] ol")
    assert faulty(anyone, [address, "/progress/method/"]) == {}
    assert faulty(staff, [address]) == {}
    assert anyone.complaints == staff.complaints == []
