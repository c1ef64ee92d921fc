"""Badges: given to a colleague of the workshop, ended when lost. A badge says who somebody is and opens nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import Badge, BadgeRecord, Membership
from reuse.accounts.roles import Permission
from reuse.accounts.workflow.workstations import record, require_charge
from reuse.core.refusals import NotPermitted


@transaction.atomic
def give_badge(*, membership: Membership, code: str, act: Act) -> Badge:
    """A badge with this code for a colleague who works with devices; the one they had is ended."""
    require_charge(membership.organisation, act)
    # The row of the person is the lock: two badges given at once leave one.
    held = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    if not held.may(Permission.DEVICE_WORK) or (held.until and held.until < act.on):
        raise NotPermitted(_("Only people who work with devices now have a badge."))
    for former in Badge.objects.filter(membership=held, ended_at=None).select_related("membership__user"):
        _end(former, act)
    badge = Badge.objects.create(membership=held, code=code, issued_by=act.by, issued_at=act.at)
    record(BadgeRecord.Kind.BADGE_ISSUED, at=act.at, by=act.by, holder=held.user, code=code)
    return badge


@transaction.atomic
def end_badge(*, badge: Badge, act: Act) -> None:
    """The badge is lost or given back: from now on it names nobody, and sessions opened with it end."""
    require_charge(badge.membership.organisation, act)
    _end(badge, act)


def _end(badge: Badge, act: Act) -> None:
    if Badge.objects.filter(pk=badge.pk, ended_at=None).update(ended_at=act.at):
        record(
            BadgeRecord.Kind.BADGE_ENDED,
            at=act.at,
            by=act.by,
            holder=badge.membership.user,
            code=badge.code,
        )
