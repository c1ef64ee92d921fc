"""A scan through the API and a bulk move, against the least Django can do, on PostgreSQL."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import psycopg
from django.core.management import call_command

from benchmarks.servers import APPLICATION, ROOT, Served, new_database, served
from tests import services

if TYPE_CHECKING:  # the models need the settings of the inner process
    from inventory.models import Device
    from reuse.accounts.models import Membership

OURS, FLOOR = "reuse_benchmark", "reuse_benchmark_floor"
DEVICES, ROUNDS, BULK = 400, 6, 100
ROAD = ("audit", "erase", "repair")  # a device may go round here for ever
BULK_ROUNDS = 10 * len(ROAD)  # ends where it began
UNCOUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
Row = dict[str, object]


def measure() -> list[Row]:
    """The rows of an inner process, which may set Django up for itself."""
    if not Path("/proc/self/stat").exists():
        note = "not measured: this system has no /proc to read the workers' CPU time from"
        return [{"name": "scan through the API", "ratio": None, "budget": 2.0, "unit": "", "note": note}]
    with (
        services.postgresql() as server,
        new_database(server, OURS) as ours,
        new_database(server, FLOOR) as floor,
        tempfile.TemporaryDirectory(prefix="reuse-benchmark-") as folder,
    ):
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": ours, "FLOOR_URL": floor}
        command = [sys.executable, "-m", "benchmarks.scan"]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _inner() -> list[Row]:
    person, headers = set_up()
    from tests.inventory import factories  # noqa: PLC0415 - models only after the set-up

    return [
        _over_http(factories.announced(DEVICES), headers),
        _statements(factories.announced(1)[0], person, headers),
        *_bulk(factories.announced(BULK + 1), person),
    ]


def set_up() -> tuple["Membership", dict[str, str]]:
    """Django on an empty DATABASE_URL, migrated; a technician, and the header that acts for them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "reuse.settings"
    django.setup()
    from reuse.accounts.workflow import issue_token  # noqa: PLC0415 - models only after the set-up
    from reuse.core import clock  # noqa: PLC0415
    from tests import people  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    person = people.technician()
    token = issue_token(person, name="benchmark", now=clock.now())
    return person, {"Authorization": f"Bearer {token}"}


def _over_http(devices: Sequence["Device"], headers: dict[str, str]) -> Row:
    """CPU of both servers for the same scans, turn by turn."""
    floor_settings = {
        "DATABASE_URL": os.environ["FLOOR_URL"],
        "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings",
    }
    codes = [device.code for device in devices]
    _fill_floor(codes, floor_settings)
    with (
        served(APPLICATION, {"DJANGO_SETTINGS_MODULE": "reuse.settings"}) as ours,
        served(APPLICATION, floor_settings) as floor,
    ):
        _scan_all(ours, codes, "receive", headers)
        pairs = []
        for turn in range(ROUNDS + 1):
            move = ROAD[turn % len(ROAD)]
            pair = (
                _cpu(ours, lambda: _scan_all(ours, codes, move, headers)),  # noqa: B023 - called at once
                _cpu(floor, lambda: _scan_floor(floor, codes, move)),  # noqa: B023
            )
            pairs.append(pair)
    pairs = pairs[1:]  # the first turn warmed both up
    mine, bare = (statistics.median(side) / DEVICES * 1000 for side in zip(*pairs, strict=True))
    return {
        "name": "scan → move through the API, PostgreSQL, 2 processes, 4 clients",
        "ratio": statistics.median(one / other for one, other in pairs),
        "budget": 2.0,
        "unit": "CPU a request, ours / a view of three ORM statements",
        "note": f"{mine:.1f} ms, floor {bare:.1f} ms",
    }


def _fill_floor(codes: Sequence[str], settings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)  # noqa: S603
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        connection.cursor().executemany(
            "INSERT INTO floor_device (code, stage, stage_since, manufacturer, model)"
            " VALUES (%s, 'received', now(), 'Lenovo', 'ThinkPad T470')",
            [(code,) for code in codes],
        )


def scan_of(code: str, move: str) -> dict[str, Any]:
    return {"scans": [{"id": str(uuid.uuid4()), "text": code, "move": move}]}


def _scan_all(server: Served, codes: Sequence[str], move: str, headers: dict[str, str]) -> None:
    answers = server.post("/api/v1/scans/", [scan_of(code, move) for code in codes], headers)
    require_done([answer["results"][0] for answer in answers])


def _scan_floor(server: Served, codes: Sequence[str], move: str) -> None:
    require_done(server.post("/scan/", [{"code": code, "stage": move} for code in codes], {}))


def require_done(answers: Sequence[dict[str, Any]]) -> None:
    if wrong := [answer for answer in answers if answer["result"] != "done"]:
        raise RuntimeError(f"{len(wrong)} scans were not done, such as {wrong[0]}")


def _cpu(server: Served, work: Callable[[], None]) -> float:
    start = server.cpu_seconds()
    work()
    return server.cpu_seconds() - start


def _statements(device: "Device", person: "Membership", headers: dict[str, str]) -> Row:
    """The most statements a scan takes on a device's way through the workshop."""
    from inventory import workflow  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415

    def count(*moves: str) -> dict[str, int]:
        return {move: _counted(lambda: _in_process(device, move, headers)) for move in moves}  # noqa: B023 - called at once

    counts = count("receive", "triage", "audit", "erase")
    workflow.state_no_storage(device=device, act=Act.now(person, clock.now()))
    counts |= count("set_up", "check")
    return {
        "name": "scan → move: SQL statements",
        "ratio": max(counts.values()) / 8,
        "budget": 1.0,
        "unit": "of 8, without BEGIN and COMMIT",
        "note": ", ".join(f"{move} {count}" for move, count in counts.items()),
    }


def _counted(work: Callable[[], object]) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not query["sql"].startswith(UNCOUNTED) for query in captured.captured_queries)


def _in_process(device: "Device", move: str, headers: dict[str, str]) -> None:
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={**headers, "Host": "127.0.0.1"})
    answer = client.post("/api/v1/scans/", scan_of(device.code, move), content_type="application/json")
    require_done(answer.json()["results"])


def _bulk(devices: Sequence["Device"], person: "Membership") -> list[Row]:
    """A hundred devices at once against one, turn by turn: the verb of many against the verb of one."""
    from inventory import workflow  # noqa: PLC0415
    from inventory.states import Move  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415

    def move_all(move: str) -> None:
        outcomes = workflow.move_all(devices=many, move=Move(move), act=Act.now(person, clock.now()))
        if refused := [outcome.refusal for outcome in outcomes if outcome.refusal]:
            raise RuntimeError(f"{len(refused)} of the bulk were refused: {refused[0]}")

    def scan_one(move: str) -> None:
        act = Act.now(person, clock.now())
        done = workflow.scan(scan_id=uuid.uuid4(), text=one.code, move=move, params={}, act=act)
        if done.result != "done":
            raise RuntimeError(f"the scan was not done: {done.outcome}")

    one, *many = devices
    move_all("receive")
    scan_one("receive")
    pairs = []
    for turn in range(BULK_ROUNDS):
        move = ROAD[turn % len(ROAD)]
        pairs.append((_taken(lambda: move_all(move)), _taken(lambda: scan_one(move))))  # noqa: B023
    bulk, single = (statistics.median(side[1:]) * 1000 for side in zip(*pairs, strict=True))
    return [
        {
            "name": f"bulk move of {BULK} devices",
            "ratio": bulk / single,
            "budget": 10.0,
            "unit": "time, the bulk's verb / the scan's verb",
            "note": f"{bulk:.0f} ms, one scan {single:.1f} ms",
        },
        {
            "name": f"bulk move of {BULK} devices: SQL statements",
            "ratio": (count := _counted(lambda: move_all("audit"))) / 12,
            "budget": 1.0,
            "unit": "of 12, without BEGIN and COMMIT",
            "note": f"{count}",
        },
    ]


def _taken(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(_inner()))  # noqa: T201
