"""A worker killed in the middle of a job, or a message lost, costs time and nothing else."""

import signal

import pytest

from reuse.jobs import hints, sweep, workflow
from reuse.jobs.models import Job, Outbox, State
from tests.jobs import factories
from tests.workers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def test_kill_in_the_middle_completes_once(start_worker, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", sweep.EVERY / 5)
    log = tmp_path / "log"
    first = start_worker()
    job = factories.job(numbers=12, pause=0.25, log=str(log))
    wait_until(lambda: log.exists() and len(log.read_text().splitlines()) >= 3)

    first.send_signal(signal.SIGKILL)
    first.wait()
    assert Job.objects.get(pk=job.pk).state == State.RUNNING
    start_worker()
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished)

    job.refresh_from_db()
    assert (job.state, job.done, job.result, job.attempts) == (State.DONE, 12, {"sum": 66}, 2)
    numbers = [row.payload["number"] for row in Outbox.objects.filter(kind="counted").order_by("id")]
    assert numbers == list(range(12))
    assert len({line.split()[0] for line in log.read_text().splitlines()}) == 2


def test_a_worker_that_is_stopped_hands_its_job_over_at_once(start_worker, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", sweep.EVERY / 5)
    log = tmp_path / "log"
    first = start_worker()
    job = factories.job(numbers=12, pause=0.25, log=str(log))
    wait_until(lambda: log.exists() and len(log.read_text().splitlines()) >= 3)

    first.terminate()
    assert first.wait(timeout=60) == 0

    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (State.QUEUED, 0, None)
    assert 0 < job.done < 12
    start_worker()
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished)
    assert Job.objects.get(pk=job.pk).result == {"sum": 66}


def test_a_lost_message_is_replaced(start_worker, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", sweep.EVERY / 5)
    with monkeypatch.context() as lost:
        lost.setattr(hints, "send", lambda _pk: None)
        job = factories.job(numbers=2, log=str(tmp_path / "log"))

    start_worker()
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished)

    assert Job.objects.get(pk=job.pk).result == {"sum": 1}


def test_a_message_that_comes_twice_changes_nothing(start_worker, tmp_path):
    log = tmp_path / "log"
    job = factories.job(numbers=3, log=str(log))
    for _time in range(3):
        hints.send(job.pk)

    start_worker()
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished)
    workflow.run(job.pk)

    assert [line.split()[1] for line in log.read_text().splitlines()] == ["0", "1", "2"]
    assert Job.objects.get(pk=job.pk).attempts == 1
