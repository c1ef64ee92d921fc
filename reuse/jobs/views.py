"""The page of one job: how far it is, what it made, and the button that stops it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reuse.accounts.answers import kept_file
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.jobs import queries, registry, workflow
from reuse.jobs.models import Job, State

# Anyone with a role may ask for some job; whose jobs one sees is the query's matter.
signed_in = requires(*Permission)
# The words of the shared progress component.
SHOWN_AS = {
    State.QUEUED: "waiting",
    State.RUNNING: "running",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "failed",
}


@signed_in
@require_safe
def detail(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The job's page; it follows the work while it lasts."""
    return render(request, "jobs/job_detail.html", _context(_own_job(request, public_id)))


@signed_in
@require_safe
def progress(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The part of the page that changes; the whole page is fetched again when the work has ended."""
    job = _own_job(request, public_id)
    response = render(request, "web/_progress.html", _context(job))
    if not job.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@signed_in
def cancel(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Stop the job; what it has committed stays."""
    job = _own_job(request, public_id)
    workflow.cancel(job, now=clock.now())
    return redirect("jobs:job-detail", public_id)


@signed_in
@require_safe
def result(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The file the job made."""
    job = _own_job(request, public_id)
    file = job.result_file
    if file is None or file.purged_at:
        raise Http404(_("This file is no longer kept: ask for it again."))
    return kept_file(request, file, purpose="job")


def _own_job(request: StaffRequest, public_id: UUID) -> Job:
    job = queries.job_of(request.acting, public_id)
    if job is None:
        raise Http404
    return job


def _context(job: Job) -> dict[str, Any]:
    handler = registry.handlers().get(job.kind)
    title = handler.title if handler else job.kind
    has_file = job.result_file is not None and job.result_file.purged_at is None
    return {
        "row": job,
        "title": title,
        "job": {
            "label": title,
            "state": SHOWN_AS[State(job.state)],
            "done": job.done,
            "total": job.total,
            "error": job.error or (_("It was stopped on request.") if job.state == State.CANCELLED else ""),
        },
        "progress_id": "job-progress",
        "poll_url": reverse("jobs:job-progress", args=[job.public_id]),
        "result_url": reverse("jobs:job-result", args=[job.public_id]) if has_file else "",
        "result_label": _("Download"),
        "next_url": job.result.get("url", ""),
    }
