"""A whole installation of its own: a data folder, the commands, and `reuse serve` running on it."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent


def migrated(folder: Path) -> "Installation":
    """An installation made by `reuse migrate`: a copy of one that the first to ask has made for the whole run."""
    shared = Path(os.environ["SHARED_BY_TESTS"])
    made = shared / "migrated"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            first = Installation(shared)
            first.environment.pop("DATABASE_URL", None)
            first.run("migrate", "--verbosity=0").check_returncode()
            (shared / "data").rename(made)
    shutil.copytree(made, folder / "data")
    return Installation(folder)


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
        until = time.monotonic() + 120
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
