"""A waiting request is confirmed, or asked about, or put on hold: and keeps its rank whatever is answered."""

from datetime import timedelta

import pytest

from beneficiaries import queries, workflow
from beneficiaries.models import WaitingRule
from beneficiaries.states import RequestStage
from beneficiaries.tasks import confirmations
from reuse.accounts.models import Membership, User
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_views import address

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rule() -> WaitingRule:
    rule = queries.waiting_rule(people.NOON)
    assert (rule.confirm_days, rule.answer_days) == (60, 15)
    return rule


def rank(request, at):
    place = queries.ranking(on=at.date(), device_type=request.type).find(request)
    return place.position if place else None


def test_what_waits_is_asked_about_once_then_put_on_hold_and_resumes_at_its_rank(rule):
    worker = people.social_worker()
    first = factories.request_at(RequestStage.WAITING, at=people.NOON)
    factories.request_at(RequestStage.WAITING, at=people.NOON + 58 * DAY)
    asked_at = people.NOON + 60 * DAY + timedelta(hours=1)

    confirmations(asked_at - 2 * DAY)
    assert not Outbox.objects.filter(kind="mail").exists()
    for hours in (0, 12, 24):
        confirmations(asked_at + timedelta(hours=hours))

    letter = Outbox.objects.get(kind="mail").payload
    assert letter["to"] == [worker.user.email]
    assert first.ref in letter["text"]
    assert "/requests/confirm/" in letter["text"]
    confirmations(asked_at + 14 * DAY)
    assert factories.again(first).stage == RequestStage.WAITING
    late = asked_at + 16 * DAY
    before = rank(first, late)
    confirmations(late)
    paused = factories.again(first)
    assert (paused.stage, paused.events.last().reason_code) == (RequestStage.PAUSED, "no_answer")
    assert not paused.events.last().by.is_active
    workflow.resume(request=paused, act=people.act(worker, late + DAY))
    assert rank(first, late + DAY) == before == 1
    confirmations(late + 2 * DAY)
    assert factories.again(first).stage == RequestStage.WAITING


def test_who_left_is_not_written_to_but_colleagues_are():
    worker = people.social_worker()
    colleague = people.person("Yvette Relais", worker.organisation, worker.role)
    factories.request_at(RequestStage.WAITING, at=people.NOON)
    User.objects.filter(pk=worker.user_id).update(is_active=False)

    workflow.ask_confirmations(people.NOON + 61 * DAY)

    assert Outbox.objects.get(kind="mail").payload["to"] == [colleague.user.email]


def test_without_a_rule_nothing_is_asked(rule):
    rule.delete()
    factories.request_at(RequestStage.WAITING, at=people.NOON)

    confirmations(people.NOON + 400 * DAY)

    assert not Outbox.objects.exists()
    assert not queries.to_confirm(people.social_worker(), people.NOON + 400 * DAY).exists()


def test_only_the_partner_confirms_and_only_what_waits():
    request = factories.request_at(RequestStage.WAITING)

    with pytest.raises(NotPermitted):
        workflow.confirm(request=request, act=people.act(factories.other_worker()))
    with pytest.raises(NotPermitted):
        workflow.confirm(request=request, act=people.act(people.coordinator()))
    paused = factories.request_at(RequestStage.PAUSED)
    with pytest.raises(MoveNotAllowed):
        workflow.confirm(request=paused, act=people.act(people.social_worker()))


def test_one_answer_for_all_on_one_page(browser):
    worker: Membership = people.social_worker()
    useful, over, later, unseen = (
        factories.request_at(RequestStage.WAITING, at=people.NOON) for _n in range(4)
    )
    theirs = factories.request_at(RequestStage.WAITING, worker=factories.other_worker(), at=people.NOON)
    client = browser(worker)

    home = client.get(address("worker-home")).content.decode()
    page = client.get(address("request-confirm")).content.decode()
    answer = client.post(
        address("request-confirm"),
        {
            "ref": [useful.ref, over.ref, later.ref, theirs.ref],
            f"answer-{useful.ref}": "yes",
            f"answer-{over.ref}": "no",
            f"answer-{later.ref}": "hold",
            f"answer-{theirs.ref}": "no",
        },
    )

    assert address("request-confirm") in home
    assert useful.ref in page
    assert theirs.ref not in page
    assert answer.status_code == 302
    stages = [factories.again(one).stage for one in (useful, over, later, unseen, theirs)]
    assert stages == ["waiting", "cancelled", "paused", "waiting", "waiting"]
    assert factories.again(useful).confirmed_at
    assert list(queries.to_confirm(worker, people.act(worker, None).at + 400 * DAY)) != []
    assert client.post(address("request-confirm"), {"ref": [unseen.ref]}).status_code == 302
    assert factories.again(unseen).confirmed_at is None
