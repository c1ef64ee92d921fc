"""`reuse serve` answers, replaces what dies, and leaves nothing behind however it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """A data folder of its own, and `reuse serve` running on it."""

    def __init__(self, folder: Path) -> None:
        self.port = services.free_port()
        self.log = folder / "serve.log"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "reuse.settings"),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd="/",
            check=False,
            capture_output=True,
            text=True,
        )

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command("serve"), env=self.environment, stdout=log, stderr=log, cwd="/"
            )
        self.wait_for_answer()

    def wait_for_answer(self) -> None:
        until = time.monotonic() + 30
        while self.status() != 200:
            assert time.monotonic() < until, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.2)

    def status(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accounts/login/", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def end(self) -> None:
        """Whatever the test did, nothing of it stays."""
        self.process.kill()
        self.process.wait()
        for pid, _command in self.children():
            os.kill(pid, signal.SIGKILL)

    def children(self) -> list[tuple[int, str]]:
        """Processes started for this server, with their command, wherever they stand in the tree."""
        listing = subprocess.run(
            ["ps", "-ww", "-eo", "pid,args"], check=True, capture_output=True, text=True
        ).stdout
        found = re.findall(rf"^\s*(\d+) (.*jobs\.child {self.process.pid} .*)$", listing, re.MULTILINE)
        return [(int(pid), command) for pid, command in found]

    def wait_until_alone(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.children():
            assert time.monotonic() < until, self.children()
            time.sleep(0.2)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A data folder with a database, for one server after the other."""
    folder = tmp_path_factory.mktemp("installation")
    Installation(folder).run("migrate", "--verbosity=0").check_returncode()
    return folder


@pytest.fixture
def served(migrated) -> Iterator[Installation]:
    installation = Installation(migrated)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


def test_serve_answers_and_stops_cleanly(served):
    assert f"http://127.0.0.1:{served.port}/" in served.log.read_text()
    assert {"granian", "celery"} <= {word for _pid, command in served.children() for word in command.split()}

    served.process.terminate()

    assert served.process.wait(timeout=30) == 0
    assert served.children() == []


def test_serve_replaces_what_is_killed(served):
    before = {pid for pid, _command in served.children()}

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    time.sleep(1)
    served.wait_for_answer()
    assert not before & {pid for pid, _command in served.children()}


def test_nothing_stays_when_serve_itself_is_killed(served):
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()

    served.wait_until_alone(seconds=25)
    assert served.status() == 0


def test_serve_refuses_a_port_in_use(tmp_path):
    installation = Installation(tmp_path)

    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.run("serve")

    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1:{installation.port}" in refused.stderr


def test_serve_refuses_plain_http_for_the_world(tmp_path):
    installation = Installation(tmp_path)
    installation.environment["PUBLIC_URL"] = "http://reuse.example"

    refused = installation.run("serve")

    assert refused.returncode != 0
    assert "PUBLIC_URL must be https" in refused.stderr
