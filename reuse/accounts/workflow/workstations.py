"""Registering the computers of a workshop and ending them; what happens with badges is recorded here."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import BadgeRecord, Organisation, Site, User, Workstation
from reuse.accounts.roles import Permission, Reach
from reuse.accounts.workflow.tokens import digest
from reuse.core.refusals import NotPermitted


@transaction.atomic
def register_workstation(
    *, name: str, site: Site, replaces: Workstation | None, act: Act
) -> tuple[Workstation, str]:
    """Make the browser that asks a workstation of the site; it keeps the secret returned, we keep its digest.

    `replaces`: what this browser was until now.
    """
    require_charge(site.organisation, act)
    if replaces:
        _end(replaces, act)
    secret = secrets.token_urlsafe(32)
    workstation = Workstation.objects.create(
        site=site, name=name, digest=digest(secret), registered_by=act.by, registered_at=act.at
    )
    record(BadgeRecord.Kind.REGISTERED, at=act.at, by=act.by, workstation=workstation)
    return workstation, secret


@transaction.atomic
def end_workstation(*, workstation: Workstation, act: Act) -> None:
    """The computer is a workstation no more; sessions opened there by badge end with it."""
    require_charge(workstation.site.organisation, act)
    _end(workstation, act)


def require_charge(organisation: Organisation, act: Act) -> None:
    """Raise NotPermitted unless the acting person looks after this organisation's workstations and badges."""
    act.require(Permission.WORKSTATION_MANAGE)
    if act.membership.description.reach != Reach.NETWORK and organisation != act.organisation:
        raise NotPermitted(_("This belongs to another organisation."))


def record(
    kind: BadgeRecord.Kind,
    *,
    at: datetime,
    by: User | None = None,
    holder: User | None = None,
    workstation: Workstation | None = None,
    code: str = "",
) -> None:
    """Write what happened down."""
    BadgeRecord.objects.create(kind=kind, at=at, by=by, holder=holder, workstation=workstation, code=code)


def _end(workstation: Workstation, act: Act) -> None:
    if Workstation.objects.filter(pk=workstation.pk, ended_at=None).update(ended_at=act.at):
        record(BadgeRecord.Kind.WORKSTATION_ENDED, at=act.at, by=act.by, workstation=workstation)
