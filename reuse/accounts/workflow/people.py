"""Inviting people and ending their part."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Role
from reuse.core.refusals import NotPermitted, Refusal


class AlreadyThere(Refusal):
    """The person already plays this part."""

    reason = "already_there"


@transaction.atomic
def invite(
    *, email: str, name: str, organisation: Organisation, role: Role, site: Site | None, act: Act
) -> Membership:
    """Give a person a part in an organisation; their account is made if they have none. They choose a password by mail."""
    act.require(Permission.ACCOUNT_MANAGE)
    if site is not None and site.organisation_id != organisation.pk:
        raise NotPermitted(_("This site belongs to another organisation."))
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(
        email, name=name, joined_at=act.at
    )
    membership, is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, defaults={"site": site}
    )
    if not is_new and membership.until is None:
        raise AlreadyThere(_("%(name)s already has this role there.") % {"name": user})
    membership.until, membership.site = None, site
    membership.save(update_fields=["until", "site"])
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, on: date, act: Act) -> Membership:
    """The person's part ends after this day; what they did stays theirs."""
    act.require(Permission.ACCOUNT_MANAGE)
    if membership.user == act.by:
        raise NotPermitted(_("Ask another administrator to end your own role."))
    membership.until = on
    membership.save(update_fields=["until"])
    return membership
