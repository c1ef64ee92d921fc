"""Importing a donor's workbook, checked, without twins and with its events, against reading it and copying its cells."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import python_calamine as calamine

from benchmarks.scan import Row, set_up
from benchmarks.servers import ROOT, new_database
from tests import services

if TYPE_CHECKING:  # the models need the settings of the inner process
    from donors.models import Sheet

DATABASE = "reuse_imports"
ROWS = 100_000 if os.environ.get("SCALE") == "full" else 20_000
ROUNDS = 1 if ROWS == 100_000 else 3
MOST_MEMORY = 300  # MB
TITLES = (
    *("N° inventaire", "Type", "Marque", "Modèle", "N° de série", "Processeur", "RAM", "Stockage", "Écran"),
    *("Date d'achat", "État", "Commentaire"),
)
MODELS = (
    ("PC portable", "Dell", "Latitude 5400"),
    ("PC portable", "HP", "EliteBook 840 G5"),
    ("UC", "Dell", "OptiPlex 3060"),
    ("Écran", "Iiyama", "ProLite XB2483"),
)
# Measured: COPY of the very same rows costs PostgreSQL 0.15 s of processor for 20,000 devices into bare tables, 0.8 s with
# the 29 entries in indexes that a device, its event and its three names make, 1.75 s with their 14 foreign keys checked:
# about eight times the reading and staging before any row is looked at. The budget stays what is wished.
BOUND = "PostgreSQL alone takes about 8 times the second figure for the indexes and foreign keys of device, event and names"
SAME_SERIAL = 1000  # one row in so many repeats the serial number of another


def measure() -> list[Row]:
    """The rows of an inner process, which may set Django up for itself."""
    with (
        services.postgresql() as server,
        new_database(server, DATABASE) as address,
        tempfile.TemporaryDirectory(prefix="reuse-imports-") as folder,
    ):
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": address}
        command = [sys.executable, "-m", "benchmarks.imports"]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _inner() -> list[Row]:
    set_up()
    path = Path(os.environ["DATA_DIR"]) / "parc.xlsx"
    _write_workbook(path)
    pairs = []
    for turn in range(ROUNDS):
        before = _floor(path)
        mine = _import(_dropped(path, turn))
        pairs.append((mine, (before + _floor(path)) / 2))
    mine, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [
        {
            "name": f"importing a workbook of {ROWS:,} rows, PostgreSQL",
            "ratio": statistics.median(one / other for one, other in pairs),
            "budget": 3.0,
            "unit": "time, against reading it with calamine and COPY of its cells",
            "note": f"{mine:.1f} s, {bare:.1f} s; {BOUND}",
        },
        _memory(path),
    ]


def _cells(number: int) -> tuple[str, ...]:
    kind, maker, model = MODELS[number % len(MODELS)]
    serial = number - 1 if number % SAME_SERIAL == 1 else number
    return (
        *(f"INV-{number:06}", kind, maker, model, f"5CD{serial:07X}", "Intel Core i5-8365U", "8 Go", "256 Go SSD"),
        *('14"', f"15/03/20{15 + number % 9}", "BC"[number % 2], f"bureau {number % 700}"),
    )  # fmt: skip


def _write_workbook(path: Path) -> None:
    from reuse.core.tables import write_xlsx  # noqa: PLC0415

    with path.open("wb") as to:
        write_xlsx(iter([TITLES, *map(_cells, range(ROWS))]), to)


def _floor(path: Path) -> float:
    """Seconds to read the workbook and stage its cells as text."""
    start = time.perf_counter()
    columns = ", ".join(f"c{index} text" for index in range(len(TITLES)))
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staging ({columns})")
        with cursor.copy("COPY staging FROM STDIN") as copy:
            for cells in _rows(path):
                copy.write_row(cells)
    return time.perf_counter() - start


def _rows(path: Path) -> Iterator[Sequence[object]]:
    return calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()


def _dropped(path: Path, turn: int) -> "Sheet":
    from donors import workflow as donations  # noqa: PLC0415 - models only after the set-up
    from donors.sheets.stored import keep_dropped  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415
    from reuse.jobs import workflow as jobs  # noqa: PLC0415
    from tests import people  # noqa: PLC0415

    donor = people.donor()
    receiver, site = people.workshop()
    act = Act.now(donor, clock.now())
    donation = donations.create(donor=donor.organisation, receiver=receiver, site=site, act=act)
    sheet = keep_dropped(donation=donation, content=path.read_bytes(), name=f"parc {turn}.xlsx", act=act)
    jobs.run(donations.start_reading(sheet=sheet, act=act).pk)
    sheet.refresh_from_db()
    return sheet


def _import(sheet: "Sheet") -> float:
    from inventory import workflow  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415
    from reuse.jobs import workflow as jobs  # noqa: PLC0415
    from tests import people  # noqa: PLC0415

    job = workflow.start_import(sheet=sheet, act=Act.now(people.donor(), clock.now()))
    start = time.perf_counter()
    jobs.run(job.pk)
    seconds = time.perf_counter() - start
    sheet.refresh_from_db()
    wanted = ROWS - ROWS // SAME_SERIAL
    if sheet.summary.get("created") != wanted:
        raise RuntimeError(f"{sheet.summary.get('created')} devices of {wanted}: {job.error}")
    return seconds


def _memory(path: Path) -> Row:
    """The most memory of one process that drops the workbook and imports it."""
    command = [sys.executable, "-m", "benchmarks.imports", str(path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    used = int(done.stdout.splitlines()[-1]) / 1024
    return {
        "name": f"memory of importing {ROWS:,} rows",
        "ratio": used / MOST_MEMORY,
        "budget": 1.0,
        "unit": f"largest resident size, against {MOST_MEMORY} MB",
        "note": f"{used:.0f} MB",
    }


def _once(path: Path) -> int:
    set_up()
    _import(_dropped(path, ROUNDS))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(_once(Path(sys.argv[1])) if sys.argv[1:] else json.dumps(_inner()))  # noqa: T201
