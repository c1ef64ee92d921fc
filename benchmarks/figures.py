"""The figures of the dashboard in a large network: the roll-ups against the plain query that counts the same."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import django
from django.core.management import call_command

from benchmarks import aims
from benchmarks.scan import Row
from benchmarks.servers import ROOT, new_database
from tests import services

IS_FULL = os.environ.get("SCALE") == "full"
SIZES = {"PostgreSQL": 2_000_000 if IS_FULL else 100_000, "SQLite": 200_000 if IS_FULL else 20_000}
ROUNDS = 5
BUDGET_MS = 50.0  # of database time, at 2 million devices
TODAY = date(2026, 11, 22)
PATIENCE = 60  # seconds waited for a plain query, and most that a job may take
CLOSE = 0.03  # a median from buckets against the exact one

NOT_TAKEN_BACK = "NOT EXISTS (SELECT 1 FROM inventory_deviceevent fix WHERE fix.corrects_id = {event}.id)"
FIRST_HAND_OVERS = f"""FROM inventory_deviceevent event JOIN inventory_device device ON device.id = event.device_id
    {{joined}} WHERE event.to_stage = 'handed_over' AND event.move = 'hand_over' AND event."on" BETWEEN %s AND %s
    AND device.first_handed_over_on = event."on" AND device.merged_into_id IS NULL
    AND {NOT_TAKEN_BACK.format(event="event")}"""
RECEPTION = f"""JOIN inventory_deviceevent reception ON reception.device_id = device.id
    AND reception.move = 'receive' AND {NOT_TAKEN_BACK.format(event="reception")}"""
HANDED_OVER = f"SELECT device.type_id, COUNT(*) {FIRST_HAND_OVERS.format(joined='')} GROUP BY 1"
BY_SITE_AND_MONTH = f"""SELECT COALESCE(event.site_id, device.site_id), {{month}}, COUNT(*)
    {FIRST_HAND_OVERS.format(joined="")} GROUP BY 1, 2"""
LEAD = f"SELECT {{days}}, COUNT(*) {FIRST_HAND_OVERS.format(joined=RECEPTION)} GROUP BY 1"
STANDING = """SELECT stage, site_id, COUNT(*) FROM inventory_device
    WHERE merged_into_id IS NULL AND stage IN ({stages}) GROUP BY 1, 2"""
STAYS = f"""SELECT event.from_stage, {{seconds}} FROM inventory_deviceevent event
    JOIN inventory_deviceevent arrival ON arrival.device_id = event.device_id AND arrival.seq =
        (SELECT MAX(seq) FROM inventory_deviceevent earlier WHERE earlier.device_id = event.device_id
            AND earlier.seq < event.seq AND earlier.to_stage = event.from_stage)
    WHERE event.kind = 'moved' AND event.from_stage <> event.to_stage AND event.from_stage <> ''
    AND event."on" BETWEEN %s AND %s AND {NOT_TAKEN_BACK.format(event="event")}"""


def measure() -> list[Row]:
    """Every figure on both databases, the plain query and the roll-ups in turn, in one run."""
    rows: list[Row] = []
    for name, size in SIZES.items():
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reuse-figures-"))
            environment = {**os.environ, "DATA_DIR": folder, "DEMO": "1"}
            environment.pop("DATABASE_URL", None)
            if name == "PostgreSQL":
                server = stack.enter_context(services.postgresql())
                environment["DATABASE_URL"] = stack.enter_context(new_database(server, "reuse_figures"))
            command = [sys.executable, "-m", "benchmarks.figures", name, str(size)]
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
            rows += json.loads(done.stdout.splitlines()[-1])
    return rows


def _inner(name: str, size: int) -> list[Row]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "reuse.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415 - models only after the set-up

    from reuse.reports.workflow import rollups  # noqa: PLC0415

    if size:  # else a database that is there is measured as it stands
        call_command("migrate", verbosity=0)
        call_command("demo", scale=size, today=TODAY, stdout=sys.stderr)
        rollups.fold_all()
        start = time.perf_counter()
        devices = rollups.rebuild()
        took = time.perf_counter() - start
        print(f"{name}: {devices} devices counted anew in {took:.0f} s", file=sys.stderr)  # noqa: T201
    aims.targets(TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM inventory_device")
        told = f"{cursor.fetchone()[0]:,} devices, {name}"
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    pairs = {**_pairs(), **{what: (mine, plain, _equal) for what, mine, plain in aims.counts(TODAY)}}
    rows = [_row(f"{what}, {told}", *pair) for what, pair in pairs.items()]
    rows += [_page(f"{what}, {told}", work) for what, work in aims.pages(TODAY)]
    return rows + [_job(f"{what}, {told}", work) for what, work in aims.jobs(TODAY)]


Pair = tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, Any], bool]]


def _pairs() -> Mapping[str, Pair]:
    """By figure: read from the roll-ups, counted plainly, and whether both say the same."""
    from django.db import connection  # noqa: PLC0415

    from reuse.reports.queries import milestones, rollups  # noqa: PLC0415

    year = (TODAY - timedelta(days=365), TODAY)
    quarter = (date(2026, 8, 1), date(2026, 10, 31))
    is_large = connection.vendor == "postgresql"
    month = milestones.month_of('event."on"')
    days = (
        'event."on" - reception."on"'
        if is_large
        else ('CAST(julianday(event."on") - julianday(reception."on") AS INTEGER)')
    )
    seconds = (
        "EXTRACT(EPOCH FROM event.at - arrival.at)"
        if is_large
        else ("(julianday(event.at) - julianday(arrival.at)) * 86400")
    )
    stages = ", ".join(f"'{stage}'" for stage in milestones.STANDINGS)
    standings = [f"at_{stage}" for stage in milestones.STANDINGS]
    stays = [f"{rollups.STAY}{stage}" for stage in milestones.STANDINGS]
    return {
        "handed over in a year, by type": (
            lambda: {row.key: row.sums.count for row in rollups.read(["handed_over"], *year, slice="type")},
            lambda: {str(key): count for key, count in _all(HANDED_OVER, *year)},
            _same,
        ),
        "handed over in a year, by site and month": (
            lambda: {
                (row.key, str(row.on)): row.sums.count
                for row in rollups.read(["handed_over"], *year, slice="site", each=rollups.MONTH)
            },
            lambda: {
                (str(site), str(on)): count
                for site, on, count in _all(BY_SITE_AND_MONTH.format(month=month), *year)
            },
            _same,
        ),
        "work in progress, by stage and site": (
            lambda: {
                (row.figure.removeprefix("at_"), row.key): row.sums.count
                for row in rollups.read(standings, slice="site")
            },
            lambda: {
                (stage, str(site)): count for stage, site, count in _all(STANDING.format(stages=stages))
            },
            _same,
        ),
        "median lead time of a year": (
            lambda: {
                int(row.key): row.sums.count for row in rollups.read(["handed_over"], *year, slice="days")
            },
            lambda: {int(key): count for key, count in _all(LEAD.format(days=days), *year)},
            lambda mine, plain: (
                rollups.quantile(mine, rollups.MIDDLE) == rollups.quantile(plain, rollups.MIDDLE)
            ),
        ),
        "median stay at each stage, a quarter": (
            lambda: rollups.stays(stays, *quarter),
            lambda: _medians(_all(STAYS.format(seconds=seconds), *quarter)),
            _close,
        ),
        "every figure of a year, by donor kind": (
            lambda: {
                (row.figure, row.key): row.sums.count
                for row in rollups.read(milestones.FIGURES, *year, slice="donor_kind")
            },
            lambda: _counted(*year),
            _same,
        ),
    }


def _all(statement: str, *parameters: object) -> list[Any]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())


def _counted(since: date, until: date) -> Mapping[tuple[str, str], int]:
    """All milestones of all devices, told anew by their ledgers."""
    from reuse.reports.queries import milestones  # noqa: PLC0415

    everybody = milestones.sql("{device} > 0")
    rows = _all(
        f'SELECT figure, donor_kind, COUNT(*) FROM ({everybody}) told WHERE "on" BETWEEN %s AND %s GROUP BY 1, 2',
        since,
        until,
    )
    return {(figure, kind): count for figure, kind, count in rows if figure in milestones.FIGURES}


def _medians(rows: list[Any]) -> Mapping[str, float]:
    lengths: dict[str, list[float]] = {}
    for stage, seconds in rows:
        lengths.setdefault(stage, []).append(float(seconds))
    return {f"stay_{stage}": statistics.median_low(found) for stage, found in lengths.items()}


def _same(mine: Mapping[Any, int], plain: Mapping[Any, int]) -> bool:
    return Counter(mine) == Counter(plain)


def _close(mine: Mapping[str, float], plain: Mapping[str, float]) -> bool:
    return all(abs(mine[stage] / plain[stage] - 1) <= CLOSE for stage in mine)


def _equal(mine: Any, plain: Any) -> bool:
    return bool(mine == plain)


def _row(
    name: str, mine: Callable[[], Any], plain: Callable[[], Any], agree: Callable[[Any, Any], bool]
) -> Row:
    """What the roll-ups say, checked and timed against what the ledgers say; that may take too long to wait for."""
    found, naive = mine(), _patiently(plain)
    if naive is None:
        said = f"counted plainly over {PATIENCE} s"
    else:
        answer, seconds = naive
        if not agree(found, answer):
            raise RuntimeError(f"{name}: the roll-ups do not say what the ledgers say")
        said = f"counted plainly {seconds * 1000:.0f} ms"
    return _limited(name, mine, said)


def _page(name: str, work: Callable[[], Any]) -> Row:
    work()  # once, so that templates are read
    return _limited(name, work, "as a browser gets it")


def _limited(name: str, work: Callable[[], Any], said: str) -> Row:
    """The slowest statement, of a typical turn, against the budget of each."""
    turns = sorted((_statements(work) for _turn in range(ROUNDS)), key=max)
    times = turns[len(turns) // 2]
    return {
        "name": name,
        "ratio": max(times) / BUDGET_MS,
        "budget": 1.0,
        "unit": f"of {BUDGET_MS:.0f} ms of database time, the slowest statement",
        "note": f"{max(times):.1f} ms, {len(times)} statements together {sum(times):.1f} ms; {said}",
    }


def _job(name: str, work: Callable[[], Any]) -> Row:
    """No page waits for it."""
    start = time.perf_counter()
    times = _statements(work)
    seconds = time.perf_counter() - start
    return {
        "name": f"{name}, in a job",
        "ratio": seconds / PATIENCE,
        "budget": 1.0,
        "unit": f"of {PATIENCE} s",
        "note": f"{seconds:.1f} s, of which {sum(times) / 1000:.1f} s in {len(times)} statements",
    }


def _statements(work: Callable[[], Any]) -> list[float]:
    """The milliseconds the database takes for each statement of some work, answers fetched."""
    from django.db import connection  # noqa: PLC0415

    times = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            times.append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(timed):
        work()
    return times or [0.0]


def _patiently(work: Callable[[], Any]) -> tuple[Any, float] | None:
    """The answer, and the seconds it took; None when it took too many."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    connection.ensure_connection()
    start = time.perf_counter()
    is_large = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_large:
            cursor.execute(f"SET statement_timeout = '{PATIENCE}s'")
        else:
            connection.connection.set_progress_handler(
                lambda: time.perf_counter() - start > PATIENCE, 1_000_000
            )
        try:
            return work(), time.perf_counter() - start
        except OperationalError:
            return None
        finally:
            if is_large:
                cursor.execute("SET statement_timeout = 0")
            else:
                connection.connection.set_progress_handler(None, 0)


if __name__ == "__main__":
    print(json.dumps(_inner(sys.argv[1], int(sys.argv[2]))))  # noqa: T201
