"""`reuse serve`: the web server, a worker and the timer, kept running."""

import os
import signal
import socket
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from reuse.core import clock
from reuse.jobs import sweep
from reuse.jobs.supervisor import Child, stop_all


class Command(BaseCommand):
    help = "Serves Reuse: web server, worker and timer, restarted when they die."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument(
            "--tls-cert", type=Path, metavar="FILE", help="certificate, for https without a proxy"
        )
        parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (PKCS#8)")
        parser.add_argument("--workers", type=int, help="web processes (default: 1; with PostgreSQL 2)")

    def handle(self, **options: Any) -> None:
        if bool(options["tls_cert"]) != bool(options["tls_key"]):
            raise CommandError("--tls-cert and --tls-key go together")
        _refuse_taken_port(options["host"], options["port"])
        os.environ["PORT"] = str(options["port"])  # the children's settings make their own address of it
        _collect_static()
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        timer = threading.Thread(target=_sweep_until, args=[stopping])
        children = [Child("web", _web(**options)), Child("worker", _worker())]
        try:
            timer.start()
            self._tend(children, stopping, (options["host"], options["port"]))
        finally:
            stopping.set()
            stop_all(children)
            timer.join()

    def _tend(self, children: list[Child], stopping: threading.Event, address: tuple[str, int]) -> None:
        is_announced = False
        while not stopping.wait(0.2):
            for child in children:
                child.tend()
            if not is_announced and _answers(address):
                is_announced = True
                public = os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{address[1]}"
                self.stdout.write(f"Reuse answers at {public.rstrip('/')}/ (Ctrl-C stops it)")
                self.stdout.flush()


def _web(
    *, host: str, port: int, tls_cert: Path | None, tls_key: Path | None, workers: int | None, **_: Any
) -> list[str]:
    # SQLite has one writer at a time: more processes would only wait for each other.
    count = workers or (2 if connection.vendor == "postgresql" else 1)
    tls = [f"--ssl-certificate={tls_cert}", f"--ssl-keyfile={tls_key}"] if tls_cert else []
    return [
        *("granian", "--interface=wsgi", "--no-ws", f"--host={host}", f"--port={port}", *tls),
        *(f"--workers={count}", "--respawn-failed-workers", "--workers-kill-timeout=10"),
        *("--blocking-threads=4", "--log-level=warning", "reuse.wsgi:application"),
    ]


def _worker() -> list[str]:
    return [
        *("celery", "--app=reuse", "--quiet", "worker", "--pool=threads", "--concurrency=1"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"),
    ]


def _sweep_until(stopping: threading.Event) -> None:
    while not stopping.wait(sweep.EVERY.total_seconds()):
        sweep.sweep(clock.now())
    connection.close()


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise CommandError(
            f"cannot listen on {host}:{port} ({error.strerror}); `PORT=8001 make run` or --port takes another"
        ) from error


def _answers(address: tuple[str, int]) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((host, address[1]), timeout=0.2).close()
    except OSError:
        return False
    return True


def _collect_static() -> None:
    """Collect the static files when one is newer than the last collection."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    collected = manifest.stat().st_mtime if manifest.exists() else 0.0
    sources = (Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    if any(source.stat().st_mtime > collected for source in sources):
        # The browsable API is switched off: its pages need no files.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["rest_framework"])
