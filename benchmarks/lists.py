"""The list of devices at ten thousand rows: its pages and its file against a bare query of the same columns, on PostgreSQL."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.growth import fill
from benchmarks.scan import Row, set_up
from benchmarks.servers import ROOT, new_database
from tests import services

if TYPE_CHECKING:  # the models need the settings of the inner process
    from django.db.models import QuerySet

    from inventory.models import Device
    from reuse.accounts.models import Membership

DATABASE = "reuse_lists"
ROWS, PAGE, PAGES, FILES, FAR = 10_000, 50, 15, 3, 9_000
MOST_STATEMENTS = 14
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # files are not collected for a measurement
COLUMNS = [
    "code",
    "stage",
    "type__label",
    "manufacturer",
    "model",
    "stage_since",
    "grade",
    "donation__ref",
    "site__name",
]
BUDGETS = {  # a page draws what a bare query leaves to others: columns, filters, menus
    "page": 40.0,
    "csv": 30.0,
    "xlsx": 30.0,
}


def measure() -> list[Row]:
    """The rows of an inner process, which may set Django up for itself."""
    with (
        services.postgresql() as server,
        new_database(server, DATABASE) as address,
        tempfile.TemporaryDirectory(prefix="reuse-lists-") as folder,
    ):
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": address, "DEMO": "1"}
        command = [sys.executable, "-m", "benchmarks.lists"]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _inner() -> list[Row]:
    person, _headers = set_up()
    from django.conf import settings  # noqa: PLC0415 - models only after the set-up

    from inventory.models import Device  # noqa: PLC0415
    from tests.inventory import factories  # noqa: PLC0415

    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN
    factories.announced(1)
    fill(os.environ["DATABASE_URL"], ROWS - 1)
    newest = Device.objects.visible_to(person).order_by("-stage_since", "-id")
    last = newest[FAR]
    ready = newest.filter(stage="ready")
    pages: dict[str, tuple[Mapping[str, str], QuerySet[Device]]] = {
        "first page": ({}, newest),
        "filtered page": ({"stage": "ready", "type": "laptop"}, ready.filter(type__code="laptop")),
        "page by code": ({"order": "code"}, newest.order_by("code")),
        f"page after {FAR:,} rows": (
            {"after": f"{last.stage_since.isoformat()}_{last.pk}"},
            newest.filter(stage_since__lt=last.stage_since),
        ),
    }
    return [*_pages(pages, person), *_files(newest, person)]


def _pages(
    pages: "Mapping[str, tuple[Mapping[str, str], QuerySet[Device]]]", person: "Membership"
) -> list[Row]:
    """Every page in each turn, beside the bare query of its rows; and the most statements one of them takes."""
    client = _client(person)
    work = {name: _page(client, query) for name, (query, _bare) in pages.items()}
    counts = {name: _counted(page) for name, page in work.items()}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _turn in range(PAGES):
        for name, (_query, bare) in pages.items():
            times[name].append((_seconds(work[name]), _seconds(lambda: _read(bare[:PAGE]))))  # noqa: B023 - called at once
    return [
        *(_row(f"devices, {name} of {PAGE} among {ROWS:,}", times[name], BUDGETS["page"]) for name in pages),
        {
            "name": "devices, a page: SQL statements",
            "ratio": max(counts.values()) / MOST_STATEMENTS,
            "budget": 1.0,
            "unit": f"of {MOST_STATEMENTS}, session and role included",
            "note": ", ".join(f"{name} {count}" for name, count in counts.items()),
        },
    ]


def _files(found: "QuerySet[Device]", person: "Membership") -> list[Row]:
    """The job that writes the file, from its taking up to its file in storage."""
    times: dict[str, list[tuple[float, float]]] = {"csv": [], "xlsx": []}
    for _turn in range(FILES):
        for kind, pairs in times.items():
            pairs.append((_job(person, kind), _seconds(lambda: _read(found))))
    return [
        _row(f"devices, {kind.upper()} of {ROWS:,} rows", pairs, BUDGETS[kind])
        for kind, pairs in times.items()
    ]


def _read(found: "QuerySet[Device]") -> Sequence[object]:
    return list(found.values_list(*COLUMNS))


def _client(person: "Membership") -> Any:
    from django.test import Client  # noqa: PLC0415

    from reuse.accounts.middleware import SESSION_KEY  # noqa: PLC0415

    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(person.user)
    session = client.session
    session[SESSION_KEY] = person.pk
    session.save()
    return client


def _page(client: Any, query: Mapping[str, str]) -> Callable[[], None]:
    from django.urls import reverse  # noqa: PLC0415

    address = f"{reverse('inventory:device-list')}?{urlencode({'n': str(PAGE), **query})}"

    def work() -> None:
        answer = client.get(address, secure=True)
        if answer.status_code != 200 or answer.content.count(b'name="row"') != PAGE:
            raise RuntimeError(f"{address} answered {answer.status_code}: not a page of {PAGE} rows")

    return work


def _counted(work: Callable[[], None]) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    work()  # what is remembered from page to page is asked once
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _job(person: "Membership", kind: str) -> float:
    from inventory.views.device_list import DEVICES  # noqa: PLC0415
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.core import clock  # noqa: PLC0415
    from reuse.jobs import workflow as jobs  # noqa: PLC0415
    from reuse.lists import workflow  # noqa: PLC0415

    act = Act.now(person, clock.now())
    job = workflow.export(listing=DEVICES, query="", kind=kind, name="devices", act=act)
    seconds = _seconds(lambda: jobs.run(job.pk))
    job.refresh_from_db()
    if job.result_file is None or job.total != ROWS:
        raise RuntimeError(f"no file of {ROWS} rows: {job.total} rows, {job.error}")
    return seconds


def _row(name: str, pairs: Sequence[tuple[float, float]], budget: float) -> Row:
    mine, bare = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return {
        "name": name,
        "ratio": statistics.median(one / other for one, other in pairs),
        "budget": budget,
        "unit": "time, against the bare query of the same columns",
        "note": f"{mine:.0f} ms, bare {bare:.1f} ms",
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(_inner()))  # noqa: T201
