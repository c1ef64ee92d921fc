"""`reuse token` gives a token that works, or says why not."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from reuse.accounts.models import ApiToken
from reuse.accounts.roles import Role
from reuse.accounts.workflow import digest
from tests.jobs import factories

pytestmark = pytest.mark.django_db


def token(*arguments: str) -> str:
    output = io.StringIO()
    call_command("token", *arguments, stdout=output)
    return output.getvalue().strip()


def test_the_token_acts_as_the_person():
    ada = factories.membership_of("Ada")

    text = token(ada.user.email.upper())

    stored = ApiToken.objects.get()
    assert (stored.membership, stored.digest) == (ada, digest(text))


def test_json_is_one_value():
    ada = factories.membership_of("Ada")

    facts = json.loads(token(ada.user.email, "--json"))

    assert facts.keys() == {"token", "email", "organisation", "role"}


def test_an_unknown_address_is_refused():
    with pytest.raises(CommandError, match="nobody acts under"):
        token("nobody@example.org")
    assert not ApiToken.objects.exists()


def test_a_refusal_is_one_json_value_too(capsys):
    output = io.StringIO()

    with pytest.raises(SystemExit) as exit_:
        call_command("token", "nobody@example.org", "--json", stdout=output)

    assert exit_.value.code == 1
    assert "nobody acts under" in json.loads(output.getvalue())["refused"]


def test_a_person_of_several_roles_must_choose():
    ada = factories.membership_of("Ada")
    ada.pk, ada.role = None, Role.DONOR
    ada.save()

    with pytest.raises(CommandError, match="acts for several"):
        token(ada.user.email)
    token(ada.user.email, "--role", "donor")

    assert ApiToken.objects.get().membership.role == Role.DONOR
