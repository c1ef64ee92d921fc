"""Databases to measure on, and applications served on them as `reuse serve` does beyond one machine, with their clients."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests import services

APPLICATION = "django.core.wsgi:get_wsgi_application"  # of whatever DJANGO_SETTINGS_MODULE names
ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        """User and system time of the server and its workers so far."""
        return sum(_ticks(process) for process in _family(self.process.pid)) / TICK

    def post(
        self, path: str, bodies: Sequence[Any], headers: Mapping[str, str], *, clients: int = 4
    ) -> list[Any]:
        """Send each body once and return the answers; each client keeps its connection and waits for its answer."""
        with ThreadPoolExecutor(clients) as pool:
            shares = [bodies[first::clients] for first in range(clients)]
            answers = pool.map(lambda share: self._post_all(path, share, headers), shares)
            return [answer for share in answers for answer in share]

    def _post_all(self, path: str, bodies: Sequence[Any], headers: Mapping[str, str]) -> list[Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        answers = []
        for body in bodies:
            text = json.dumps(body)
            connection.request("POST", path, text, {"Content-Type": "application/json", **headers})
            answers.append(_answer(connection))
        connection.close()
        return answers

    def get(self, path: str, headers: Mapping[str, str]) -> Any:
        """The answer to one GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers=dict(headers))
        answer = _answer(connection)
        connection.close()
        return answer


@contextmanager
def new_database(server: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """The address of a new database, a copy of the template; dropped afterwards."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def served(application: str, environment: Mapping[str, str], *, workers: int = 2) -> Iterator[Served]:
    """Granian with the options of `reuse serve`, on a free port of the loopback address."""
    port = services.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface=wsgi", "--no-ws", "--host=127.0.0.1"),
        *(f"--port={port}", f"--workers={workers}", "--blocking-threads=4", "--log-level=warning"),
        *("--factory", application),
    ]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(process, port)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server on port {port} did not start")


def _answer(connection: http.client.HTTPConnection) -> Any:
    response = connection.getresponse()
    content = response.read()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"answered {response.status}: {content[:500]!r}")
    return json.loads(content)


def _family(process: int) -> Iterator[int]:
    yield process
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield from _family(int(child))


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime, stime
