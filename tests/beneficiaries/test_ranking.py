"""The order of the queue, computed by hand on five requests."""

from datetime import UTC, date, datetime

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import PartnerQuota, RankingRule
from beneficiaries.queries import FactorCode
from beneficiaries.states import RequestStage, Urgency
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


def sent(month, day, worker=None, **given):
    return factories.request_at(
        RequestStage.WAITING, worker, at=datetime(2026, month, day, 8, tzinfo=UTC), **given
    )


def quota(membership, quantity, since=date(2026, 5, 1)):
    return PartnerQuota.objects.create(
        organisation=membership.organisation, since=since, until=date(2026, 6, 30), quantity=quantity
    )


def test_five_requests_stand_where_a_person_would_put_them():
    near, far = people.social_worker(), factories.other_worker()
    quota(near, 3)  # nothing handed over yet: 3 due, 6 points
    plain = sent(5, 2, near)  # 30 days + 6 = 36
    urgent = sent(5, 12, near, urgency=Urgency.COURSE, needed_by=date(2026, 6, 20))  # 20 + 20 + 6 = 46
    carried = sent(4, 30, near)  # 32 days + 6 + 15 carried over = 53
    unowed = sent(4, 17, far)  # 45 days, no quota = 45
    twin = sent(5, 2, near)  # as the first, filed after it

    ranking = queries.ranking(on=TODAY)

    assert [(row.request.ref, row.points) for row in ranking.rows] == [
        (carried.ref, 53),
        (urgent.ref, 46),
        (unowed.ref, 45),
        (plain.ref, 36),
        (twin.ref, 36),
    ]
    assert [(row.position, row.of) for row in ranking.rows] == [(at, 5) for at in range(1, 6)]
    place = ranking.find(urgent)
    assert {factor.code: factor.points for factor in place.factors} == {
        FactorCode.WAITING: 20,
        FactorCode.URGENCY: 20,
        FactorCode.DUE: 6,
        FactorCode.CARRIED_OVER: 0,
        FactorCode.TERRITORY: 0,
    }


def test_what_the_partner_had_in_its_period_is_no_longer_due():
    quota(people.social_worker(), 1, since=date(2026, 5, 1))
    handover = factories.handover_at("done")
    handover.refresh_from_db()
    waiting = sent(5, 2)

    place = queries.ranking(on=TODAY).find(waiting)
    after = queries.ranking(on=handover.handed_over_on).find(waiting)

    assert place.quota == 1
    assert after.is_quota_reached
    assert next(one for one in after.factors if one.code == FactorCode.DUE).points == 0


def test_a_territory_served_less_than_the_network_gains_points():
    served = factories.request_at(RequestStage.SERVED, commune="69123")
    on = served.submitted_at.date()
    behind = factories.request_at(RequestStage.WAITING, commune="38151")

    place = queries.ranking(on=on).find(behind)

    # The network served 1 of 2 (50 %), department 38 none: five tens of points behind, 2 points each, 10 at most.
    assert next(one for one in place.factors if one.code == FactorCode.TERRITORY).points == 10


def test_each_type_has_its_own_queue_and_paused_requests_stand_in_none():
    laptop, tablet = sent(5, 2), sent(5, 3, type=_type("tablet"))
    paused = sent(5, 4)
    workflow.pause(request=paused, act=people.act(people.social_worker()))

    ranking = queries.ranking(on=TODAY)

    assert ranking.find(paused) is None
    assert [(ranking.find(one).position, ranking.find(one).of) for one in (laptop, tablet)] == [
        (1, 1),
        (1, 1),
    ]
    assert queries.ranking(on=TODAY, device_type=tablet.type).rows == (ranking.find(tablet),)


def test_waiting_always_wins_in_the_end():
    rule = queries.rule_in_force(TODAY)
    most = rule.urgency_points + rule.most_due_points + rule.carried_over_points + rule.most_territory_points

    assert most < 365 * rule.points_per_day  # after a year nothing else can put anyone behind


def test_the_latest_rule_begun_is_in_force_and_none_is_said_so():
    RankingRule.objects.filter(version=1).update(since=date(2026, 1, 1))

    assert queries.rule_in_force(TODAY).version == 1
    with pytest.raises(queries.NoRule):
        queries.rule_in_force(date(2025, 12, 31))


def test_every_factor_says_its_datum_and_its_operation():
    request = sent(5, 2, urgency=Urgency.JOB, needed_by=date(2026, 6, 20))
    place = queries.ranking(on=TODAY).find(request)

    assert all(factor.given for factor in place.factors)
    assert [factor.operation for factor in place.factors][:2] == ["30 × 1 = 30", "1 × 20 = 20"]


def test_the_queue_takes_the_same_number_of_statements_however_long(django_assert_num_queries):
    sent(5, 2)
    with django_assert_num_queries(4):
        queries.ranking(on=TODAY)
    for day in range(3, 12):
        sent(5, day)
    with django_assert_num_queries(4):
        queries.ranking(on=TODAY)


def _type(code):
    return factories.DeviceType.objects.get(code=code)
