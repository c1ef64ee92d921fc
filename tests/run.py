"""Every test: on SQLite, again on PostgreSQL where a database is involved, and in a browser; `--help` for parts."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import services

ROOT = Path(__file__).resolve().parent.parent
PARALLEL = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist=worksteal"]
PARTS = ("sqlite", "postgresql", "browser")
NO_TESTS = 5  # pytest's exit code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of pytest said. `is_broken`: it failed otherwise than by a test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    is_broken: bool = False

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.is_broken or other.is_broken,
        )


def main() -> int:
    """Run the parts asked for (all, when none is named); return 1 on any failure."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers started here are stopped
    chosen, extra = _arguments()
    parts = [name for name in PARTS if getattr(chosen, name)] or PARTS
    total = Outcome()
    remarks: list[str] = []
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="reuse-tests-") as shared:
        os.environ["SHARED_BY_TESTS"] = shared
        if "sqlite" in parts:
            total += _pytest("SQLite", ["-m", "not browser and not postgresql", *PARALLEL, *extra])
        if "postgresql" in parts:
            with services.postgresql() as address:
                arguments = ["-m", "not browser", "--with-database", *PARALLEL, *extra]
                total += _pytest("PostgreSQL", arguments, {"DATABASE_URL": address})
        if "browser" in parts:
            outcome, remarks = _in_browser(extra)
            total += outcome
    print("; ".join([f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", *remarks]))  # noqa: T201
    return 1 if total.failed or total.is_broken else 0


def _arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.run", description=__doc__)
    parser.add_argument("--sqlite", action="store_true", help="everything but the browser, on SQLite")
    parser.add_argument("--postgresql", action="store_true", help="what involves a database, on PostgreSQL")
    parser.add_argument("--browser", action="store_true", help="what drives a Chromium")
    parser.add_argument("pytest", nargs="*", help="after --: handed to pytest")
    chosen = parser.parse_args()
    return chosen, chosen.pytest


def _in_browser(extra: list[str]) -> tuple[Outcome, list[str]]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        return Outcome(), ["browser tests skipped: there is no Chromium"]
    outcome = _pytest("browser", ["-m", "browser", *PARALLEL, *extra], {"CHROMIUM": chromium})
    if outcome.skipped:
        return outcome + Outcome(is_broken=True), ["browser tests were skipped although there is a Chromium"]
    return outcome, []


def _pytest(title: str, arguments: list[str], environment: dict[str, str] | None = None) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="reuse-report-") as folder:
        report, started = Path(folder) / "report.xml", time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        code = subprocess.run(
            command, cwd=ROOT, check=False, env={**os.environ, **(environment or {})}
        ).returncode
        suite = ElementTree.parse(report).find(".//testsuite") if report.exists() else None
    print(f"{title}: {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201
    if suite is None:
        return Outcome(is_broken=True)
    tests, failed, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
    failed += int(suite.get("errors", 0))
    return Outcome(tests - failed - skipped, failed, skipped, is_broken=code not in {0, 1, NO_TESTS})


if __name__ == "__main__":
    sys.exit(main())
