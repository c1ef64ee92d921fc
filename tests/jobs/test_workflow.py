"""A job is taken by one worker, done once, and ends in words a person understands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from reuse.core import clock
from reuse.jobs import hints, workflow
from reuse.jobs.models import Job, JobChunk, Outbox, State
from reuse.jobs.work import Cancelled, LostLease, Work
from tests.jobs import factories

pytestmark = pytest.mark.django_db


def let_lease_end(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))


def test_enqueue_hints_once_the_transaction_commits(hinted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = factories.job(numbers=1)
        assert hinted == []

    assert hinted == [job.pk]


def test_a_broker_that_is_away_harms_nothing(monkeypatch, django_capture_on_commit_callbacks, caplog):
    monkeypatch.setattr(hints, "_producer", lambda: (_ for _ in ()).throw(ConnectionRefusedError()))

    with django_capture_on_commit_callbacks(execute=True):
        job = factories.job(numbers=1)

    assert Job.objects.get(pk=job.pk).state == State.QUEUED
    assert "the sweep will send another" in caplog.text


def test_enqueue_leaves_nothing_when_the_transaction_fails():
    membership = factories.membership_of("Ada")

    @transaction.atomic
    def ask_and_fail() -> None:
        factories.job(membership=membership)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert not Job.objects.exists()


def test_two_workers_cannot_take_one_job(together):
    job = factories.job(numbers=1)

    taken = together(lambda: workflow.claim(job.pk, now=clock.now()))

    assert len([one for one in taken if one]) == 1
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_many_runs_at_once_do_the_work_once(together, tmp_path):
    job = factories.job(numbers=3, log=str(tmp_path / "log"))

    together(lambda: workflow.run(job.pk))

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (State.DONE, 3, 3, {"sum": 3})
    assert Outbox.objects.count() == 3


def test_a_dead_workers_job_goes_to_another_and_repeats_no_chunk():
    job = factories.job()
    first = Work(workflow.claim(job.pk, now=clock.now()))
    with first.chunk(0, advance=5) as is_new:
        assert is_new
        first.checkpoint["seen"] = 5

    let_lease_end(job)
    second = Work(workflow.claim(job.pk, now=clock.now()))
    with second.chunk(0, advance=5) as is_new:
        assert not is_new

    job.refresh_from_db()
    assert (job.done, job.attempts, second.checkpoint) == (5, 2, {"seen": 5})


def test_a_worker_that_was_too_slow_commits_nothing():
    job = factories.job()
    slow = Work(workflow.claim(job.pk, now=clock.now()))
    let_lease_end(job)
    workflow.claim(job.pk, now=clock.now())

    with pytest.raises(LostLease), slow.chunk(0):
        Outbox.objects.create(kind="counted", payload={}, created_at=clock.now())
    with pytest.raises(LostLease):
        slow.finish()

    assert not Outbox.objects.exists()
    assert not JobChunk.objects.exists()


def test_a_chunk_that_fails_leaves_nothing():
    work = Work(workflow.claim(factories.job().pk, now=clock.now()))

    with pytest.raises(IntegrityError), work.chunk(0):
        Outbox.objects.bulk_create([Outbox(created_at=clock.now(), payload={}), Outbox()])

    assert not Outbox.objects.exists()
    assert not JobChunk.objects.exists()


def test_a_refusal_ends_the_job_with_its_sentence():
    job = factories.job("refuse")

    workflow.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "This sheet lists no device.")


def test_an_unknown_kind_is_refused_in_words():
    job = factories.job("tea")

    workflow.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "does not know this kind of work" in job.error


def test_a_fault_is_tried_five_times_later_each_time(caplog):
    job = factories.job("break")
    pauses = []

    for _attempt in range(6):
        workflow.run(job.pk)
        job.refresh_from_db()
        pauses.append(job.lease_until - clock.now())
        let_lease_end(job)

    assert (job.state, job.attempts) == (State.FAILED, 5)
    assert "after 5 attempts" in job.error
    assert pauses[0] < pauses[1] < pauses[2] < pauses[3]
    assert caplog.text.count("failed at attempt") == 5


def test_a_job_that_kills_its_workers_is_given_up():
    job = factories.job(numbers=1)
    for _attempt in range(5):
        workflow.claim(job.pk, now=clock.now())
        let_lease_end(job)

    workflow.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "after 5 attempts" in job.error


def test_a_waiting_job_is_cancelled_at_once():
    job = factories.job(numbers=1)

    workflow.cancel(job, now=clock.now())
    workflow.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done) == (State.CANCELLED, 0)


def test_a_job_that_waits_for_another_try_is_cancelled_at_once():
    job = factories.job("break")
    workflow.run(job.pk)

    workflow.cancel(job, now=clock.now())

    assert job.state == State.CANCELLED


def test_a_running_job_stops_before_its_next_chunk():
    job = factories.job()
    work = Work(workflow.claim(job.pk, now=clock.now()))
    with work.chunk(0, advance=1):
        pass

    workflow.cancel(job, now=clock.now())

    assert job.state == State.RUNNING
    with pytest.raises(Cancelled), work.chunk(1):
        pass


def test_a_finished_job_is_not_cancelled(tmp_path):
    job = factories.job(numbers=1, log=str(tmp_path / "log"))
    workflow.run(job.pk)

    workflow.cancel(job, now=clock.now())

    assert (job.state, job.is_cancel_requested) == (State.DONE, False)


def test_the_work_acts_as_the_person_who_asked():
    ada = factories.membership_of("Ada")
    job = factories.job(membership=ada)

    act = Work(workflow.claim(job.pk, now=clock.now())).act

    assert (act.by, act.organisation) == (ada.user, ada.organisation)
    assert act.at >= job.created_at
