"""The sweep finds what a lost message, a dead worker or an idle day left behind."""

from datetime import timedelta

import pytest

from reuse.core import clock
from reuse.jobs import outbox, registry, sweep, workflow
from reuse.jobs.models import Job
from tests.jobs import factories

pytestmark = pytest.mark.django_db


def test_a_lost_hint_is_sent_again_without_flooding(hinted):
    job = factories.job()
    later = clock.now() + sweep.PATIENCE

    sweep.sweep(clock.now())
    assert hinted == []
    sweep.sweep(later)
    sweep.sweep(later + sweep.EVERY)

    assert hinted == [job.pk]


def test_a_dead_workers_job_is_hinted_when_its_lease_ends(hinted):
    job = factories.job()
    workflow.claim(job.pk, now=clock.now())

    sweep.sweep(clock.now() + timedelta(seconds=30))
    assert hinted == []
    sweep.sweep(clock.now() + timedelta(seconds=90))

    assert hinted == [job.pk]


def test_finished_jobs_are_left_alone(hinted):
    job = factories.job("refuse")
    workflow.run(job.pk)

    sweep.sweep(clock.now() + timedelta(days=1))

    assert hinted == []
    assert not Job.objects.due(clock.now() + timedelta(days=1)).exists()


def test_a_chore_comes_back_and_is_done_by_one_machine(together, monkeypatch):
    done = []
    chore = registry.Periodic(done.append, timedelta(hours=24))
    monkeypatch.setattr(registry, "chores", lambda: {"tidy": chore})
    now = clock.now()

    together(lambda: sweep.sweep(now))
    assert done == [now]
    sweep.sweep(now + timedelta(hours=23))
    assert done == [now]
    together(lambda: sweep.sweep(now + timedelta(hours=24)))

    assert done == [now, now + timedelta(hours=24)]


def test_one_fault_does_not_stop_the_rest(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(outbox, "deliver_due", lambda _now: 1 / 0)
    chore = registry.Periodic(done.append, timedelta(hours=24))
    monkeypatch.setattr(registry, "chores", lambda: {"tidy": chore})

    sweep.sweep(clock.now())

    assert len(done) == 1
    assert "a step of the sweep failed" in caplog.text
