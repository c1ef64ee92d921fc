"""What every test may ask for: people by role, a fixed instant."""

from itertools import count

import pytest
from django.test import TransactionTestCase
from django.utils import translation

from tests import people, pristine
from tests.browsers import chromium, open_page  # noqa: F401 - the fixtures of any test with a browser
from tests.workers import broker, start_worker  # noqa: F401 - fixtures of any test that kills a worker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test that commits, the database becomes what it was before any test."""
    with django_db_blocker.unblock():
        pristine.keep()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: pristine.bring_back())
        yield


@pytest.fixture(autouse=True)
def _fresh_people(monkeypatch) -> None:
    """Each test meets everybody anew, and its acts begin at noon again, however many tests ran before."""
    monkeypatch.setattr(people, "_minutes", count(1))
    people.forget()


@pytest.fixture(autouse=True)
def _language_of_the_installation() -> None:
    """A request in English leaves its thread in English: the next test begins in French again."""
    translation.deactivate()
