"""A browser for each person."""

from collections.abc import Callable

import pytest
from django.test import Client

from reuse.accounts.models import Membership


@pytest.fixture
def browser(settings, db) -> Callable[[Membership], Client]:
    """A client logged in as the person of a membership; the second factor is not what these tests are about."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.beneficiaries.urls"

    def open_for(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user)
        return client

    return open_for
