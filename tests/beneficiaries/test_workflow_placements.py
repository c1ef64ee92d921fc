"""A coordinator moves a request with a reason; it shows, and it may be taken back."""

from datetime import UTC, datetime

import pytest

from beneficiaries import queries, workflow
from beneficiaries.queries import narrative
from beneficiaries.states import PLACEMENT_REASONS, RequestEventKind, RequestStage, Where
from beneficiaries.workflow.refusals import NoSuchPlace, PersonalDataFound, ReasonNeeded
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 6, 1, tzinfo=UTC).date()


def sent(day, **given):
    return factories.request_at(RequestStage.WAITING, at=datetime(2026, 5, day, 8, tzinfo=UTC), **given)


def refs():
    return [row.request.ref for row in queries.ranking(on=TODAY).rows]


def boss():
    return people.act(people.coordinator())


def test_placed_first_then_back_where_the_rule_puts_it():
    old, young = sent(2), sent(20)

    workflow.place(request=young, where=Where.FIRST, act=boss(), reason_code="deadline")
    assert refs() == [young.ref, old.ref]
    assert queries.ranking(on=TODAY).find(young).placement.reason_code == "deadline"

    workflow.unplace(request=young, act=boss())
    assert refs() == [old.ref, young.ref]
    told = narrative.events(factories.again(young))
    assert str(PLACEMENT_REASONS["deadline"]) in told[1].detail


def test_placed_after_another_and_free_when_that_one_leaves():
    old, middle, young = sent(2), sent(10), sent(20)

    workflow.place(request=young, where=Where.AFTER, after=old, act=boss(), reason_code="set_together")
    assert refs() == [old.ref, young.ref, middle.ref]
    workflow.cancel(request=old, act=boss(), reason_code="not_needed")

    assert refs() == [middle.ref, young.ref]
    event = young.events.get(kind=RequestEventKind.PLACED)
    assert (event.reason_code, event.details["after"]) == ("set_together", old.ref)


def test_nobody_follows_itself_a_circle_or_another_queue():
    first, second = sent(2), sent(10)
    tablet = sent(3, type=factories.DeviceType.objects.get(code="tablet"))
    workflow.place(request=second, where=Where.AFTER, after=first, act=boss(), reason_code="deadline")

    for request, after in ((first, second), (first, first), (first, tablet), (first, None)):
        with pytest.raises(NoSuchPlace):
            workflow.place(
                request=request, where=Where.AFTER, after=after, act=boss(), reason_code="deadline"
            )


def test_a_move_takes_a_right_a_reason_a_waiting_request_and_no_personal_data():
    waiting, served = sent(2), factories.request_at(RequestStage.SUBMITTED)
    first = {"where": Where.FIRST, "act": boss(), "reason_code": "deadline"}

    with pytest.raises(NotPermitted):
        workflow.place(request=waiting, **{**first, "act": people.act(people.social_worker())})
    with pytest.raises(NotPermitted):
        workflow.unplace(request=waiting, act=people.act(people.social_worker()))
    with pytest.raises(ReasonNeeded):
        workflow.place(request=waiting, **{**first, "reason_code": "friend"})
    with pytest.raises(PersonalDataFound):
        workflow.place(request=waiting, **first, note="appeler le 06 12 34 56 78")
    with pytest.raises(MoveNotAllowed):
        workflow.place(request=served, **first)
    with pytest.raises(NoSuchPlace):
        workflow.unplace(request=waiting, act=boss())


def test_a_placement_costs_the_ranking_no_statement(django_assert_num_queries):
    young = sent(20)
    sent(2)
    workflow.place(request=young, where=Where.FIRST, act=boss(), reason_code="deadline")

    with django_assert_num_queries(4):
        assert queries.ranking(on=TODAY).rows[0].placement
