"""The forecast, without a database: what it never does, and that it finds rates which are known."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reuse.reports.queries import forecast
from reuse.reports.queries.chain import GONE, OLDEST, Spell, Week, past, rates, reach, weeks_before

pytestmark = pytest.mark.any_database
RATES = (
    (0.5, 0.02),
    (0.25, 0.04),
    (0.3, 0.03),
    (0.2, 0.0),
)  # by week: on to the next state, out of the chain
STATES = len(RATES)
WEEKS = 130


def history(*, each_week=60, weeks=WEEKS, seed=1, pace=lambda _week: 1.0):
    """Devices that live by RATES, as spells; `pace` hurries or slows all of them in a week."""
    chances, cells = random.Random(seed), Counter()
    for began in range(weeks):
        for _device in range(round(chances.gauss(each_week, each_week**0.5))):
            for spell in _life(began, weeks, chances, pace):
                cells[spell] += 1
    return [Spell(*cell, count) for cell, count in cells.items()]


def _life(began, weeks, chances, pace):
    state, entered, week = 0, began, began
    while week < weeks:
        draw, (on, out) = chances.random(), RATES[state]
        if draw < (on + out) * pace(week):
            is_on = draw < on * pace(week)
            yield state, entered, week, state + 1 if is_on else GONE, state == 0
            state, entered = state + 1, week
            if not is_on or state == STATES:
                return
        else:
            week += 1
    yield state, entered, None, GONE, state == 0


@pytest.fixture(scope="module")
def told():
    return past(history(), weeks=WEEKS, states=STATES)


def test_rates_that_are_known_are_found(told):
    found = rates(told, until=WEEKS)

    for state, (on, out) in enumerate(RATES):
        ways = dict(found[state][0])
        assert ways[state + 1] == pytest.approx(on, abs=0.03)
        assert ways.get(GONE, 0) == pytest.approx(out, abs=0.01)
    sure = reach(found, weeks=300).within(0, 0, 300)
    assert sure == pytest.approx(0.5 / 0.52 * 0.25 / 0.29 * 0.3 / 0.33, abs=0.03)


def test_where_rates_hold_what_comes_lies_where_it_was_foreseen():
    whole = history(weeks=WEEKS + 26, seed=4)
    came = past(whole, weeks=WEEKS + 26, states=STATES)
    known = past([_cut(spell) for spell in whole if spell.entered < WEEKS], weeks=WEEKS, states=STATES)

    found = forecast.outlook(known, achieved=0, days=26 * 7, seed="x").range

    reached = forecast.reached(came, WEEKS, WEEKS + 26)
    assert found.low <= reached <= found.high
    assert found.middle == pytest.approx(reached, rel=0.05)
    assert found.high - found.low < reached / 4


def _cut(spell):
    return spell if spell.left is not None and spell.left < WEEKS else spell._replace(left=None, to=GONE)


def test_back_tests_of_a_made_history_are_right_four_times_of_five():
    seasons = past(
        history(weeks=156, pace=lambda week: 0.4 if week % 52 in {30, 31, 32, 33, 51} else 1.0),
        weeks=156,
        states=STATES,
    )

    tests = forecast.back_tests(seasons, months=range(30, 144, 5), seed="x")
    found = forecast.errors(forecast.calibrated(tests))

    assert len(tests) >= 18
    assert all(test.came == forecast.reached(seasons, test.week, test.week + 13) for test in tests)
    assert 0.7 <= found.inside <= 0.95
    assert abs(found.bias) < 0.1
    assert found.mean_error < 0.2
    assert (
        forecast.widening_of(tests) > 1
    )  # summers make the simulated range too narrow: it is widened, and said


def test_a_month_with_less_than_six_before_it_is_not_tested(told):
    weeks = [test.week for test in forecast.back_tests(told, months=[3, 25, 60, 125], seed="x")]

    assert weeks == [60]  # of the three months after week 125 not all came yet


def test_the_widening_comes_from_the_other_months():
    inside = [forecast.Tested(week, forecast.Range(90, 100, 110), 105) for week in range(9)]
    off = forecast.Tested(9, forecast.Range(90, 100, 110), 130)

    assert forecast.widening_of(inside) == 1
    assert forecast.widening_of([*inside[:5], off]) == 3
    assert forecast.widening_of([*inside[:3], off]) == 1  # too few to tell
    assert forecast.calibrated([*inside[:5], off])[-1].range == off.range


def test_errors_by_hand():
    tests = [
        forecast.Tested(1, forecast.Range(80, 100, 120), 110),
        forecast.Tested(2, forecast.Range(80, 100, 120), 50),
    ]

    found = forecast.errors(tests)

    assert found.bias == pytest.approx((200 - 160) / 160)
    assert found.mean_error == pytest.approx((10 / 110 + 50 / 50) / 2)
    assert found.inside == 0.5
    assert forecast.errors([]) is None


def test_only_part_of_the_hand_overs_counts(told):
    counted = [told.ended(week) // 2 for week in range(WEEKS)]

    half = forecast.outlook(told, achieved=0, days=91, seed="x", counted=counted).range
    whole = forecast.outlook(told, achieved=0, days=91, seed="x").range

    assert half.middle == pytest.approx(whole.middle / 2, rel=0.05)


def test_pace_is_told_only_beyond_chance(told):
    calm = weeks_before(told, rates(told, until=WEEKS), until=WEEKS)
    slow = past(history(pace=lambda week: 0.3 if week % 8 < 2 else 1.0), weeks=WEEKS, states=STATES)
    uneven = weeks_before(slow, rates(slow, until=WEEKS), until=WEEKS)

    assert all(0.8 < week.pace < 1.2 for week in calm)
    assert min(week.pace for week in uneven) < 0.6


# What it never does

funnels = st.lists(
    st.lists(st.integers(0, 40), min_size=OLDEST + 1, max_size=OLDEST + 1), min_size=STATES, max_size=STATES
)
came = st.lists(
    st.lists(st.integers(0, 30), min_size=STATES + 1, max_size=STATES + 1), min_size=1, max_size=20
)
TABLE = reach(
    tuple(
        tuple(((state + 1, on), (GONE, out)) for _age in range(OLDEST + 1))
        for state, (on, out) in enumerate(RATES)
    ),
    weeks=80,
)


def _runs(funnel, known, days, seed="s"):
    weeks = [Week(came, 0.5 + nth % 3 / 2) for nth, came in enumerate(known)]
    return forecast.simulate(funnel, TABLE, weeks, days=days, seed=seed, runs=40)


@settings(max_examples=25, deadline=None)
@given(funnels, came, st.integers(0, 200))
def test_the_same_day_says_the_same_and_the_range_holds_the_middle(funnel, known, days):
    runs = _runs(funnel, known, days)

    assert runs == _runs(funnel, known, days)
    assert all(one <= other for one, other in pairwise(runs))
    assert runs[0] >= 0
    range_ = forecast._range(runs).widened(2.5)
    assert range_.low <= range_.middle <= range_.high


@settings(max_examples=25, deadline=None)
@given(funnels, came, st.integers(1, 200), st.integers(0, STATES), st.integers(1, 50))
def test_more_arrivals_never_lower_it(funnel, known, days, state, more):
    richer = [[count + more * (nth == state) for nth, count in enumerate(week)] for week in known]

    assert all(
        one <= other
        for one, other in zip(_runs(funnel, known, days), _runs(funnel, richer, days), strict=True)
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 400))
def test_with_nothing_in_the_chain_and_nothing_new_it_is_what_is_achieved(achieved, days):
    nothing = past([], weeks=60, states=STATES)

    assert forecast.outlook(nothing, achieved=achieved, days=days, seed="x").range == forecast.Range(
        achieved, achieved, achieved
    )
