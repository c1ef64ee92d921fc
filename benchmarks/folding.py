"""Scans while the roll-ups take them in and the dashboard is read, against the same scans with nothing beside them."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks.scan import DEVICES, ROAD, ROUNDS, Row, require_done, scan_of, set_up
from benchmarks.servers import APPLICATION, ROOT, Served, new_database, served
from tests import services

EVERY = 1.0  # seconds between two folds and readings; an installation folds every five


def measure() -> list[Row]:
    """The row of an inner process, which may set Django up for itself."""
    with (
        services.postgresql() as server,
        new_database(server, "reuse_folding") as address,
        tempfile.TemporaryDirectory(prefix="reuse-folding-") as folder,
    ):
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": address}
        command = [sys.executable, "-m", "benchmarks.folding"]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return [row]


def _inner() -> Row:
    _person, headers = set_up()
    from reuse.reports.workflow import rollups  # noqa: PLC0415 - models only after the set-up
    from tests.inventory import factories  # noqa: PLC0415

    codes = [device.code for device in factories.announced(DEVICES)]
    with served(APPLICATION, {"DJANGO_SETTINGS_MODULE": "reuse.settings"}) as server:
        _scan_all(server, codes, "receive", headers)
        pairs = []
        for turn in range(ROUNDS + 1):
            first, second = ROAD[turn % len(ROAD)], ROAD[(turn + 1) % len(ROAD)]
            with _reports():
                beside = _scan_all(server, codes, first, headers)
            rollups.fold_all()
            pairs.append((beside, _scan_all(server, codes, second, headers)))
            _scan_all(server, codes, first, headers)  # so that both moves are possible again
    pairs = pairs[1:]  # the first turn warmed both up
    mine, idle = (DEVICES / statistics.median(side) for side in zip(*pairs, strict=True))
    return {
        "name": "scans while roll-ups fold and the dashboard is read",
        "ratio": statistics.median(one / other for one, other in pairs),
        "budget": 1 / 0.85,
        "unit": "time for the same scans, against nothing beside them",
        "note": f"{mine:.0f} scans a second, idle {idle:.0f}",
    }


@contextmanager
def _reports() -> Iterator[None]:
    """A worker that folds, and somebody who reads every figure, each second."""
    from django.db import connection  # noqa: PLC0415

    from reuse.reports import queries  # noqa: PLC0415
    from reuse.reports.workflow import rollups  # noqa: PLC0415

    is_over = threading.Event()

    def work() -> None:
        today = datetime.now(UTC).date()
        while not is_over.wait(EVERY):
            queries.figures(today - timedelta(days=365), today, by="site")
            rollups.fold_all()
        connection.close()

    beside = threading.Thread(target=work)
    beside.start()
    try:
        yield
    finally:
        is_over.set()
        beside.join()


def _scan_all(server: Served, codes: Sequence[str], move: str, headers: dict[str, str]) -> float:
    start = time.perf_counter()
    answers = server.post("/api/v1/scans/", [scan_of(code, move) for code in codes], headers)
    seconds = time.perf_counter() - start
    require_done([answer["results"][0] for answer in answers])
    return seconds


if __name__ == "__main__":
    print(json.dumps(_inner()))  # noqa: T201
