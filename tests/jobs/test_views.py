"""The page and the API of a job: for those who asked, and nobody else."""

import pytest
from django.urls import reverse

from reuse.accounts import files
from reuse.accounts.models import AccessRecord, Retention
from reuse.accounts.roles import Role
from reuse.accounts.workflow import issue_token
from reuse.core import clock
from reuse.jobs import workflow
from reuse.jobs.models import Job, State
from reuse.jobs.work import Work
from tests.jobs import factories

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.jobs.urls")]


@pytest.fixture
def ada():
    return factories.membership_of("Ada")


@pytest.fixture
def bob():
    return factories.membership_of("Bob")


def page(name: str, job: Job) -> str:
    return reverse(f"jobs:job-{name}", args=[job.public_id])


def finish_with_file(job: Job, content: bytes) -> None:
    work = Work(workflow.claim(job.pk, now=clock.now()))
    file = files.keep(
        content,
        name="labels.pdf",
        media_type="application/pdf",
        retention=Retention.RESULT,
        owner=work.act.organisation,
        act=work.act,
    )
    work.finish(file=file, result={"labels": 8})


def test_the_page_shows_how_far_it_is(client, ada):
    job = factories.job(membership=ada)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=30, total=120)
    client.force_login(ada.user)

    text = client.get(page("detail", job)).text

    assert "Counting" in text
    assert "30" in text
    assert "120" in text
    assert page("progress", job) in text
    assert page("cancel", job) in text


def test_the_progress_alone_is_polled_until_the_end(client, ada):
    job = factories.job("refuse", membership=ada)
    client.force_login(ada.user)

    before = client.get(page("progress", job))
    workflow.run(job.pk)
    after = client.get(page("progress", job))

    assert "<html" not in before.text
    assert "HX-Refresh" not in before
    assert after["HX-Refresh"] == "true"
    assert "This sheet lists no device." in after.text


def test_stopping_is_a_post(client, ada):
    job = factories.job(membership=ada)
    client.force_login(ada.user)

    assert client.get(page("cancel", job)).status_code == 405
    client.post(page("cancel", job))

    assert Job.objects.get(pk=job.pk).state == State.CANCELLED
    assert page("cancel", job) not in client.get(page("detail", job)).text


def test_the_file_is_downloaded_and_the_opening_recorded(client, ada):
    job = factories.job(membership=ada)
    finish_with_file(job, b"%PDF-1.7")
    client.force_login(ada.user)

    answer = client.get(page("result", job))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert 'filename="labels.pdf"' in answer["Content-Disposition"]
    assert AccessRecord.objects.get().by == ada.user


def test_a_job_without_file_has_none_to_download(client, ada):
    client.force_login(ada.user)

    assert client.get(page("result", factories.job(membership=ada))).status_code == 404


@pytest.mark.parametrize("name", ["detail", "progress", "result"])
def test_others_see_nothing(client, ada, bob, name):
    job = factories.job(membership=ada)
    finish_with_file(job, b"%PDF-1.7")
    client.force_login(bob.user)

    assert client.get(page(name, job)).status_code == 404


def test_others_stop_nothing(client, ada, bob):
    job = factories.job(membership=ada)
    client.force_login(bob.user)

    assert client.post(page("cancel", job)).status_code == 404
    assert Job.objects.get(pk=job.pk).state == State.QUEUED


def test_another_role_of_the_same_organisation_sees_nothing(client, ada):
    donor = factories.membership_of("Ada", Role.DONOR)
    client.force_login(donor.user)

    assert client.get(page("detail", factories.job(membership=ada))).status_code == 404


def test_a_visitor_is_sent_to_the_login(client, ada):
    answer = client.get(page("detail", factories.job(membership=ada)))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_api_tells_the_same(client, ada, bob):
    job = factories.job(membership=ada)
    finish_with_file(job, b"%PDF-1.7")
    address = reverse("api-job", args=[job.public_id])

    mine = client.get(
        address, headers={"Authorization": f"Bearer {issue_token(ada, name='test', now=clock.now())}"}
    )
    theirs = client.get(
        address, headers={"Authorization": f"Bearer {issue_token(bob, name='test', now=clock.now())}"}
    )

    assert (mine.json()["state"], mine.json()["result"]) == ("done", {"labels": 8})
    file = client.get(
        mine.json()["file"],
        headers={"Authorization": f"Bearer {issue_token(ada, name='test', now=clock.now())}"},
    )
    assert b"".join(file.streaming_content) == b"%PDF-1.7"
    assert theirs.status_code == 404
    assert client.get(address).status_code == 401
