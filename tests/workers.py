"""Real worker processes on the test's own database and broker, to be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from reuse.core import clock
from reuse.jobs import hints, sweep
from tests import services

ROOT = Path(__file__).resolve().parent.parent
WORKER = [
    *(
        sys.executable,
        "-m",
        "celery",
        "--app=reuse",
        "--quiet",
        "worker",
        "--pool=threads",
        "--concurrency=1",
    ),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


@pytest.fixture(
    params=[  # with PostgreSQL goes a real broker: nobody runs it beside files
        pytest.param("filesystem", marks=pytest.mark.any_database),
        pytest.param("valkey", marks=[pytest.mark.broker, pytest.mark.postgresql]),
    ]
)
def broker(request, monkeypatch) -> Iterator[dict[str, str]]:
    """Where hints go in this test, as a worker's environment."""
    hints._producer.cache_clear()
    if request.param == "filesystem":
        for message in Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]).iterdir():
            message.unlink()
        yield {}
    else:
        with services.valkey() as address:
            monkeypatch.setattr(settings, "CELERY_BROKER_URL", address)
            monkeypatch.setattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
            yield {"CELERY_BROKER_URL": address}
    hints._producer.cache_clear()


@pytest.fixture
def start_worker(broker, tmp_path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts worker processes on the test's database and broker; ends those still there."""
    environment = {
        **os.environ,
        **broker,
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "TEST_LEASE": "2",
    }
    workers = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(WORKER, cwd=ROOT, env=environment, stdout=log, stderr=log)
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def wait_until(condition: Callable[[], bool], *, seconds: float = 120) -> None:
    """Wait, sweeping as `reuse serve` does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened in time"
        sweep.sweep(clock.now())
        time.sleep(0.2)
