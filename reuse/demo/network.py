"""The made-up organisations, sites and people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from donors import workflow as donations
from donors.states import Quality
from reuse.accounts.acting import Act
from reuse.accounts.demo import DEMO_PASSWORD
from reuse.accounts.models import LegalKind, Membership, Organisation, Site, User
from reuse.accounts.roles import Role
from reuse.demo import shelves

_K = LegalKind
# name, legal kind, SIRET (made up, check digits right), address, department, contact, function
DONORS = (
    (
        "Mutuelle Alpine",
        _K.COMPANY,
        "12 rue de la Liberté, 38000 Grenoble",
        "38",
        "Claire Morel",
        "directrice informatique",
    ),
    (
        "Ateliers Val-Noir",
        _K.COMPANY,
        "3 chemin des Aulnes, 73000 Chambéry",
        "73",
        "Hugo Perrin",
        "responsable du parc",
    ),
    (
        "Ville de Saint-Aubin",
        _K.COUNCIL,
        "1 place de la Mairie, 38400 Saint-Aubin",
        "38",
        "Yann Le Bras",
        "directeur général des services",
    ),
    (
        "Communauté de communes du Haut-Drac",
        _K.COUNCIL,
        "8 avenue du Vercors, 38970 Corps",
        "38",
        "Louise Garnier",
        "vice-présidente",
    ),
    (
        "Direction des routes Est",
        _K.STATE,
        "20 quai Perrière, 38000 Grenoble",
        "38",
        "Didier Aubert",
        "chef du service informatique",
    ),
    (
        "Rectorat des Trois-Vallées",
        _K.STATE,
        "7 place Bir-Hakeim, 38000 Grenoble",
        "38",
        "Agnès Colin",
        "secrétaire générale adjointe",
    ),
    (
        "Association Lire partout",
        _K.ASSOCIATION,
        "5 rue Thiers, 38000 Grenoble",
        "38",
        "Bruno Simon",
        "président",
    ),
    (
        "Fédération Sports et Liens",
        _K.ASSOCIATION,
        "14 rue des Alliés, 38100 Grenoble",
        "38",
        "Estelle Marchand",
        "directrice",
    ),
)
WORKSHOPS = (
    (
        "Atelier du Drac",
        _K.GENERAL_INTEREST,
        "9 rue Ampère, 38000 Grenoble",
        "38",
        "Atelier de Grenoble",
        "Grenoble",
        ("Nadia Benali", "Paul Roux", "Kévin Martin"),
        "Sonia Garcia",
    ),
    (
        "Seconde Puissance",
        _K.ESUS,
        "22 rue de Bolliet, 73230 Chambéry",
        "73",
        "Atelier de Chambéry",
        "Chambéry",
        ("Julie Blanc", "Omar Haddad"),
        "Thierry Lopez",
    ),
)
PARTNERS = (
    ("CCAS de Fontaine", _K.COUNCIL, "Fontaine", "38", "Samira Diallo"),
    ("Association Le Pas d’après", _K.ASSOCIATION, "Grenoble", "38", "Mathilde Robin"),
    ("Maison France services de La Mure", _K.COUNCIL, "La Mure", "38", "Antoine Berger"),
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop with its site and people."""

    organisation: Organisation
    site: Site
    technicians: tuple[Membership, ...]
    manager: Membership
    boxes: tuple[str, ...]  # codes


@dataclass(frozen=True, slots=True)
class Network:
    """Everyone in the demo."""

    donors: tuple[Membership, ...]
    functions: dict[int, str]
    workshops: tuple[Workshop, ...]
    partners: tuple[Membership, ...]
    coordinator: Membership
    counter: Site


def act(membership: Membership, at: datetime) -> Act:
    """An act of the past, recorded as it happened."""
    return Act.now(membership, at)


def build(at: datetime) -> Network:
    """Everyone, as they stood a year ago."""
    return _Builder(at).build()


class _Builder:
    """Makes organisations and people; passwords are hashed once, since they are all the same."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.password = make_password(DEMO_PASSWORD, salt="demonstration")
        self.sirets = sirets(100, 173)

    def build(self) -> Network:
        donors, functions = [], {}
        for name, kind, address, department, person, function in DONORS:
            body = self._body(name, kind, address=address, department=department, is_donor=True)
            member = self._member(person, body, Role.DONOR)
            donors.append(member)
            functions[member.pk] = function
        workshops = tuple(self._workshop(row) for row in WORKSHOPS)
        partners = tuple(
            self._member(
                person,
                self._body(name, kind, address=city, department=department, is_partner=True),
                Role.SOCIAL_WORKER,
            )
            for name, kind, city, department, person in PARTNERS
        )
        network = self._body(
            "Réseau Seconde Vie",
            _K.GENERAL_INTEREST,
            address="9 rue Ampère, 38000 Grenoble",
            department="38",
            is_network=True,
        )
        counter = Site.objects.create(
            organisation=workshops[0].organisation,
            name="Comptoir d’Échirolles",
            city="Échirolles",
            department="38",
            hands_over=True,
        )
        coordinator = self._member("Inès Faure", network, Role.COORDINATOR, workshops[0].site)
        administrator = self._member("Alex Petit", network, Role.ADMINISTRATOR)
        self._qualify([workshop.organisation for workshop in workshops], act(administrator, self.at))
        prefecture = self._body(
            "Préfecture de l’Isère",
            _K.STATE,
            address="12 place de Verdun, 38000 Grenoble",
            department="38",
            is_funder=True,
        )
        self._member("Marc Olivier", prefecture, Role.OBSERVER)
        return Network(tuple(donors), functions, workshops, partners, coordinator, counter)

    def _workshop(self, row: tuple[str, LegalKind, str, str, str, str, tuple[str, ...], str]) -> Workshop:
        name, kind, address, department, site_name, city, technicians, manager = row
        body = self._body(name, kind, address=address, department=department, is_workshop=True)
        site = Site.objects.create(
            organisation=body, name=site_name, city=city, department=department, hands_over=True
        )
        people = tuple(self._member(person, body, Role.TECHNICIAN, site) for person in technicians)
        head = self._member(manager, body, Role.WORKSHOP_MANAGER, site)
        shelves.give_badges(people=people, manager=head, at=self.at)
        shelves.stock_accessories(site=site, manager=head, at=self.at)
        return Workshop(body, site, people, head, shelves.fit_out(site=site, manager=head, at=self.at))

    def _qualify(self, bodies: list[Organisation], by: Act) -> None:
        """Their quality of takers of public gifts, as the administrator saw it proven; the first issues receipts too."""
        year = self.at.year - 2
        takers = {
            _K.RUP: (Quality.RUP, "Décret de reconnaissance"),
            _K.ESUS: (Quality.ESUS_REUSE, f"Agrément ESUS n° 38-{year}-07"),
        }
        body_words = "Organisme d’intérêt général à caractère social"
        purpose = "Équiper, former et accompagner des personnes en situation de précarité"
        proof_on = date(year, 3, 12)
        for body in bodies:
            kind, proof = takers.get(_K(body.legal_kind), (Quality.PRECARITY, "Statuts, article 2"))
            donations.qualify(
                organisation=body, proven=donations.Proven(kind, proof, proof_on, since=proof_on), act=by
            )
        receipts = donations.Proven(
            Quality.TAX_RECEIPTS,
            f"Rescrit n° {year}-38-114",
            proof_on,
            since=proof_on,
            body=body_words,
            purpose=purpose,
        )
        donations.qualify(organisation=bodies[0], proven=receipts, act=by)

    def _body(self, name: str, kind: LegalKind, **facts: object) -> Organisation:
        return Organisation.objects.create(name=name, legal_kind=kind, siret=next(self.sirets), **facts)

    def _member(
        self, name: str, organisation: Organisation, role: Role, site: Site | None = None
    ) -> Membership:
        user = User.objects.create(name=name, email=_address(name), password=self.password, joined_at=self.at)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        looks_after = role in {Role.DONOR, Role.SOCIAL_WORKER, Role.WORKSHOP_MANAGER}
        return Membership.objects.create(
            user=user, organisation=organisation, role=role, site=site, is_in_charge=looks_after
        )


def _address(name: str) -> str:
    plain = name.lower().translate(str.maketrans("éèêëàâîïôöùûç", "eeeeaaiioouuc"))
    first, *rest = plain.split()
    return f"{first}.{''.join(rest)}@demo.example"


def sirets(first: int, step: int) -> Iterator[str]:
    """Numbers with right check digits that begin with zeros, as no real one does."""
    for number in count(first, step):
        siren = next(f"{number:08d}{digit}" for digit in range(10) if _luhn(f"{number:08d}{digit}"))
        yield next(f"{siren}0001{digit}" for digit in range(10) if _luhn(f"{siren}0001{digit}"))


def _luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
