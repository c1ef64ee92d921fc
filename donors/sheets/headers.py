"""Matches the headers donors write, in French and English, to our fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from donors.sheets import words
from donors.sheets.reading import ColumnMatch

PERSON = "person"  # a column about somebody: reported, never kept
EXTRA = "extra"  # kept beside the device, not understood
# Our own column in a file to correct, as `corrections` writes it in French and English.
_LONGEST_TITLE = 80
_OURS = frozenset({"probleme", "problem"})

_SYNONYMS: dict[str, str] = {
    "type": "type|type matériel|type de matériel|type d'équipement|type équipement|type d'appareil|type appareil|nature|"
    "nature du matériel|device type|asset type|equipment type|catégorie|category|categorie matériel|device category|famille|"
    "sous-famille|sous-catégorie|sub-category|libellé|désignation|appareil|matériel|équipement|item|chassis|chassis type|"
    "form factor|description|type ordinateur|type de poste|type pc|genre|désignation du matériel|article|kind|assettypename|"
    "placeholder type|equipment|device|produit|product|mat type|type produit|product type|device class|computer type|"
    "type of device|forme|type bien|nature du bien|type d'actif|type actif|asset category|catégorie équipement",
    "manufacturer": "marque|constructeur|fabricant|manufacturer|make|brand|vendor|maker|éditeur matériel|marque id|"
    "device manufacturer|mat marque|system manufacturer|oem|constr|hersteller|constructeur / marque|marque du matériel",
    "model": "modèle|model|model name|nom du modèle|modèle matériel|device model|asset model|référence modèle|model number|"
    "numéro de modèle|référence|référence constructeur|product name|marque / modèle|marque et modèle|modèle / référence|"
    "make and model|mat model|modèle ordinateur|system model|modele pc|marque modèle|marque - modèle|brand and model|"
    "modèle du matériel|machine type|désignation modèle|manufacturer model|make model",
    "serial": "numéro de série|n° série|num série|serial|serial number|serial no|s/n|sn|no série|nº de série|numserie|"
    "num de serie|numéro série|série|serial n°|device serial number|mat sn|eqt serial|code sn|sn du majeur|numéro serie fabricant|"
    "service tag|servicetag|serialnumber|serial #|machine serial number|bios serial|bios serial number|serial no.|ssn bios|"
    "numéro de série constructeur|n° de serie / sn|num serie|n serie|sn number|ns|seriennummer|system serial number|serie",
    "imei": "imei|imei 1|numéro imei|n° imei|code imei|imei / meid|imei number|imei1|meid",
    "asset_tag": "asset tag|n° inventaire|numéro d'inventaire|inventaire|asset code|tag|étiquette|code inventaire|id actif|"
    "numéro|code barre|code-barres|barcode|inventory number|asset id|asset number|asset no|numéro immobilisation|numéro de parc|"
    "n° parc|id internal|id device internal|placeholder id internal|identifiant|matricule|id matériel|code matériel|otherserial|"
    "numéro d'actif|inventory no|assettag|id pc|ref interne|référence interne|n° étiquette|dhid|mat ident|n° immo|"
    "immobilisation|identifiant matériel|code parc|numéro interne|asset|inventory tag|id équipement|code immo|n° actif",
    "refurbisher_id": "identifiant unique|id reconditionneur|identifiant reconditionneur|refurbisher id|id device supplier|"
    "placeholder id supplier|n° reconditionneur|id unique|supplier id",
    "emmaus_id": "id esn|idesn|identifiant emmaüs|id emmaüs|emmaus id|identifiant emmaüs connect|numéro esn",
    "donor_code": "numéro lot|n° lot|lot|donor code|code donateur|id don|don id|don|batch|pallet|palette|placeholder pallet|"
    "numéro de don|code don|donation|lot id|désignation du don",
    "quantity": "quantité|qté|qty|quantity|nombre|nb|nbre|count|quantité disponible|qte|nombre d'appareils|quantités|"
    "nombre de postes",
    "cpu": "processeur|cpu|processor|processor type|type processeur|proc|modèle processeur|processor name|cpu model|"
    "processor model|cpu name|nom du processeur|microprocesseur|type cpu|components processor|composants processeur",
    "ram": "ram|mémoire|mémoire vive|memory|ram go|ram gb|mémoire ram|taille ram|ram size|memory size|installed memory|"
    "total memory|physical memory|ram mb|mémoire go|taille mémoire|qté ram|capacité ram|total physical memory|mémoire installée|"
    "physical memory in bytes|composants mémoire|components memory",
    "storage": "stockage|disque|disque dur|storage|taille disque|taille disque 1|taille stockage|capacité disque|hdd|ssd|"
    "hard drive|hard disk|disk|disk size|capacité|capacité de stockage|data storage size|total storage|espace disque|"
    "disque 1|hdd size|drive size|stockage go|rom|mémoire interne|storage size|storage capacity|disk capacity|dd|"
    "taille du disque|disque système|taille dd|hdd ssd|disque dur ssd|capacité stockage|"
    "composants capacité disque dur|components hard drive capacity|storage total|stockage total",
    "storage_type": "type disque|type disque 1|type de disque|type stockage|type de stockage|storage type|disk type|drive type|"
    "type dd|hdd/ssd|disque type",
    "storage_2": "taille disque 2|disque 2|stockage 2|disk 2|second disque",
    "storage_type_2": "type disque 2|type stockage 2",
    "screen": "écran|taille écran|screen|screen size|display size|diagonale|taille d'écran|pouces|display|taille|dalle|"
    "écran pouces|taille de l'écran|inches|screen inches|diagonale écran",
    "battery": "batterie|état batterie|battery|battery health|état de la batterie|santé batterie|battery status|"
    "battery state|% batterie|autonomie|battery percent|capacité batterie",
    "condition": "état|condition|grade|grade esth|état général|état esthétique|grade esthétique|physical state|état physique|"
    "état du matériel|état cosmétique|fonctionnel|état de fonctionnement|working condition|esthétique|état de l'appareil",
    "year": "année|année d'achat|année fabrication|année de fabrication|year|yom|year of manufacture|purchase year|"
    "année acquisition|manufacture year|millésime|année achat|année de mise en service|model year",
    "purchase_date": "date d'achat|date achat|purchase date|date d'acquisition|date acquisition|date de mise en service|"
    "mise en service|date fabrication|date de fabrication|acquired on|date in|mat date in|buy date|date of purchase|date facture|"
    "acquisition date|manufacture date|date entrée|purchased|date mise en service|warranty start",
    "os": "os|système d'exploitation|système exploitation|operating system|système|os name|windows|version os|os version|"
    "version windows|nom os|operatingsystem|sys exploitation|osname|platform",
    "comment": "commentaire|commentaires|remarque|remarques|observation|observations|notes|note|comment|comments|"
    "commentaire libre|info|placeholder info|remarks|asset notes|mémo|mat memo|défaut|défauts|panne|problème constaté|"
    "précisions|informations|divers",
    "location": "localisation|emplacement|location|lieu|site|bâtiment|salle|local|étage|room|building|local libellé|"
    "stockage lieu|site de stockage|adresse site|localisation physique|office location|agence|entrepôt|warehouse|ville",
    "name": "nom|name|poste|nom machine|nom de la machine|hostname|computer name|nom ordinateur|nom du poste|nom poste|device name|"
    "titre|title|asset name|machine name|machine|nom de l'ordinateur|assetname|nom de l'appareil|nom appareil|nom du pc|"
    "nom netbios|host name|nom pc|pc name",
    "price": "prix|price|valeur|value|purchase cost|prix d'achat|valuation|coût|cost|valeur nette comptable|vnc|"
    "valeur d'achat|montant|prix garantie|valeur comptable|valeur estimée|prix ht|prix ttc|purchase price|valeur résiduelle|"
    "book value|prix unitaire|unit price|valeur unitaire|montant ht|montant ttc",
    PERSON: "utilisateur|user|user name|username|login|identifiant utilisateur|email|e-mail|mail|courriel|adresse mail|"
    "prénom|first name|last name|nom de famille|nom utilisateur|nom prénom|nom et prénom|affecté à|affectation|assigned to|"
    "assigned user|attribué à|détenteur|custodian|possesseur|propriétaire|owner|bénéficiaire|agent|employé|employee|"
    "collaborateur|service|département|department|direction|groupe|group|bureau|office|poste occupé|contact|téléphone|phone|"
    "phone number|numéro de téléphone|téléphone utilisateur|user id|userid|checked out to|dernier utilisateur|last user|"
    "last logged on user|primary user|primary user email address|primary user upn|primary user display name|user principal name|"
    "upn|userprincipalname|responsable|usager|personne|nom complet|full name|salarié|matricule agent|alternate username|"
    "userdomain|userlogon|contact number|usager numéro|alternate username number|technician|technicien|fonction|"
    "numéro de ligne|sim|numéro sim|iccid|assigned user name|assigned|holder|borrower|emprunteur|élève|student|enseignant|"
    "managed by|enrolled by|registered owner|adresse|address|ip|adresse ip|ip address|mac|adresse mac|mac address|wifi mac|"
    "email address|upn enrôlement|last user name|nom de l'utilisateur|logged in user|current user|user display name|"
    "management name|managed device name|nom de gestion|ethernet mac|ethernet mac address|wifi mac address|"
    "wifi ipv4 address|wifi subnet id|responsable technique|groupe technique|technician in charge of the hardware|"
    "group in charge of the hardware|technicien responsable|manager|employee no|employee number|n° employé|"
    "branchoffice|branch office|géré par|utilisateur principal|upn de l'utilisateur principal|"
    "nom complet de l'utilisateur principal|adresse e-mail de l'utilisateur principal|user email|last logged on by",
    EXTRA: "fin de garantie|warranty end|warranty expiration|garantie|warranty|fournisseur|supplier|statut|status|entité|"
    "company|société|order number|logiciels installés|licence|carte graphique|graphics|gpu|dvd|webcam|résolution|chargeur|"
    "opérateur|couleur|color|model notes|part number|id|row|verified|mat pn|phid|erreur calcul|date de sortie|sortie|"
    "product key|windows product id|hardware hash|fin de support|asset eol date|tags|kit|unit of measure|"
    "numéro de commande|n° commande|windows serial number|serial number windows|license serial|cpu mhz|processor speed|"
    "fréquence|fréquence cpu|processor architecture|architecture|free storage|storage free|stockage disponible",
}  # fmt: skip
_FIELD_OF = {
    words.key(synonym): field
    for field, synonyms in reversed(_SYNONYMS.items())
    for synonym in synonyms.split("|")
}
# Headers that may stand above types, models or anything: only the cells can tell.
_VAGUE_HEADERS = (
    "libellé|désignation|description|article|produit|product|item|appareil|matériel|équipement|device|equipment|"
    "nature|désignation du matériel|genre|kind|forme|chassis"
)
_VAGUE = frozenset(map(words.key, _VAGUE_HEADERS.split("|")))
FIELDS = tuple(field for field in _SYNONYMS if field not in {PERSON, EXTRA})

# For headers in no list: the first pattern that fits, on folded words.
_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in (
    (EXTRA, (r"licen[cs]e|garantie|warranty|logiciel|software|fournisseur|supplier|\beol\b|hash|benchmark|erasure|test |"
            r"\b(processor|rammodule|ram module|datastorage|data storage|motherboard|graphic ?card|network ?adapter|sound ?card) \d|"
            r"\btag \d|facture|invoice|commande|order|graphi|\bgpu\b|component|chargeur|charger|souris|clavier|resolution|"
            r"carte mere|speed|vitesse|number of|(derniere?|last) (inventaire|inventory|seen|update|contact|mise|check|sync|boot)|placeholder|processor serial|disk serial|serie (du )?(disque|ecran|chargeur)|"
            r"date (de )?(sortie|fin)|\bmin (qty|quantity|amount)|product id|product key")),
    (PERSON, (r"utilisateur|\busers?\b|username|e ?mail|courriel|prenom|login|affecte|attribue|assigned|checked out|custodian|"
             r"department|departement|first name|last name|telephone|beneficiaire|salarie|employe|detenteur|titulaire|"
             r"nom (de )?(l )?agent|possesseur|\bqui\b")),
    ("imei", r"\bimei"),
    ("serial", r"\bseriale?\b|\bserie\b|\bserialnumber\b|\bsn\b|service tag"),
    ("purchase_date", r"date.*(achat|acqui|service|fabric|purchase|entree)|(purchase|acqui\w+|manufactur\w+) date"),
    ("year", r"\bannee\b|\byear\b"),
    ("asset_tag", r"inventaire|inventory (n|tag)|asset (tag|n|code|id)|etiquette|immobilisation"),
    ("price", r"\bprix\b|\bprice\b|\bcost\b|\bvaleur\b|\bmontant\b"),
    ("quantity", r"quantite|\bqte\b|\bqty\b|quantity|nombre d|\bnb\b"),
    ("os", r"systeme d? ?exploitation|operating system"),
    ("storage_type", r"type.*(disque|stockage|disk|storage)|disque type"),
    ("storage", r"disque|stockage|storage|\bhdd\b|\bssd\b|hard ?(drive|disk)"),
    ("ram", r"\bram\b|memoire vive|memory"),
    ("cpu", r"processeur|processor|\bcpu\b"),
    ("screen", r"taille.*ecran|ecran.*taille|diagonale|screen size|pouces"),
    ("battery", r"batterie|battery"),
    ("manufacturer", r"\bmarque\b|fabricant|constructeur|manufacturer|\bbrand\b"),
    ("model", r"\bmodele\b|\bmodel\b"),
    ("type", r"^type\b|\btype (de |d |du )?(materiel|equipement|appareil|machine|poste)|\bcategor|\bequipement\b"),
    ("condition", r"\betat\b|\bgrade\b|condition"),
    ("comment", r"comment|remarque|observation|\bnotes?\b"),
    ("location", r"localis|emplacement|\blocation\b|\bsite\b|batiment|\bsalle\b"),
))  # fmt: skip
_TYPED = re.compile(r"^cf:\s*|,\s*type:\s*\w+\s*$", re.IGNORECASE)
_DATABASE_ZERO = re.compile(r"(?<=[A-Za-z])0$")  # SCCM: Manufacturer0
_UNIT = re.compile(r"\b(t|g|m|k)(?:o|b|io|ib)\b")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]|\*")


@lru_cache(maxsize=2048)
def field_of(header: str, *, with_typing_errors: bool = True) -> tuple[str | None, int]:
    """Return the field a header names and how sure that is, in percent; looking for typing errors is slow."""
    header = _bare(header)
    plain = words.key(header)
    if not plain or plain in _OURS or len(header) > _LONGEST_TITLE:
        return None, 0
    if field := _FIELD_OF.get(plain):
        return field, 100
    if field := _FIELD_OF.get(words.key(_BRACKETS.sub(" ", header))):
        return field, 95
    folded = words.fold(header)
    if field := next((field for field, pattern in _PATTERNS if pattern.search(folded)), None):
        return field, 70
    if (
        with_typing_errors
        and len(plain) >= 5
        and (close := get_close_matches(plain, _FIELD_OF, n=1, cutoff=0.86))
    ):
        return _FIELD_OF[close[0]], 60
    return None, 0


def _bare(header: str) -> str:
    """Return a header without what tools add to it."""
    return _DATABASE_ZERO.sub("", _TYPED.sub("", header).strip())


def is_ours(header: str) -> bool:
    """Tell whether a column is the one we added to a file to correct."""
    return words.key(header) in _OURS


def unit_in(header: str) -> str | None:
    """Return the unit letter a header states for its numbers: `RAM (Go)` → g."""
    found = _UNIT.search(words.fold(header))
    return found[1].lower() if found else None


def known_fields(headers: Sequence[str]) -> set[str]:
    """Return the fields that a row of texts would name if it were the header, which has one usual title at least."""
    if not any(words.key(_bare(header)) in _FIELD_OF for header in headers if len(header) <= _LONGEST_TITLE):
        return set()
    return {
        field
        for header in headers
        if (field := field_of(header, with_typing_errors=False)[0]) and field != EXTRA
    }


def match_columns(
    headers: Sequence[str],
    *,
    overrides: Mapping[str, str],
    mapping: Mapping[int, str] | None,
    suits: Callable[[int, str], int],
) -> tuple[ColumnMatch, ...]:
    """Give each column at most one field and each field at most one column.

    `overrides` are a known layout's own header keys, `mapping` a person's corrections by column index;
    `suits` tells how well a column's cells suit a field, in percent of the cells looked at.
    """
    corrected = dict(mapping or {})
    claims: list[tuple[int, int, int, str]] = []
    persons = _person_columns(headers, overrides, corrected)
    for index, header in enumerate(headers):
        field, confidence = _claim(index, header, overrides, corrected)
        if field in FIELDS and index not in persons:
            claims += _weigh(index, header, field, confidence, by_hand=index in corrected, suits=suits)
    columns: dict[int, tuple[str, int]] = {}
    taken: set[str] = set()
    for weight, confidence, index, field in sorted(claims):
        if index not in columns and field not in taken and (weight or field == "name"):
            columns[index] = (field, -confidence)
            taken.add(field)
    return tuple(
        ColumnMatch(index, header, field, confidence, is_person=index in persons)
        for index, header in enumerate(headers)
        for field, confidence in [columns.get(index, (None, 0))]
    )


def _weigh(
    index: int, header: str, field: str, confidence: int, *, by_hand: bool, suits: Callable[[int, str], int]
) -> list[tuple[int, int, int, str]]:
    """Return the claims of one column, strongest sorting first; a vague header is judged by its cells."""
    if by_hand:
        return [(-1000, -100, index, field)]
    if field == "type":
        plain = words.key(header)
        weight = suits(index, "type") * 2 + ("type" in plain) + (plain not in _VAGUE)
        return [
            (-weight, -confidence, index, "type"),
            (-suits(index, "model"), -50, index, "model"),
        ]
    if words.key(header) == "asset":
        return [(-suits(index, "type") * 2, -50, index, "type"), (-100, -confidence, index, "asset_tag")]
    if field == "asset_tag" and not suits(index, "asset_tag"):
        return []  # 1, 2, 3…: the row numbers of this list
    if field == "serial" and words.key(header) in {"sn", "ns"} and not suits(index, "serial"):
        return []  # Senegal
    if field == "name":
        return [(0, -confidence, index, "name"), (-suits(index, "model"), -50, index, "model")]
    return [(-100, -confidence, index, field)]


def _claim(
    index: int, header: str, overrides: Mapping[str, str], mapping: Mapping[int, str]
) -> tuple[str | None, int]:
    if index in mapping:
        return mapping[index], 100
    if field := overrides.get(words.key(_TYPED.sub("", header))):
        return field, 100
    return field_of(header)


def _person_columns(
    headers: Sequence[str], overrides: Mapping[str, str], mapping: Mapping[int, str]
) -> set[int]:
    named = {index: _claim(index, header, overrides, mapping)[0] for index, header in enumerate(headers)}
    keys = [words.key(header) for header in headers]
    persons = {index for index, field in named.items() if field == PERSON}
    if {"prenom", "firstname"} & set(keys):  # then "Nom" is somebody's, not a machine's
        persons |= {
            index
            for index, name in enumerate(keys)
            if name in {"nom", "name", "poste"} and index not in mapping
        }
    return persons
