"""Choosing one's PIN: after the password alone, and never one that would be guessed first."""

import pytest
from django.urls import reverse

from reuse.accounts import workflow
from reuse.accounts.models import BadgeRecord
from reuse.core import clock
from tests import people

pytestmark = pytest.mark.django_db
PIN = "739518"
PASSWORD = "passphrase-for-tests"


@pytest.fixture
def signed_in(client):
    """A technician who has just typed the password, and typed it again."""
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def sign_in(client):
    user = people.technician().user
    user.emailaddress_set.get_or_create(email=user.email, verified=True, primary=True)
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_a_pin_is_chosen_after_ones_password(signed_in):
    answer = signed_in.post("/account/pin/", {"pin": PIN, "again": PIN})

    assert answer.url == "/account/"
    assert people.technician().user.pin.hash
    assert signed_in.get("/account/").context["pin"]


def test_without_the_password_no_pin_is_chosen_and_what_was_typed_is_kept_nowhere(client):
    sign_in(client)

    assert client.get("/account/pin/").url.startswith("/accounts/reauthenticate/")
    assert client.post("/account/pin/", {"pin": PIN, "again": PIN}).url == "/account/pin/"

    assert not BadgeRecord.objects.exists()
    assert PIN not in str(dict(client.session.items()))


@pytest.mark.parametrize(("pin", "again"), [("123456", "123456"), (PIN, "904527"), ("", "")])
def test_a_weak_or_mistyped_pin_is_not_kept(signed_in, pin, again):
    assert signed_in.post("/account/pin/", {"pin": pin, "again": again}).status_code == 200
    assert not BadgeRecord.objects.exists()


def test_whoever_has_a_badge_and_no_pin_chooses_one_at_sign_in(client):
    workflow.give_badge(membership=people.technician(), code="BCDEFGHJK", act=people.act(people.manager()))

    assert sign_in(client).url == "/account/pin/"
    client.post("/accounts/logout/")
    workflow.choose_pin(user=people.technician().user, pin=PIN, now=clock.now())
    assert sign_in(client).url == "/"
