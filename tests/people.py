"""The people every test knows, by role: one workshop and a second one, one donor of each lane, one partner."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from donors.models import Qualification
from donors.states import Quality
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, User
from reuse.accounts.roles import Role

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
_minutes = count(1)
# Whom and what this test has met: the database is asked once.
_bodies: dict[str, Organisation] = {}
_sites: dict[str, Site] = {}
_members: dict[tuple[str, int, Role], Membership] = {}


def person(name: str, organisation: Organisation, role: Role, site: Site | None = None) -> Membership:
    """A person with one membership."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, "passphrase-for-tests", name=name
    )
    return Membership.objects.create(user=user, organisation=organisation, role=role, site=site)


def organisation(name: str, kind: LegalKind = LegalKind.GENERAL_INTEREST, **flags: Any) -> Organisation:
    if name not in _bodies:
        _bodies[name] = Organisation.objects.get_or_create(name=name, defaults={"legal_kind": kind, **flags})[
            0
        ]
    return _bodies[name]


def workshop(name: str = "Atelier du Drac") -> tuple[Organisation, Site]:
    """A workshop and its site; it may take public bodies' gifts."""
    if name not in _sites:
        owner = organisation(name, is_workshop=True, department="38")
        _sites[name], is_new = Site.objects.get_or_create(
            organisation=owner,
            name=f"{name}, Grenoble",
            defaults={"city": "Grenoble", "department": "38", "hands_over": True},
        )
        if is_new:
            qualified(owner, Quality.PRECARITY)
    return organisation(name), _sites[name]


def qualified(body: Organisation, kind: Quality) -> Qualification:
    """A quality of the organisation, proven."""
    by, _made = User.objects.get_or_create(email="prefecture@example.org", defaults={"name": "Préfecture"})
    facts = {"proof": "Rescrit n° 2021-38-114", "proof_on": date(2021, 3, 1), "since": date(2021, 3, 1)}
    facts |= {"body_words": "Organisme d’intérêt général à caractère social", "by": by, "at": NOON}
    facts |= {"object_words": "Équiper, former et accompagner des personnes en situation de précarité"}
    return Qualification.objects.get_or_create(organisation=body, kind=kind, defaults=facts)[0]


def technician(name: str = "Nadia Benali") -> Membership:
    owner, site = workshop()
    return _one(name, owner, Role.TECHNICIAN, site)


def colleague() -> Membership:
    """The second person: signs what the technician tested."""
    return technician("Paul Roux")


def manager() -> Membership:
    owner, site = workshop()
    return _one("Sonia Manager", owner, Role.WORKSHOP_MANAGER, site)


def stranger() -> Membership:
    """A technician of another workshop."""
    owner, site = workshop("Atelier de la Loire")
    return _one("Eva Ailleurs", owner, Role.TECHNICIAN, site)


def donor(kind: LegalKind = LegalKind.COMPANY) -> Membership:
    body = organisation(f"Donateur {kind}", kind, is_donor=True)
    return _one(f"Dora {kind}", body, Role.DONOR)


def social_worker() -> Membership:
    return _one(
        "Samira Sociale",
        organisation("CCAS de Fontaine", LegalKind.COUNCIL, is_partner=True),
        Role.SOCIAL_WORKER,
    )


def coordinator() -> Membership:
    _owner, site = workshop()
    return _one("Claire Coordination", organisation("Réseau Reuse", is_network=True), Role.COORDINATOR, site)


def administrator() -> Membership:
    return _one("Alex Administration", organisation("Réseau Reuse", is_network=True), Role.ADMINISTRATOR)


def observer() -> Membership:
    return _one(
        "Olga Observation", organisation("Préfecture", LegalKind.STATE, is_funder=True), Role.OBSERVER
    )


EVERYONE = {
    Role.DONOR: donor,
    Role.TECHNICIAN: technician,
    Role.WORKSHOP_MANAGER: manager,
    Role.SOCIAL_WORKER: social_worker,
    Role.COORDINATOR: coordinator,
    Role.OBSERVER: observer,
    Role.ADMINISTRATOR: administrator,
}


def act(membership: Membership, at: datetime | None = None) -> Act:
    """An act of this person: a minute after the one before, unless told when."""
    instant = at or NOON + timedelta(minutes=next(_minutes))
    return Act.now(membership, instant)


def _one(name: str, body: Organisation, role: Role, site: Site | None = None) -> Membership:
    key = (name, body.pk, role)
    if key not in _members:
        known = Membership.objects.filter(organisation=body, role=role, user__name=name)
        _members[key] = known.select_related("user", "organisation", "site").first() or person(
            name, body, role, site
        )
    return _members[key]


def forget() -> None:
    """A new test, or a change behind these rows' back: everybody is met anew."""
    for memory in (_bodies, _sites, _members):
        memory.clear()
