"""Kinds of work that only tests know, and threads that begin together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from reuse.jobs import hints
from tests.jobs.kinds import tasks  # noqa: F401 - registers them


@pytest.fixture
def hinted(monkeypatch) -> list[int]:
    """The jobs hints were sent for."""
    sent: list[int] = []
    monkeypatch.setattr(hints, "send", sent.append)
    return sent


@pytest.fixture
def together(committed) -> Callable[[Callable[[], object]], list[object]]:
    """Calls a function in several threads at once; returns what each answered."""

    def call(function: Callable[[], object], times: int = 4) -> list[object]:
        start = threading.Barrier(times)

        def one(_number: int) -> object:
            try:
                start.wait()
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return call
