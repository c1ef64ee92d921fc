"""The network of the large demo: a workshop and a counter in every department, their people, donors of every legal kind."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, islice

from beneficiaries.models import Criterion, Programme
from donors.models import Qualification
from donors.states import Quality
from inventory.models import WalkInDonor
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, User
from reuse.accounts.roles import Role
from reuse.core import clock, communes
from reuse.core.chains import Hand
from reuse.demo.network import sirets
from reuse.web.departments import NAMES

FIRST_NAMES = (
    "Agathe",
    "Basile",
    "Carole",
    "Driss",
    "Elsa",
    "Félix",
    "Gaëlle",
    "Hakim",
    "Irène",
    "Jonas",
    "Lina",
    "Malik",
)
LAST_NAMES = (
    "Aubry",
    "Bonnet",
    "Cissé",
    "Delmas",
    "Ferrand",
    "Gauthier",
    "Hamidi",
    "Jourdan",
    "Lambert",
    "Mercier",
    "Pons",
)
WORKSHOP_KINDS = (
    LegalKind.GENERAL_INTEREST,
    LegalKind.ESUS,
    LegalKind.RUP,
    LegalKind.GENERAL_INTEREST,
    LegalKind.ASSOCIATION,
)
# The donors of a department: what they are, how they are called, how much of its gifts comes from them.
DONOR_KINDS = (
    (LegalKind.COMPANY, "Compagnie", 34),
    (LegalKind.COUNCIL, "Conseil", 22),
    (LegalKind.STATE, "Direction", 16),
    (LegalKind.COMPANY, "Assurances", 12),
    (LegalKind.RUP, "Fondation", 3),
    (LegalKind.GENERAL_INTEREST, "Mission", 3),
    (LegalKind.ESUS, "Coopérative", 2),
    (LegalKind.ASSOCIATION, "Association", 4),
    (LegalKind.PERSONS, "Particuliers", 4),
)
PARTNER_NAMES = ("CCAS", "Maison des solidarités", "Association L’Escale")
PROGRAMMES = (
    ("equal_access", "Accès de tous au numérique", "Digital access for all"),
    ("back_to_work", "Retour à l’emploi", "Back to work"),
    ("school_success", "Réussite à l’école", "Success at school"),
)
TAKES_AS = {
    LegalKind.RUP: Quality.RUP,
    LegalKind.ESUS: Quality.ESUS_REUSE,
    LegalKind.GENERAL_INTEREST: Quality.PRECARITY,
}


@dataclass(frozen=True, slots=True)
class Giver:
    """A donor: who acts for it, and where."""

    body: Organisation
    hand: Hand
    name: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Whoever files requests: the worker, and how its organisation is named in a ledger."""

    body: Organisation
    worker: Hand
    member: Membership
    department: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop of a department: its bench, its counter, those who work there, those it gets from and gives to."""

    site: Site
    counter: Site
    body: Organisation
    manager: Hand
    manager_name: str
    technicians: tuple[Hand, ...]
    coordinator: Hand
    givers: tuple[Giver, ...]
    partners: tuple[Partner, ...]
    communes: tuple[str, ...]
    weight: float

    @property
    def department(self) -> str:
        return self.site.department


@dataclass(frozen=True, slots=True)
class Territory:
    """The whole network, widened. `criteria`: the one condition of each programme."""

    workshops: tuple[Workshop, ...]
    criteria: tuple[Criterion, ...]
    of_department: Mapping[str, Workshop]


def widen(
    *,
    departments: Sequence[str],
    network: Organisation,
    administrator: User,
    since: datetime,
    chances: random.Random,
) -> Territory:
    """Add workshops, counters, donors, partners and programmes to the network."""
    return _Widening(network, administrator, since, chances).done(departments)


class _Widening:
    """Makes bodies and people one department after another."""

    def __init__(
        self, network: Organisation, administrator: User, since: datetime, chances: random.Random
    ) -> None:
        self.network = network
        self.administrator = administrator
        self.since = since
        self.chances = chances
        self.sirets = sirets(10_000, 17)
        self._number = count(1)

    def done(self, departments: Sequence[str]) -> Territory:
        criteria = tuple(self._programme(*row) for row in PROGRAMMES)
        coordinators = [self._hand(self.network, Role.COORDINATOR) for _nth in range(10)]
        workshops = tuple(
            self._workshop(department, number, coordinators[number % len(coordinators)])
            for number, department in enumerate(departments)
        )
        return Territory(workshops, criteria, {one.department: one for one in workshops})

    def _workshop(self, department: str, number: int, coordinator: Hand) -> Workshop:
        name = NAMES[department]
        kind = WORKSHOP_KINDS[number % len(WORKSHOP_KINDS)]
        body = self._body(f"Recyclerie numérique {name}", kind, department, is_workshop=True)
        taken_as = TAKES_AS.get(kind, Quality.FREE_CHARITY)
        on = self.since.date()
        Qualification.objects.create(
            organisation=body,
            kind=taken_as,
            proof="Statuts, article 2",
            proof_on=on,
            since=on,
            by=self.administrator,
            at=self.since,
        )
        facts = {"organisation": body, "department": department, "hands_over": True}
        facts["time_zone"] = clock.zone_of(department)
        site = Site.objects.create(name=f"Atelier {name}", **facts)
        counter = Site.objects.create(name=f"Comptoir {name}", **facts)
        manager_name = self._name()
        return Workshop(
            site=site,
            counter=counter,
            body=body,
            manager=self._hand(body, Role.WORKSHOP_MANAGER, site, manager_name),
            manager_name=manager_name,
            technicians=tuple(self._hand(body, Role.TECHNICIAN, site) for _nth in range(3)),
            coordinator=coordinator,
            givers=tuple(self._giver(site, *row[:2]) for row in DONOR_KINDS),
            partners=tuple(
                self._partner(f"{one} {name}", number, site) for number, one in enumerate(PARTNER_NAMES)
            ),
            communes=tuple(one.code for one in islice(communes.of_department(department), 40)),
            weight=self.chances.lognormvariate(0, 0.7),
        )

    def _giver(self, site: Site, kind: LegalKind, called: str) -> Giver:
        """Private persons have no account: what they bring is entered by the workshop's manager."""
        body = self._body(f"{called} {NAMES[site.department]}", kind, site.department, is_donor=True)
        if kind == LegalKind.PERSONS:
            WalkInDonor.objects.create(site=site, organisation=body)
            manager = Membership.objects.get(organisation=site.organisation, role=Role.WORKSHOP_MANAGER)
            return Giver(body, _hand_of(manager), manager.user.name)
        name = self._name()
        return Giver(body, self._hand(body, Role.DONOR, None, name), name)

    def _partner(self, name: str, number: int, site: Site) -> Partner:
        kind = LegalKind.ASSOCIATION if number == 2 else LegalKind.COUNCIL
        body = self._body(name, kind, site.department, is_partner=True)
        member = self._member(body, Role.SOCIAL_WORKER)
        return Partner(body, _hand_of(member), member, site.department)

    def _body(self, name: str, kind: LegalKind, department: str, **facts: object) -> Organisation:
        siret = "" if kind == LegalKind.PERSONS else next(self.sirets)
        return Organisation.objects.create(
            name=name, legal_kind=kind, siret=siret, department=department, city=NAMES[department], **facts
        )

    def _hand(self, body: Organisation, role: Role, site: Site | None = None, name: str = "") -> Hand:
        return _hand_of(self._member(body, role, site, name))

    def _member(self, body: Organisation, role: Role, site: Site | None = None, name: str = "") -> Membership:
        user = User.objects.create(
            name=name or self._name(),
            email=f"personne-{next(self._number)}@reseau.example",
            password="!",  # noqa: S106 - nobody signs in with it
            joined_at=self.since,
        )
        looks_after = role in {Role.DONOR, Role.SOCIAL_WORKER, Role.WORKSHOP_MANAGER}
        return Membership.objects.create(
            user=user, organisation=body, role=role, site=site, is_in_charge=looks_after
        )

    def _name(self) -> str:
        return f"{self.chances.choice(FIRST_NAMES)} {self.chances.choice(LAST_NAMES)}"

    def _programme(self, code: str, french: str, english: str) -> Criterion:
        conditions = {
            "fr": "La personne n’a pas d’appareil qui convienne à son besoin.",
            "en": "The person has no device that suits the need.",
        }
        warranty = {"fr": "Garantie d’un an au comptoir.", "en": "One year of warranty at the counter."}
        since = date(self.since.year - 1, 1, 1)
        programme = Programme.objects.create(
            code=code,
            name={"fr": french, "en": english},
            conditions=conditions,
            warranty=warranty,
            since=since,
        )
        return Criterion.objects.create(
            programme=programme,
            code="no_suitable_device",
            label={"fr": "Pas d’appareil qui convienne", "en": "No suitable device"},
            question=conditions,
            group=Criterion.Group.ALL,
            is_declared=True,
            since=since,
            source="Règle commune du réseau",
        )


def _hand_of(member: Membership) -> Hand:
    return Hand(
        by_id=member.user_id,
        by=str(member.user.public_id),
        organisation_id=member.organisation_id,
        organisation=str(member.organisation.public_id),
        site_id=member.site_id,
        site=f'"{member.site.public_id}"' if member.site else "null",
    )
