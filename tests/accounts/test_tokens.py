"""A token is remembered for a moment, and judged at every request all the same."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reuse.accounts import tokens
from reuse.accounts.models import ApiToken, Membership
from reuse.accounts.workflow import issue_token
from reuse.core import clock
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return issue_token(people.technician(), name="test", now=clock.now())


@pytest.fixture
def _later(monkeypatch):
    """Every look-up comes after the moment has passed."""
    monkeypatch.setattr(tokens, "REMEMBERED", 0)


def test_a_row_of_requests_reads_the_token_once(text, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tokens.find(text) is tokens.find(text)


@pytest.mark.usefixtures("_later")
def test_a_token_withdrawn_elsewhere_works_no_longer_than_it_is_remembered(text):
    tokens.find(text)
    ApiToken.objects.all().delete()

    assert tokens.find(text) is None


def test_a_token_withdrawn_here_stops_at_once(client, text):
    ada = people.technician()
    known = tokens.find(text)
    client.force_login(ada.user)

    client.post(reverse("accounts:token-withdraw", args=[known.pk]))

    assert tokens.find(text) is None


def test_an_unknown_token_is_not_remembered(text):
    digest = ApiToken.objects.get().digest
    ApiToken.objects.update(digest="0" * 64)
    assert tokens.find(text) is None

    ApiToken.objects.update(digest=digest)

    assert tokens.find(text)


@pytest.mark.parametrize("days", [0, 30])
def test_a_remembered_token_ends_with_its_membership_or_its_own_term(client, monkeypatch, text, days):
    now = clock.now()
    Membership.objects.update(until=(now + timedelta(days=days)).date())
    ApiToken.objects.update(expires_at=now + timedelta(days=30 - days, hours=1))
    headers = {"Authorization": f"Bearer {text}"}
    before = client.get("/api/v1/devices/", headers=headers)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))

    after = client.get("/api/v1/devices/", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)
