"""`reuse serve` answers, replaces what dies, and leaves nothing behind however it ends."""

import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from tests.installation import Installation, migrated

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path) -> Iterator[Installation]:
    installation = migrated(tmp_path)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


def test_serve_answers_and_stops_cleanly(served):
    assert f"http://127.0.0.1:{served.port}/" in served.log.read_text()
    assert {"granian", "celery"} <= {word for _pid, command in served.children() for word in command.split()}

    served.process.terminate()

    assert served.process.wait(timeout=120) == 0
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

    served.wait_until_alone(seconds=90)
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
