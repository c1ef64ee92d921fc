"""Signed-in clients for the pages of donors; a reader of lists."""

import pytest
from django.utils import translation

from donors import sheets
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


@pytest.fixture
def english():
    """The reader answers in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    """Reads a list given as text or bytes."""

    def read_content(content, name="liste.csv", **choices):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sheets.read(path, **choices)

    return read_content
