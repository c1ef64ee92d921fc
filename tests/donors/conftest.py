"""Signed-in clients for the pages of donors."""

import pytest

from reuse.accounts.middleware import SESSION_KEY
from tests import people


@pytest.fixture
def as_(client):
    """Signs a person in, reading English."""

    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


@pytest.fixture
def donor(as_):
    """A company's person, in a network with one workshop."""
    people.workshop()
    return as_(people.donor())
