"""The words of the two national vocabularies beside ours: mednum “lieux de médiation numérique” 1.0.2, data·inclusion v1."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """One word: our code, what people read, and how each standard writes it (empty where it has no such word)."""

    code: str
    label: str | Promise
    mednum: str = ""
    inclusion: tuple[str, ...] = ()


class Kind(models.TextChoices):
    """What a place is."""

    CCAS = "ccas", _("Municipal social services (CCAS)")
    COUNCIL = "council", _("Town hall or community of communes")
    DEPARTMENT = "department", _("Departmental council")
    ASSOCIATION = "association", _("Association")
    FRANCE_SERVICES = "france_services", _("France services")
    DIGITAL_SPACE = "digital_space", _("Digital space (EPN, third place)")
    LIBRARY = "library", _("Library")
    SOCIAL_CENTRE = "social_centre", _("Social centre")
    EMPLOYMENT = "employment", _("Employment service")
    BENEFITS = "benefits", _("Benefits office (CAF, CPAM, MSA)")
    WORKSHOP = "workshop", _("Workshop or counter of the network")
    OTHER = "other", _("Other place")


# typologie (mednum) and reseaux_porteurs (data·inclusion) → kind; the first of a kind is what we write.
TYPOLOGIES: Final = {
    "CCAS": Kind.CCAS,
    "CIAS": Kind.CCAS,
    "MUNI": Kind.COUNCIL,
    "COMMUNE": Kind.COUNCIL,
    "EPCI": Kind.COUNCIL,
    "CC": Kind.COUNCIL,
    "CD": Kind.DEPARTMENT,
    "DEPT": Kind.DEPARTMENT,
    "MDS": Kind.DEPARTMENT,
    "ASSO": Kind.ASSOCIATION,
    "RFS": Kind.FRANCE_SERVICES,
    "EPN": Kind.DIGITAL_SPACE,
    "TIERS_LIEUX": Kind.DIGITAL_SPACE,
    "BIB": Kind.LIBRARY,
    "CS": Kind.SOCIAL_CENTRE,
    "MQ": Kind.SOCIAL_CENTRE,
    "ML": Kind.EMPLOYMENT,
    "PE": Kind.EMPLOYMENT,
    "FT": Kind.EMPLOYMENT,
    "CAF": Kind.BENEFITS,
    "CPAM": Kind.BENEFITS,
    "MSA": Kind.BENEFITS,
    "RESSOURCERIE": Kind.WORKSHOP,
}
NETWORKS: Final = {
    "ccas-cias": Kind.CCAS,
    "communes": Kind.COUNCIL,
    "departements": Kind.DEPARTMENT,
    "maisons-des-solidarites": Kind.DEPARTMENT,
    "france-service": Kind.FRANCE_SERVICES,
    "espaces-publics-numeriques": Kind.DIGITAL_SPACE,
    "fabrique-de-territoire": Kind.DIGITAL_SPACE,
    "fcsf": Kind.SOCIAL_CENTRE,
    "mission-locale": Kind.EMPLOYMENT,
    "france-travail": Kind.EMPLOYMENT,
    "caf": Kind.BENEFITS,
    "cpam": Kind.BENEFITS,
    "mutualite-sociale-agricole": Kind.BENEFITS,
    "ressourceries": Kind.WORKSHOP,
}

_SKILLS = "numerique--maitriser-les-fondamentaux-du-numerique"
_ONLINE = "numerique--acceder-a-des-services-en-ligne"
_CONNECTION = "numerique--acceder-a-une-connexion-internet"
_DEVICE = "numerique--acquerir-un-equipement"
SERVICES: Final = (
    Term(
        "device",
        _("Devices at a solidarity price"),
        "Acquisition de matériel informatique à prix solidaire",
        (_DEVICE,),
    ),
    Term(
        "access",
        _("Internet access and computers on site"),
        "Accès internet et matériel informatique",
        (_CONNECTION, _DEVICE),
    ),
    Term("procedures", _("Help with online procedures"), "Aide aux démarches administratives", (_ONLINE,)),
    Term("everyday", _("Everyday digital skills"), "Maîtrise des outils numériques du quotidien", (_SKILLS,)),
    Term("work", _("Finding work with digital tools"), "Insertion professionnelle via le numérique"),
    Term("safety", _("Safe use of digital tools"), "Utilisation sécurisée du numérique"),
    Term("parents", _("Parents, children and screens"), "Parentalité et éducation avec le numérique"),
    Term("leisure", _("Leisure and creation"), "Loisirs et créations numériques"),
    Term("understanding", _("Understanding the digital world"), "Compréhension du monde numérique"),
)
# What the three supports of a person need: the theme of data·inclusion, and the services that answer it.
THEMES: Final = {
    _DEVICE: ("device",),
    _CONNECTION: ("access",),
    _ONLINE: ("procedures",),
    _SKILLS: ("everyday", "work", "safety", "parents", "leisure", "understanding"),
}
PUBLICS: Final = (
    Term("everyone", _("Everyone"), "", ("tous-publics",)),
    Term("young", _("Young people"), "Jeunes", ("jeunes",)),
    Term("students", _("Students"), "Étudiants", ("etudiants",)),
    Term("families", _("Families and children"), "Familles et/ou enfants", ("familles",)),
    Term("seniors", _("Older people"), "Seniors", ("seniors",)),
    Term("women", _("Women"), "Femmes", ("femmes",)),
    Term("jobseekers", _("Jobseekers"), "", ("demandeurs-emploi",)),
    Term("workers", _("People in work"), "", ("actifs",)),
    Term("low_income", _("People on minimum benefits"), "", ("beneficiaires-des-minimas-sociaux",)),
    Term("disabled", _("People with a disability"), "", ("personnes-en-situation-de-handicap",)),
    Term("emergency", _("People in an emergency"), "", ("personnes-en-situation-durgence",)),
    Term(
        "legal",
        _("People in a particular legal situation"),
        "",
        ("personnes-en-situation-juridique-specifique",),
    ),
    Term("exiles", _("People in exile"), "", ("personnes-exilees",)),
    Term("priority_area", _("Residents of priority areas"), "", ("residents-qpv-frr",)),
)
CARE: Final = (
    Term("deaf", _("Deaf people"), "Surdité"),
    Term("motor", _("Motor disabilities"), "Handicaps moteurs"),
    Term("mental", _("Mental disabilities"), "Handicaps mentaux"),
    Term("sight", _("Impaired sight"), "Déficience visuelle"),
    Term("illiteracy", _("People who read with difficulty"), "Illettrisme"),
    Term("english", _("Welcome in English"), "Langues étrangères (anglais)"),
    Term("languages", _("Welcome in other languages"), "Langues étrangères (autres)"),
)
FEES: Final = (
    Term("free", _("free"), "Gratuit", ("gratuit",)),
    Term("free_if", _("free under conditions"), "Gratuit sous condition", ("gratuit",)),
    Term("paid", _("paid for"), "Payant", ("payant",)),
)
ACCESS: Final = (
    Term("walk_in", _("come without an appointment"), "Se présenter", ("se-presenter",)),
    Term("telephone", _("telephone first"), "Téléphoner", ("telephoner",)),
    Term("mail", _("write an e-mail"), "Contacter par mail", ("envoyer-un-courriel",)),
    Term("booking", _("book online"), "Prendre un RDV en ligne", ("utiliser-lien-mobilisation",)),
    Term(
        "orientation",
        _("a social worker sends an orientation form"),
        "Envoyer un mail avec une fiche de prescription",
        ("envoyer-un-courriel",),
    ),
    Term("closed", _("does not receive the public"), "Ce lieu n'accueille pas de public"),
)
SUPPORT: Final = (
    Term("alone", _("on one's own"), "En autonomie", ("en-presentiel",)),
    Term("individual", _("with one helper"), "Accompagnement individuel", ("en-presentiel",)),
    Term("group", _("in a group workshop"), "Dans un atelier collectif", ("en-presentiel",)),
    Term("remote", _("by telephone or video"), "À distance", ("a-distance",)),
)
# Names of programmes and labels are proper names: nothing to translate.
PROGRAMMES: Final = tuple(
    Term(code, name, name, network)
    for code, name, network in (
        ("aidants_connect", "Aidants Connect", ("aidants-connect",)),
        ("libraries", "Bibliothèques numérique de référence", ()),
        ("pix", "Certification PIX", ()),
        ("advisers", "Conseillers numériques", ("conseillers-numeriques",)),
        ("emmaus_connect", "Emmaüs Connect", ("emmaus",)),
        ("france_services", "France Services", ("france-service",)),
        ("school", "Grande école du numérique", ("grandes-ecoles-du-numerique",)),
        ("red_cross", "La Croix Rouge", ("croix-rouge",)),
        ("caf", "Point d'accès numérique CAF", ("caf",)),
        ("promeneurs", "Promeneurs du net", ()),
        ("relay", "Relais numérique (Emmaüs Connect)", ("emmaus",)),
    )
)
LABELS: Final = tuple(
    Term(code, name, name)
    for code, name in (
        ("mon_espace_sante", "Formé à « Mon Espace Santé »"),
        ("duplex", "Formé à « DUPLEX » (illettrisme)"),
        ("arnia", "Arnia/MedNum BFC (Bourgogne-Franche-Comté)"),
        ("normandie", "Collectif ressources et acteurs réemploi (Normandie)"),
        ("fabriques", "Fabriques de Territoire"),
        ("eclaireurs", "Les Éclaireurs du numérique (Drôme)"),
        ("mes_papiers", "Mes Papiers (Métropole de Lyon)"),
        ("ordi", "ORDI 3.0"),
        ("sud_labs", "SUD LABS (PACA)"),
    )
)
ROAMING: Final = (Term("roaming", _("on the road"), "Itinérant"), Term("fixed", _("in one place"), "Fixe"))
LANGUAGES: Final = (
    "fr",
    "en",
    "ar",
    "es",
    "pt",
    "tr",
    "ru",
    "uk",
    "fa",
    "ps",
    "ro",
    "sq",
    "so",
    "ti",
    "zh",
    "lsf",
)

# Lists of codes an entry holds, by field.
VOCABULARIES: Final[dict[str, tuple[Term, ...]]] = {
    "services": SERVICES,
    "publics": PUBLICS,
    "care": CARE,
    "fees": FEES,
    "access": ACCESS,
    "support": SUPPORT,
    "programmes": PROGRAMMES,
    "labels": LABELS,
    "roaming": ROAMING,
}


class Theme(models.TextChoices):
    """What a referent or a guide is for: one of the three supports, or what people come with."""

    GENERAL = "general", _("Everything else")
    DEVICE = "device", _("Device")
    CONNECTION = "connection", _("Connection")
    SKILLS = "skills", _("Skills")
    PROCEDURES = "procedures", _("Online procedures")
    HEALTH = "health", _("Health")
    WORK = "work", _("Work and training")
    SCHOOL = "school", _("School and family")


class AreaKind(models.TextChoices):
    """Whose code it is, in the Code officiel géographique."""

    COMMUNE = "commune", _("commune")
    EPCI = "epci", _("community of communes")
    DEPARTMENT = "department", _("department")
    REGION = "region", _("region")
    COUNTRY = "country", _("the whole country")


def in_words(field: str, known: Iterable[str]) -> list[str | Promise]:
    """What people read for the codes of a field, in the order of the vocabulary."""
    chosen = set(known)
    return [term.label for term in VOCABULARIES[field] if term.code in chosen]


# Themes of data·inclusion before v1, still found in files, and the service each means.
OLDER_THEMES: Final = {
    "numerique--acceder-a-du-materiel": "access",
    "numerique--s-equiper-en-materiel-informatique": "device",
    "equipement-et-alimentation--acces-a-du-materiel-informatique": "device",
    "numerique--devenir-autonome-dans-les-demarches-administratives": "procedures",
    "numerique--realiser-des-demarches-administratives-avec-un-accompagnement": "procedures",
    "numerique--utiliser-le-numerique-au-quotidien": "everyday",
    "numerique--prendre-en-main-un-ordinateur": "everyday",
    "numerique--prendre-en-main-un-smartphone-ou-une-tablette": "everyday",
    "numerique--favoriser-mon-insertion-professionnelle": "work",
    "numerique--soutenir-la-parentalite-et-l-education-avec-le-numerique": "parents",
    "numerique--creer-avec-le-numerique": "leisure",
    "numerique--approfondir-ma-culture-numerique": "understanding",
    "numerique--promouvoir-la-citoyennete-numerique": "understanding",
}
