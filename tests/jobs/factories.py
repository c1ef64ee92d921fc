"""Who asks for jobs in these tests."""

from datetime import UTC, datetime

from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Membership, Organisation, User
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.jobs import workflow
from reuse.jobs.models import Job

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def membership_of(name: str, role: Role = Role.TECHNICIAN) -> Membership:
    """A person of that name, in an organisation of that name."""
    organisation, _created = Organisation.objects.get_or_create(name=name, legal_kind=LegalKind.ASSOCIATION)
    user = User.objects.create_user(f"{name.lower()}-{role}@example.org", "correct horse", name=name)
    user.language = "en"
    user.save()
    return Membership.objects.create(user=user, organisation=organisation, role=role)


def job(kind: str = "count", *, membership: Membership | None = None, **params: object) -> Job:
    """A job somebody has asked for."""
    act = Act.now(membership or membership_of("Ada"), clock.now())
    return workflow.enqueue(kind=kind, params=params, act=act)
