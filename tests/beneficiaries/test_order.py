"""The order of the queue holds what it promises, for any rule and any queue."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as st

from beneficiaries.queries import order
from beneficiaries.queries.order import Circumstances, Due, Entrant, Place, Weights
from beneficiaries.states import Where

pytestmark = pytest.mark.any_database
PATIENT = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 6, 1)
small = st.integers(0, 60)
RULES = st.builds(
    Weights,
    points_per_day=st.integers(1, 5),
    urgency_points=small,
    points_per_device_due=st.integers(0, 9),
    most_due_points=st.integers(1, 60),  # a cap of nothing would be no cap
    carried_over_points=small,
    points_per_territory_gap=st.integers(0, 9),
    most_territory_points=st.integers(1, 60),
)
DUES = st.dictionaries(
    st.integers(0, 3),
    st.builds(
        Due,
        since=st.dates(TODAY - timedelta(90), TODAY),
        quantity=st.integers(0, 20),
        served=st.integers(0, 25),
    ),
)
ABOUT = st.builds(
    Circumstances,
    on=st.just(TODAY),
    dues=DUES,
    gaps=st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9)),
)


def given(*strategies):
    """Any of these, drawn without hurry: the machine is shared."""
    return lambda test: PATIENT(any_of(*strategies)(test))


def entrant(key, days, *, urgent=False, partner=0, department="A", place=None, queue=1):
    sent = TODAY - timedelta(days)
    at = datetime.combine(sent, datetime.min.time(), UTC) + timedelta(minutes=key)
    return Entrant(key, queue, partner, department, at, sent, urgent, place)


@st.composite
def queues(draw, least=1):
    drawn = draw(
        st.lists(
            st.tuples(st.integers(0, 400), st.booleans(), st.integers(0, 3), st.sampled_from("ABC")),
            min_size=least,
            max_size=12,
        )
    )
    return [
        entrant(key, days, urgent=urgent, partner=partner, department=department)
        for key, (days, urgent, partner, department) in enumerate(drawn)
    ]


def points(placed):
    return sum(factor.points for factor in placed.factors)


def keys(placed):
    return [one.entrant.key for one in placed]


@given(queues(), RULES, ABOUT, st.randoms())
def test_the_same_queue_in_any_order_gives_the_same_places(queue, rule, about, chances):
    shuffled = list(queue)
    chances.shuffle(shuffled)

    assert order.ordered(queue, rule, about) == order.ordered(shuffled, rule, about)


def test_the_rule_sees_nothing_but_these_data():
    """No name, age band, mark, district, worker, remark or accessory can change a rank: the rule is not given them."""
    assert {field.name for field in fields(Entrant)} == {
        *("key", "queue", "partner", "department", "sent_at", "sent", "is_urgent", "place"),
    }


@given(queues(least=2), RULES, ABOUT, st.integers(1, 200))
def test_who_has_waited_longer_never_loses(queue, rule, about, longer):
    first, *others = queue
    earlier = replace(first, sent=first.sent - timedelta(longer), sent_at=first.sent_at - timedelta(longer))

    before = {one.entrant.key: one for one in order.ordered([first, *others], rule, about)}
    after = {one.entrant.key: one for one in order.ordered([earlier, *others], rule, about)}

    assert points(after[first.key]) >= points(before[first.key])
    assert after[first.key].position <= before[first.key].position


@given(RULES, ABOUT, st.integers(0, 300), st.integers(1, 300), st.booleans())
def test_all_else_equal_the_older_request_stands_before(rule, about, days, more, urgent):
    younger, older = entrant(1, days, urgent=urgent), entrant(2, days + more, urgent=urgent)

    assert keys(order.ordered([younger, older], rule, about)) == [2, 1]


@given(RULES, ABOUT, st.integers(0, 300))
def test_nothing_overtakes_for_ever(rule, about, days):
    """Beyond the longest lead the most favoured newcomer stands behind the least favoured of those who wait."""
    old = entrant(1, days + rule.longest_lead + 1, partner=9, department="Z")
    favoured = [
        entrant(key, days, urgent=True, partner=key % 4, department="ABC"[key % 3]) for key in range(2, 9)
    ]

    assert keys(order.ordered([*favoured, old], rule, about))[0] == 1


@given(RULES, st.integers(1, 3), st.integers(1, 30))
def test_nobody_waits_for_ever_while_one_favoured_request_more_arrives_each_day(rule, served_a_day, behind):
    """One plain request behind `behind` others; each day as many favoured ones arrive as are served."""
    about = {0: Due(TODAY, 10_000, 0)}
    gaps = {"A": 9}
    plain = entrant(0, 0, partner=9, department="Z")
    waiting = [plain, *(entrant(key, 1, urgent=True) for key in range(1, behind + 1))]
    days = 0
    while plain in waiting:
        on = TODAY + timedelta(days)
        placed = order.ordered(waiting, rule, Circumstances(on, about, gaps))
        for one in placed[:served_a_day]:
            waiting.remove(one.entrant)
        key = len(waiting) + 1000 * (days + 1)
        sent = {"sent": on, "sent_at": datetime.combine(on, datetime.min.time(), UTC)}
        waiting += [replace(entrant(key + at, 0, urgent=True), **sent) for at in range(served_a_day)]
        days += 1
        assert days <= rule.longest_lead + behind + served_a_day + 2


@given(queues(), RULES, ABOUT)
def test_quotas_hold_and_leave_nobody_else_out(queue, rule, about):
    placed = order.ordered(queue, rule, about)

    served = list(order.servable(placed, about.dues))

    for partner in range(4):
        own = [one for one in served if one.entrant.partner == partner]
        due = about.dues.get(partner)
        waiting = [one for one in placed if one.entrant.partner == partner]
        left = len(waiting) if due is None else max(due.quantity - due.served, 0)
        assert own == waiting[:left]


def test_a_person_places_first_and_after():
    about = Circumstances(TODAY, {}, {})
    rule = Weights(1, 20, 2, 20, 15, 2, 10)
    at = datetime(2026, 5, 1, tzinfo=UTC)
    queue = [
        entrant(1, 50),
        entrant(2, 40),
        entrant(3, 30, place=Place(Where.AFTER, 5, at)),
        entrant(4, 20, place=Place(Where.FIRST, None, at + timedelta(1))),
        entrant(5, 10, place=Place(Where.FIRST, None, at)),
        entrant(6, 45, place=Place(Where.AFTER, 99, at)),  # whom it was to follow has left
        entrant(7, 1, place=Place(Where.AFTER, 2, at)),
    ]

    placed = order.ordered(queue, rule, about)

    assert keys(placed) == [5, 3, 4, 1, 6, 2, 7]
    assert [one.position for one in placed] == [1, 2, 3, 4, 5, 6, 7]


@given(queues(least=2), RULES, ABOUT, st.data())
def test_a_placement_moves_one_and_keeps_the_others_in_order(queue, rule, about, data):
    moved = data.draw(st.sampled_from(queue))
    place = Place(Where.FIRST, None, datetime(2026, 5, 1, tzinfo=UTC))

    before = keys(order.ordered(queue, rule, about))
    after = keys(
        order.ordered([replace(one, place=place) if one == moved else one for one in queue], rule, about)
    )

    assert after == [moved.key, *(key for key in before if key != moved.key)]


def test_territories_behind_the_network_are_told_in_tens_of_points():
    assert order.gaps({"38": (4, 0), "69": (4, 4)}) == {"38": 5, "69": 0}
    assert order.gaps({}) == {}
