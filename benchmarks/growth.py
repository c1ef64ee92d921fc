"""What a scan, a device, a list and a search take in a large network, against a small one: they should not notice."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack

import psycopg

from benchmarks.scan import Row, require_done, scan_of, set_up
from benchmarks.servers import APPLICATION, ROOT, Served, new_database, served
from tests import services

SMALL, LARGE = 20_000, 2_000_000 if os.environ.get("SCALE") == "full" else 200_000
SCANNED, ROUNDS = 60, 40
BASE = "reuse_growth"
# Copies of one device, its names and its events: nobody scans these, they are in the way. No code of ours has an A.
FILL = """
CREATE TEMP TABLE model_device AS SELECT * FROM inventory_device ORDER BY id LIMIT 1;
CREATE TEMP TABLE model_event AS SELECT e.* FROM inventory_deviceevent e JOIN model_device d ON e.device_id = d.id;
CREATE TEMP TABLE filled AS SELECT n, 1000000 + n AS id,
    translate(lpad(to_hex(n), 8, '0'), '0123456789abcdef', 'BCDEFGHJKNPRSTVX') || 'A' AS code
    FROM generate_series(1, {count}) AS n;
UPDATE model_device SET row_number = NULL;
INSERT INTO inventory_device SELECT (jsonb_populate_record(d, jsonb_build_object('id', f.id, 'code', f.code,
    'stage', (ARRAY['announced', 'received', 'triage', 'erasure', 'repair', 'ready', 'handed_over'])[1 + f.n % 7],
    'stage_since', d.stage_since - f.n * interval '7 seconds'))).* FROM model_device d, filled f;
INSERT INTO inventory_identifier (device_id, kind, value, normalised, since)
    SELECT id, 'code', code, code, now() FROM filled UNION ALL
    SELECT id, 'serial', 'PF' || n, 'PF' || n, now() FROM filled;
INSERT INTO inventory_deviceevent SELECT (jsonb_populate_record(e, jsonb_build_object(
    'id', 1000000 + f.n * 10 + e.seq, 'device_id', f.id))).* FROM model_event e, filled f;
"""


def measure() -> list[Row]:
    """Half-way times of both sizes, request by request in turn."""
    with ExitStack() as stack:
        server = stack.enter_context(services.postgresql())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reuse-growth-"))
        base = stack.enter_context(new_database(server, BASE))
        environment = {"DATA_DIR": folder, "DATABASE_URL": base, "DJANGO_SETTINGS_MODULE": "reuse.settings"}
        command = [sys.executable, "-m", "benchmarks.growth"]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True
        )
        prepared = json.loads(done.stdout.splitlines()[-1])
        pair = []
        for count in (SMALL, LARGE):
            address = stack.enter_context(new_database(server, f"{BASE}_{count}", template=BASE))
            fill(address, count)
            application = served(APPLICATION, {**environment, "DATABASE_URL": address}, workers=1)
            pair.append(stack.enter_context(application))
        return _compare(*pair, **prepared)


def fill(address: str, count: int) -> None:
    """So many copies of the first device there is."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(FILL.format(count=count))
        connection.execute("VACUUM ANALYZE")


def _compare(small: Served, large: Served, *, codes: list[str], headers: dict[str, str]) -> list[Row]:
    def scan(server: Served, turn: int) -> None:
        body = scan_of(codes[turn % SCANNED], "triage")
        [answer] = server.post("/api/v1/scans/", [body], headers, clients=1)
        require_done(answer["results"])

    def reading(path: str) -> Callable[[Served, int], None]:
        return lambda server, turn: server.get(path.format(code=codes[turn], number=turn + 1), headers)

    kinds = {
        "a scan": scan,
        "a device": reading("/api/v1/devices/{code}/"),
        "its events": reading("/api/v1/devices/{code}/events/"),
        "the list": reading("/api/v1/devices/?stage=triage"),
        "the search": reading("/api/v1/devices/?q=PF{number}999"),
    }
    return [
        _row(name, [_both(work, small, large, turn) for turn in range(ROUNDS)])
        for name, work in kinds.items()
    ]


def _both(
    work: Callable[[Served, int], None], small: Served, large: Served, turn: int
) -> tuple[float, float]:
    return _seconds(work, small, turn), _seconds(work, large, turn)


def _seconds(work: Callable[[Served, int], None], server: Served, turn: int) -> float:
    start = time.perf_counter()
    work(server, turn)
    return time.perf_counter() - start


def _row(name: str, pairs: list[tuple[float, float]]) -> Row:
    small, large = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return {
        "name": f"{name} at {LARGE:,} devices",
        "ratio": large / small,
        "budget": 1.3,
        "unit": f"median time, against {SMALL:,} devices",
        "note": f"{large:.1f} ms, {small:.1f} ms",
    }


def _inner() -> dict[str, object]:
    person, headers = set_up()
    from inventory import workflow  # noqa: PLC0415 - models only after the set-up
    from inventory.states import Move  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415
    from tests.inventory import factories  # noqa: PLC0415

    devices = factories.announced(SCANNED)
    workflow.move_all(devices=devices, move=Move.RECEIVE, act=Act.now(person, clock.now()))
    return {"codes": [device.code for device in devices], "headers": headers}


if __name__ == "__main__":
    print(json.dumps(_inner()))  # noqa: T201
