"""The first organisation, site and administrator of an empty installation, and the organisations that join later."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, User
from reuse.accounts.roles import Permission, Role
from reuse.core import clock
from reuse.core.refusals import Refusal

PARTS = ("donor", "workshop", "partner", "funder")


class HoldsData(Refusal):
    """An installation is founded once."""

    reason = "holds_data"


class NameTaken(Refusal):
    """There is an organisation of this name."""

    reason = "name_taken"


@transaction.atomic
def found(*, organisation: str, kind: LegalKind, site: str, email: str, name: str) -> Membership:
    """Make the organisation that runs the network and its first workshop, the site, and the administrator.

    The administrator has no password yet: a link lets them choose one.
    """
    if Organisation.objects.exists() or User.objects.exists():
        raise HoldsData(_("This database holds data already: an installation is founded once."))
    body = Organisation.objects.create(name=organisation, legal_kind=kind, is_network=True, is_workshop=True)
    Site.objects.create(organisation=body, name=site, hands_over=True)
    user = User.objects.create_user(email, name=name, joined_at=clock.now())
    return Membership.objects.create(user=user, organisation=body, role=Role.ADMINISTRATOR)


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: LegalKind,
    parts: Collection[str],
    site: str,
    city: str,
    department: str,
    act: Act,
    number: str = "",
) -> Organisation:
    """A body joins the network, in one or several parts; a workshop comes with its first site."""
    act.require(Permission.ACCOUNT_MANAGE)
    if Organisation.objects.filter(name__iexact=name).exists():
        raise NameTaken(_("There is an organisation of this name already."))
    if number and Organisation.objects.of_number(number).exists():
        raise NameTaken(_("An organisation of this number is in the network already."))
    numbered = {"rna" if number.startswith("W") else "siret": number}
    flags = {f"is_{part}": part in parts for part in PARTS}
    body = Organisation.objects.create(
        name=name, legal_kind=kind, city=city, department=department, **numbered, **flags
    )
    if site:
        add_site(organisation=body, name=site, city=city, department=department, act=act)
    return body


def add_site(*, organisation: Organisation, name: str, city: str, department: str, act: Act) -> Site:
    """Another place of an organisation where devices are."""
    act.require(Permission.ACCOUNT_MANAGE)
    return Site.objects.create(
        organisation=organisation,
        name=name,
        city=city,
        department=department,
        time_zone=clock.zone_of(department),
        hands_over=True,
    )
