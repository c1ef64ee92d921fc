"""Questions about one's own jobs."""

from uuid import UUID

from reuse.accounts.models import Membership
from reuse.jobs.models import Job, JobQuerySet


def jobs_of(membership: Membership) -> JobQuerySet:
    """The jobs this membership may see, newest first."""
    return Job.objects.seen_by(membership).select_related("membership__user", "result_file")


def job_of(membership: Membership, public_id: UUID) -> Job | None:
    """One of them."""
    return jobs_of(membership).filter(public_id=public_id).first()
