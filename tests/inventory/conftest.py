"""A client signed in as a person of the workshop."""

import pytest

from reuse.accounts.middleware import SESSION_KEY
from tests import people


@pytest.fixture
def as_(client, settings):
    """The client, signed in as a person; managers need no second factor here."""
    settings.DEMO = True

    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


@pytest.fixture
def technician(as_):
    return as_(people.technician())
