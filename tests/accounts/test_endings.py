"""Access that ends by itself: told before, and what was left in a name is handed over afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse

from beneficiaries.models import Request
from beneficiaries.states import RequestStage
from reuse.accounts import workflow
from reuse.accounts.models import Membership
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.jobs import tasks
from tests import people
from tests.accounts.joining import letters
from tests.beneficiaries.factories import request_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts():
    """A worker whose access is for a time, and the colleague in charge."""
    worker = people.social_worker()
    charge = people.person("Rita Charge", worker.organisation, Role.SOCIAL_WORKER)
    Membership.objects.filter(pk=charge.pk).update(is_in_charge=True)
    charge.refresh_from_db()
    return worker, charge


def ends(part, days):
    Membership.objects.filter(pk=part.pk).update(until=clock.now().date() + timedelta(days=days))


def test_both_are_told_two_weeks_before_once(parts):
    worker, charge = parts
    request_at(RequestStage.WAITING, worker)
    ends(worker, 10)

    tasks.endings(clock.now())
    tasks.endings(clock.now())

    sent = letters()
    assert sorted(one.to[0] for one in sent) == sorted([worker.user.email, charge.user.email])
    to_charge = next(one for one in sent if one.to == [charge.user.email])
    assert reverse("accounts:colleague", args=[charge.organisation.public_id, worker.pk]) in to_charge.body
    assert "1" in to_charge.body


def test_another_last_day_is_told_again_and_none_is_not(parts):
    worker, _charge = parts
    ends(worker, 30)
    assert workflow.remind_endings(clock.now()) == 0
    ends(worker, 5)
    assert workflow.remind_endings(clock.now()) == 1
    ends(worker, 7)
    assert workflow.remind_endings(clock.now()) == 1
    Membership.objects.filter(pk=worker.pk).update(until=None)
    assert workflow.remind_endings(clock.now()) == 0


def test_cases_left_behind_are_shown_and_handed_over_with_their_history(client, parts):
    worker, charge = parts
    request = request_at(RequestStage.WAITING, worker)
    before = request.events.count()
    ends(worker, -1)
    client.force_login(charge.user)
    body = charge.organisation.public_id
    colleague = reverse("accounts:colleague", args=[body, worker.pk])

    shown = client.get(reverse("accounts:organisation-page", args=[body])).content.decode()
    assert colleague in shown
    assert client.get(colleague).status_code == 200
    client.post(reverse("accounts:colleague-leave", args=[body, worker.pk]), {"to": charge.pk})

    request = Request.objects.get(pk=request.pk)
    assert request.worker == charge.user
    assert request.events.count() == before + 1
    assert client.get(colleague).status_code == 404
    assert colleague not in client.get(reverse("accounts:organisation-page", args=[body])).content.decode()


def test_nobody_is_told_of_who_left_nothing_behind(client, parts):
    worker, charge = parts
    ends(worker, -1)

    assert workflow.left_behind(charge.organisation, clock.now().date()) == []
    assert not workflow.is_left_behind(charge.user, charge.organisation, clock.now().date())


def test_the_chore_runs_daily():
    assert tasks.registry.chores()["endings"].every == timedelta(days=1)
