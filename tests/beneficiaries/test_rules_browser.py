"""A rule changes in the open: tried on the queue, shown, commented without an account, answered, in force, told to each."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import cache

from beneficiaries.models import RankingRule, RuleRemark
from beneficiaries.states import RequestStage, RuleStage, Urgency
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories
from tests.browsers import faults

pytestmark = pytest.mark.browser
WHY = "L’attente compte double, l’urgence moins."
SAID = "Pensez à qui n’a pas d’ordinateur à la maison."
ANSWER = "Retenu : l’attente compte davantage."


class Calendar:
    """What the clock of the installation says, moved forward by the test."""

    def __init__(self) -> None:
        self.instant = people.NOON + timedelta(days=1)

    def now(self):
        return self.instant

    def pass_days(self, days: int) -> None:
        self.instant += timedelta(days=days)


@pytest.fixture
def calendar(monkeypatch, settings) -> Calendar:
    settings.DEMO = True  # no second factor
    found = Calendar()
    monkeypatch.setattr(clock, "now", found.now)
    cache.clear()  # remarks are throttled by address
    return found


@pytest.fixture
def queue(committed):
    """Five who waited long, and one with a date to meet who came last and stands first."""
    long = [
        factories.request_at(RequestStage.WAITING, at=people.NOON - timedelta(days=10 + days))
        for days in range(5)
    ]
    urgent = factories.request_at(
        RequestStage.WAITING,
        at=people.NOON - timedelta(days=1),
        urgency=Urgency.JOB,
        needed_by=(people.NOON + timedelta(days=20)).date(),
    )
    return [urgent, *long]


def test_a_rule_changes_in_the_open(open_page, calendar, queue):
    boss = open_page("/rules/new/", people.coordinator)
    citizen = open_page("/rules/", None, width=360)
    found = {"new": faults(boss, "rules-new"), "rules": faults(citizen, "rules")}

    version, found["simulation"] = _written_and_tried(boss, queue)
    address = f"/rules/{version}/"
    assert citizen.goto(address).status == 404  # not public yet
    boss.click("text=Publier le projet")
    found["draft"] = _commented(citizen, boss, address)
    found["decision"] = _decided(boss, address, calendar)
    calendar.pass_days(3)
    found["adopted"] = _in_force(citizen, version)
    worker = open_page(f"/requests/{queue[-1].ref}/explanation/", people.social_worker)
    found["explanation"] = _told(worker, queue[-1].ref, version)

    assert {name: said for name, said in found.items() if said} == {}
    assert boss.complaints == worker.complaints == []


def _written_and_tried(boss, queue):
    """Who would move on the present queue, and how long each group waits before and after."""
    boss.fill("[name=text]", WHY)
    boss.fill("[name=points_per_day]", "3")
    boss.fill("[name=urgency_points]", "10")
    boss.click("main form .btn.go")

    version = RankingRule.objects.latest("version").version
    assert boss.url.endswith(f"/rules/{version}/simulation/")
    first = boss.inner_text("section[aria-labelledby=equity] tbody tr >> nth=0")
    assert len(first.split("\t")) == 7  # the group, then three figures before and after
    assert queue[0].ref in boss.inner_text("[aria-labelledby=moves] tbody")
    return version, faults(boss, "rules-simulation")


def _commented(citizen, boss, address):
    """On a phone, without an account; shown once a coordinator has read it."""
    citizen.goto(address)
    citizen.fill("[name=text]", SAID)
    found = faults(citizen, "rules-draft")
    citizen.click("section[aria-labelledby=say] .btn")
    assert RuleRemark.objects.get().is_shown is None
    citizen.goto(address)
    assert SAID not in citizen.content()

    boss.goto(address)
    boss.click("section[aria-labelledby=remarks] button[value=yes]")
    citizen.goto(address)
    assert SAID in citizen.content()
    return found


def _decided(boss, address, calendar):
    """Once remarks are closed, with an answer to them."""
    calendar.pass_days(60)
    boss.goto(address)
    boss.fill("[name=decision]", ANSWER)
    boss.fill("[name=since]", (calendar.now() + timedelta(days=2)).date().isoformat())
    found = faults(boss, "rules-decision")
    boss.click("section[aria-labelledby=decide] .btn.go")
    return found


def _in_force(citizen, version):
    """Public, with the answer, on a phone."""
    assert RankingRule.objects.get(version=version).stage == RuleStage.ADOPTED
    citizen.goto("/rules/")
    assert citizen.locator(f"#current a[href='/rules/{version}/']").is_visible()
    citizen.goto(f"/rules/{version}/")
    assert ANSWER in citizen.content()
    return faults(citizen, "rules-adopted")


def _told(worker, ref, version):
    """The rank with the person's own figures, on screen and on paper."""
    assert worker.locator(f"a[href='/rules/{version}/']").count()
    assert "× 3 =" in worker.inner_text("section[aria-labelledby=s3]")
    found = faults(worker, "rules-explanation")
    printed = worker.request.get(f"{worker.url}?format=pdf").body()
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed))
    assert ref in words
    assert "R311-3-1-2" in words
    worker.emulate_media(media="print")
    assert not worker.is_visible("header.topbar")
    assert worker.is_visible("section[aria-labelledby=s4]")
    return found
