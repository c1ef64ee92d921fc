"""Fixtures of the tests of accounts."""

from tests.jobs.conftest import together  # noqa: F401 - several threads at once
