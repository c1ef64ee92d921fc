"""Keep child processes running: restart those that die, more slowly each time, and leave none behind."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from django.conf import settings

logger = logging.getLogger(__name__)
GRACE = 15.0  # seconds a child has to stop by itself
# Celery's advice against root is about pickled messages, which we neither send nor accept.
QUIET = ("-W", "ignore:You're running the worker with superuser privileges")
STEADY = 60.0  # seconds after which a child's death is no longer a sign that it cannot start


class Child:
    """A Python module run as a process of its own group."""

    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        self.name = name
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = 1.0
        self.due = 0.0
        self.started = 0.0

    def tend(self) -> None:
        """Start the child when it is not running and due."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            logger.error("%s stopped (exit code %s) and is restarted", self.name, self.process.returncode)
            self._clear_group()
            self.pause = 1.0 if now - self.started > STEADY else min(self.pause * 2, 30.0)
            self.process, self.due = None, now + self.pause
        if self.process is None and now >= self.due:
            command = [sys.executable, *QUIET, "-m", "reuse.jobs.child", str(os.getpid()), *self.arguments]
            self.process = subprocess.Popen(command, start_new_session=True, env=_environment())  # noqa: S603 - our own module
            self.started = now

    def stop(self) -> None:
        """Ask the child to stop."""
        if self.process:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for it until the given instant, then end whatever is left of its group."""
        if self.process:
            try:
                self.process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                logger.warning("%s did not stop by itself", self.name)
            self._clear_group()
            self.process.wait()

    def _clear_group(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Ours, in which the checkout is found from whatever folder we were started."""
    folders = [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


def stop_all(children: Sequence[Child]) -> None:
    """Stop every child, all at once."""
    until = time.monotonic() + GRACE
    for child in children:
        child.stop()
    for child in children:
        child.wait(until)
