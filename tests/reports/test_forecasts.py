"""Forecasts as rows: read from the milestones, made once a day, shown to all, with the reason where there is none."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from beneficiaries.states import RequestStage
from inventory.models import PartKind, PartNeed
from inventory.states import Stage
from reuse.accounts.models import Site
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports import tasks, workflow
from reuse.reports.models import Forecast, Milestone
from reuse.reports.queries import prospects
from reuse.reports.queries.chain import GONE, reach
from reuse.reports.queries.obstacles import Ahead, Kind, Obstacle, obstacles
from reuse.reports.workflow import forecasts, nightly, rollups
from tests import people
from tests.api.caller import Caller
from tests.beneficiaries.factories import request_at
from tests.inventory.factories import checked, device_at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 3, tzinfo=UTC)
CHAIN = ("announced", "received", "erased", "ready", "handed_over")


def aim(**facts):
    wanted = {"quantity": 3000, "since": date(2025, 1, 1), "until": date(2026, 12, 31), **facts}
    return workflow.set_target(act=people.act(people.coordinator()), name={"fr": "Cible"}, **wanted)


def milestones(lives, *, kind="laptop", site=None):
    """Lives as (day, figure) rows, of devices of one type at one site: what a fold would have written."""
    site = site or people.workshop()[1].pk
    kind = DeviceType.objects.get(code=kind).pk
    first = 1_000_000 + Milestone.objects.count()
    Milestone.objects.bulk_create(
        Milestone(
            device_id=first + nth,
            figure=figure,
            on=on,
            site_id=site,
            type_id=kind,
            donor_kind="company",
            organisation_id=1,
        )
        for nth, life in enumerate(lives)
        for figure, on in life
    )


def lived(count, *, days=500, seed=3):
    """Devices that came over so many days, each a week or so at each state, one of ten recycled on the way."""
    chances = random.Random(seed)
    for nth in range(count):
        on, life = TODAY - timedelta(days=days - nth * days // count), []
        for figure in CHAIN:
            if on > TODAY:
                break
            life.append((figure, on))
            if figure == "received" and chances.random() < 0.1:
                on += timedelta(days=9)
                life += [("recycled", on)] if on <= TODAY else [("at_triage", TODAY - timedelta(days=3))]
                break
            on += timedelta(days=chances.randrange(2, 20))
        else:
            yield life
            continue
        if life[-1][0] in {"announced", "received", "erased", "ready"}:
            stage = {
                "announced": "announced",
                "received": "erasure",
                "erased": "quality_check",
                "ready": "ready",
            }
            life.append((f"at_{stage[life[-1][0]]}", life[-1][1]))
        yield life


@pytest.fixture
def made(db):
    milestones(lived(900))
    return forecasts.make_forecast(target=aim(), now=NOW, on=TODAY)


def test_milestones_are_read_as_spells():
    day = TODAY - timedelta(days=8)
    milestones(
        [
            [("announced", day), ("received", TODAY), ("at_received", TODAY)],
            [("announced", day), ("recycled", TODAY)],
            [("received", day), ("handed_over", day)],
        ]
    )

    told = prospects.past_of(prospects.scope_of(aim()), TODAY)

    last = prospects.WEEKS - 1
    assert told.came[last - 1] == [2, 1, 0, 0, 0]
    assert told.moved[0][1][1][last] == 1
    assert told.moved[0][GONE][1][last] == 1
    assert told.moved[1][4][0][last - 1] == 1
    assert told.standing(prospects.WEEKS)[1][1] == 1
    assert sum(map(sum, told.standing(prospects.WEEKS))) == 1
    assert (told.ended(last), told.ended(last - 1)) == (0, 1)


def test_what_left_the_chain_without_a_figure_is_not_in_it():
    device_at(Stage.ERASURE)
    device_at(Stage.LOST)
    device_at(Stage.NOT_DELIVERED)
    rollups.fold_all()
    today = Milestone.objects.order_by("-on")[0].on

    told = prospects.past_of(prospects.scope_of(aim()), today)

    assert sum(map(sum, told.standing(prospects.WEEKS))) == 1


def test_only_the_types_and_departments_of_the_target_are_looked_at():
    day = TODAY - timedelta(days=30)
    milestones([[("received", day)]] * 3)
    milestones([[("received", day)]] * 2, kind="smartphone")
    laptop = DeviceType.objects.get(code="laptop")

    def in_chain(**facts):
        told = prospects.past_of(prospects.scope_of(aim(**facts)), TODAY)
        return sum(map(sum, told.standing(prospects.WEEKS)))

    assert in_chain() == 5
    assert in_chain(types=[laptop]) == 3
    assert in_chain(unit="computers") == 3
    assert in_chain(areas=[{"kind": "department", "code": "38"}]) == 5
    assert in_chain(areas=[{"kind": "department", "code": "2A"}]) == 0
    assert in_chain(areas=[{"kind": "qpv", "code": "all-2A"}]) == 0
    assert in_chain(areas=[{"kind": "qpv", "code": "all"}]) == 5


def test_a_forecast_has_a_range_back_tests_and_what_blocks(made):
    assert made.why_not == ""
    assert 0 == made.achieved < made.low <= made.middle <= made.high
    assert 200 < made.middle < 400  # some 50 a month come, nine of ten are handed over
    assert len(made.tests) >= 5
    assert all(one["low"] <= one["middle"] <= one["high"] for one in made.tests)
    assert made.pace_needed == 459
    waits = [one for one in made.obstacles if one["kind"] == "stage"]
    assert {one["stage"] for one in waits} >= {"erasure", "quality_check"}
    assert all(one["type"] == "laptop" and one["places"] for one in waits)
    assert waits[0]["gain"] > 0


def test_made_twice_the_same_day_it_is_the_same_row(made):
    again = forecasts.make_forecast(target=made.target, now=NOW + timedelta(hours=2), on=TODAY)

    assert again.pk == made.pk
    assert (again.low, again.middle, again.high, again.tests) == (
        made.low,
        made.middle,
        made.high,
        made.tests,
    )
    assert Forecast.objects.count() == 1


def test_each_followed_target_gets_its_forecast_of_the_day_once():
    targets = [aim() for _nth in range(3)]
    workflow.end_target(target=targets[0], reason="autre", act=people.act(people.coordinator()))

    for _minute in range(3):
        tasks.ask_forecasts(NOW)
    asked = Job.objects.filter(kind="forecast")
    assert asked.count() == tasks.AT_ONCE
    for job in list(asked):
        jobs.run(job.pk)
        jobs.run(job.pk)  # a second worker finds it done

    assert set(Forecast.objects.values_list("target", "as_of")) == {(one.pk, TODAY) for one in targets[1:]}
    assert nightly.ask_forecasts(now=NOW, on=TODAY, most=9) == 0
    later = clock.now() + timedelta(days=30)
    assert nightly.ask_forecasts(now=later, on=TODAY + timedelta(days=30), most=9) == 2
    assert asked.count() == 2  # those of last month are forgotten
    assert (
        nightly.ask_forecasts(now=later, on=date(2027, 1, 1), most=9) == 0
    )  # what is over is foreseen no more


@pytest.mark.parametrize(
    ("count", "days", "facts", "why"),
    [
        (900, 120, {}, "short"),
        (150, 500, {}, "few"),
        (300, 500, {"until": date(2026, 6, 1)}, "over"),
        (300, 500, {"since": date(2026, 7, 1)}, "early"),
    ],
)
def test_without_enough_to_go_by_only_the_reason_and_what_blocks_are_told(client, count, days, facts, why):
    milestones(lived(count, days=days))
    target = aim(**facts)

    row = forecasts.make_forecast(target=target, now=NOW, on=TODAY)

    assert (row.why_not, row.low, row.tests) == (why, None, [])
    assert row.obstacles
    assert all(one["gain"] is None for one in row.obstacles)


# What people see


@pytest.fixture
def page(client, made, monkeypatch, settings):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
    settings.DEMO = True  # the second factor is waived

    def shown():
        return client.get(f"/progress/{made.target.public_id}/").content.decode()

    return shown


def test_anyone_reads_the_range_the_trials_and_what_blocks(page, made):
    shown = page()

    assert (
        f"<b>entre {made.low} et {made.high}</b>" in shown or f"between {made.low} and {made.high}" in shown
    )
    assert 'class="band"' in shown  # in the picture
    assert f">{made.tests[0]['came']}</td>" in shown
    waits = [one for one in made.obstacles if one["kind"] == "stage"]
    assert all(f'<b class="n">{one["count"]}</b>' in shown for one in waits)
    assert "/devices/?" not in shown
    assert "Atelier du Drac" not in shown


def test_who_sees_devices_gets_the_way_to_them_and_the_workshops(client, page):
    client.force_login(people.manager().user)

    shown = page()

    site = Site.objects.get(name__startswith="Atelier du Drac")
    way = f"/devices/?stage=erasure&amp;type=laptop&amp;site={site.public_id}"
    assert f'<a href="{way}">{site.name}</a>' in shown
    assert f'<a class="btn" href="{way}">' in shown  # all of them wait there


def test_an_old_forecast_is_not_shown_as_todays(page, made):
    Forecast.objects.update(as_of=TODAY - timedelta(days=8))

    assert 'class="band"' not in page()


def test_where_people_wait_and_nothing_is_ready_is_told_with_a_way_for_who_sees_requests(client, page, made):
    short = Obstacle(Kind.REQUESTS, 7, type="laptop", department="38")
    Forecast.objects.filter(pk=made.pk).update(obstacles=[short.told()])

    shown = page()
    assert "Isère (38)" in shown
    assert "/requests/?" not in shown
    assert '<b class="n">5</b>' in shown  # people are told in steps

    client.force_login(people.coordinator().user)
    shown = page()
    assert "/requests/?stage=waiting&amp;type=laptop&amp;department=38" in shown
    assert '<b class="n">7</b>' in shown


def test_the_method_is_told_with_the_errors_of_each_target(client, made, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)

    shown = client.get("/progress/method/").content.decode()

    assert str(made.target) in shown
    assert "h(s, a, t) = (n + m) ÷ (N + 1)" in shown


def test_the_method_page_is_there_before_any_forecast(client):
    assert client.get("/progress/method/").status_code == 200


def test_the_api_tells_the_forecast_with_its_trials(client, made):
    caller = Caller(client, people.coordinator())
    target = str(made.target.public_id)

    told = caller.get("reports/progress/", target=target, as_of=str(TODAY)).json()["forecast"]

    assert (told["low"], told["middle"], told["high"]) == (made.low, made.middle, made.high)
    assert told["tests"] == made.tests
    assert 0 <= told["errors"]["inside"] <= 1
    assert "places" not in told["obstacles"][0]
    before = caller.get("reports/progress/", target=target, as_of="2026-01-01").json()
    assert before["forecast"] is None


# What blocks


def test_parts_and_signatures_that_are_awaited_are_told():
    tested = device_at(Stage.QUALITY_CHECK)
    checked(tested)
    waiting = device_at(Stage.REPAIR)
    kind = PartKind.objects.get(code="battery")
    PartNeed.objects.create(
        device=waiting, kind=kind, since=NOW - timedelta(days=9), by=people.technician().user
    )

    found = obstacles(prospects.scope_of(aim()), [], ahead=None, as_of=TODAY)

    parts, signature = found
    assert (parts.kind, parts.count, parts.days, parts.places) == (Kind.PARTS, 1, 9, (("battery", 1),))
    assert (signature.kind, signature.count) == (Kind.SIGNATURE, 1)
    assert Obstacle.of(parts.told()) == parts
    elsewhere = prospects.scope_of(aim(areas=[{"kind": "department", "code": "2A"}]))
    assert obstacles(elsewhere, [], ahead=None, as_of=TODAY) == []


def test_people_wait_where_fewer_devices_are_ready(monkeypatch):
    for _nth in range(6):
        request_at(RequestStage.WAITING)
    site = people.workshop()[1]
    laptop = DeviceType.objects.get(code="laptop")

    def short(ready):
        row = prospects.Waiting("ready", laptop.pk, site.pk, 3, 2, ready, 14 * ready)
        found = obstacles(prospects.scope_of(aim()), [row], ahead=None, as_of=TODAY)
        return [(one.count, one.ready, one.department) for one in found if one.kind == Kind.REQUESTS]

    assert short(2) == [(6, 2, "38")]
    assert short(6) == []


def test_a_collection_waits_for_what_is_announced_alone():
    device_at(Stage.ANNOUNCED)
    device_at(Stage.ERASURE)
    rollups.fold_all()
    scope = prospects.scope_of(aim(counts="collected"))

    found = obstacles(scope, prospects.waiting(scope, TODAY), ahead=None, as_of=TODAY)

    assert [(one.stage, one.count) for one in found] == [("announced", 1)]


def test_the_gain_is_what_the_next_state_has_more():
    rates = tuple(tuple(((state + 1, 0.5),) for _age in range(27)) for state in range(4))
    ahead = Ahead(reach(rates, weeks=3), weeks=1.0, kept=0.5)

    row = prospects.Waiting("ready", 1, 1, 3, 0, 10, 0)

    assert ahead.gain(row) == pytest.approx(10 * 0.5 * (1 - 0.5))


def test_an_exclusive_target_that_has_all_it_may_count_foresees_nothing():
    device_at(Stage.HANDED_OVER)
    row = aim(quantity=1, is_exclusive=True)
    workflow.settle(now=NOW, on=TODAY)
    rollups.fold_all()

    made = forecasts.make_forecast(target=row, now=NOW, on=TODAY)

    assert (made.achieved, made.why_not) == (1, Forecast.WhyNot.FULL)
