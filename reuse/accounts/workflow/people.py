"""Parts of people in organisations: who may give them, how they begin, change and end. None is ever deleted."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import AccountRecord, Membership, Organisation, Site, User
from reuse.accounts.roles import PART_OF, ROLES, Permission, Role
from reuse.core.refusals import NotPermitted, Refusal

Kind = AccountRecord.Kind


class AlreadyThere(Refusal):
    """The person already plays this part."""

    reason = "already_there"


class LastInCharge(Refusal):
    """Somebody must be left to look after the organisation."""

    reason = "last_in_charge"


@dataclass(frozen=True, slots=True)
class Part:
    """What a person is, or shall be, in an organisation. `until`: their last day there."""

    role: Role
    site: Site | None = None
    until: date | None = None
    function: str = ""
    telephone: str = ""
    is_in_charge: bool = False
    is_contact: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """All but the role, by field."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "role"}


def roles_to_give(giver: Membership, organisation: Organisation) -> list[Role]:
    """What this person may give there: never more than they may do themselves, but for the network's administrator."""
    fitting = [role for role in Role if getattr(organisation, PART_OF[role])]
    if giver.may(Permission.ACCOUNT_MANAGE):
        return list(Role)
    if not giver.runs(organisation):
        return []
    own = giver.description.permissions
    return [role for role in fitting if ROLES[role].permissions <= own]


def require_gift(role: Role | str, organisation: Organisation, giver: Membership) -> None:
    """Raise NotPermitted when this role is not theirs to give, change or take there."""
    if role not in roles_to_give(giver, organisation):
        raise NotPermitted(_("You cannot give or end this role here."))


def require_place(site: Site | None, organisation: Organisation) -> None:
    """Raise NotPermitted when the site is another's, or closed."""
    if site is not None and (site.organisation_id != organisation.pk or site.closed_on):
        raise NotPermitted(_("This site belongs to another organisation."))


def open_part(*, user: User, organisation: Organisation, part: Part, by: User, at: datetime) -> Membership:
    """The part begins, or begins again; one that has not ended stays as it is."""
    made, is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=part.role, defaults=part.facts
    )
    if not is_new:
        if made.until is None or made.until >= at.date():
            return made
        Membership.objects.filter(pk=made.pk).update(**part.facts)
        made.refresh_from_db()
    record(Kind.JOINED, organisation=organisation, by=by, person=user, at=at, details={"role": part.role})
    return made


@transaction.atomic
def change_part(*, membership: Membership, part: Part, act: Act) -> Membership:
    """Another role, site, last day or charge. Another role is another part: the one before ends and stays written."""
    held, organisation = locked_part(membership), membership.organisation
    for role in {Role(held.role), part.role}:
        require_gift(role, organisation, act.membership)
    require_place(part.site, organisation)
    if held.user == act.by and (part.role != held.role or part.until):
        raise NotPermitted(_("Ask another administrator to end your own role."))
    if part.role != held.role:
        end_part(held, act)
        new = replace(part, is_contact=False)
        held = open_part(user=held.user, organisation=organisation, part=new, by=act.by, at=act.at)
    if part.is_contact:
        organisation.memberships.filter(is_contact=True).exclude(pk=held.pk).update(is_contact=False)
    Membership.objects.filter(pk=held.pk).update(**part.facts)
    require_somebody_in_charge(organisation, act)
    details = {
        "role": part.role,
        "until": part.until.isoformat() if part.until else None,
        "is_in_charge": part.is_in_charge,
    }
    record(Kind.CHANGED, organisation=organisation, by=act.by, person=held.user, at=act.at, details=details)
    held.refresh_from_db()
    return held


@transaction.atomic
def end_membership(*, membership: Membership, on: date, act: Act) -> Membership:
    """The person's part ends after this day; what they did stays theirs."""
    act.require(Permission.ACCOUNT_MANAGE)
    if membership.user == act.by:
        raise NotPermitted(_("Ask another administrator to end your own role."))
    membership.until = on
    membership.save(update_fields=["until"])
    record(
        Kind.ENDED,
        organisation=membership.organisation,
        by=act.by,
        person=membership.user,
        at=act.at,
        details={"role": membership.role, "until": on.isoformat()},
    )
    return membership


def end_part(membership: Membership, act: Act) -> None:
    """The part ends now: yesterday was its last day."""
    Membership.objects.filter(pk=membership.pk).update(
        until=act.at.date() - timedelta(days=1), is_in_charge=False, is_contact=False
    )


def locked_part(membership: Membership) -> Membership:
    """The part as it stands now. The organisation's row is the lock: of two who leave at once, one must stay."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("user", "organisation", "site").get(pk=membership.pk)


def in_charge_of(organisation: Organisation, today: date) -> list[Membership]:
    """Those who look after its people and sites, today and without an end."""
    parts = organisation.memberships.current(today).filter(is_in_charge=True, until=None)
    return list(parts.select_related("user", "organisation"))


def require_somebody_in_charge(organisation: Organisation, act: Act) -> None:
    """Raise LastInCharge when nobody is left; the network's administrator looks after whom nobody does."""
    if act.membership.may(Permission.ACCOUNT_MANAGE) or in_charge_of(organisation, act.at.date()):
        return
    raise LastInCharge(_("Name somebody else in charge of the organisation first."))


def record(
    kind: Kind,
    *,
    organisation: Organisation,
    by: User,
    at: datetime,
    person: User | None = None,
    site: Site | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down what was done."""
    AccountRecord.objects.create(
        organisation=organisation, kind=kind, by=by, person=person, site=site, details=details or {}, at=at
    )
