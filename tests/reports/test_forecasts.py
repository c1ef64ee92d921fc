"""Forecasts as rows: read from the milestones, made once a day, shown to all, with the reason where there is none."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.reports import tasks, workflow
from reuse.reports.models import Forecast, Milestone
from reuse.reports.queries import prospects
from reuse.reports.queries.chain import GONE
from reuse.reports.workflow import forecasts, rollups
from tests import people
from tests.inventory.factories import device_at

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

    tasks.forecast(NOW)
    tasks.forecast(NOW)

    assert set(Forecast.objects.values_list("target", "as_of")) == {(one.pk, TODAY) for one in targets[1:]}
    assert forecasts.make_due(now=NOW, on=TODAY, most=9) == 0
    assert forecasts.make_due(now=NOW, on=TODAY + timedelta(days=1), most=9) == 2


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
