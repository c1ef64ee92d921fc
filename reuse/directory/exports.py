"""Our sites and partners as the national formats write them: mednum 1.0.2, structures and services of data·inclusion v1."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from reuse.directory import codes
from reuse.directory.codes import AreaKind, Term
from reuse.directory.files import MEDNUM_LISTS
from reuse.directory.models import Entry
from reuse.web.regions import REGIONS

SOURCE: Final = "reuse"
LEAST, MOST = 50, 2000  # characters of a description
NAMES: Final = (
    ("mednum, CSV", "mednum.csv"),
    ("mednum, JSON", "mednum.json"),
    ("data·inclusion structures, CSV", "structures.csv"),
    ("data·inclusion structures, JSON", "structures.json"),
    ("data·inclusion services, CSV", "services.csv"),
    ("data·inclusion services, JSON", "services.json"),
)
Record = dict[str, Any]


def ours() -> list[Entry]:
    """What we know first-hand: what others publish is theirs to publish."""
    found = Entry.objects.public().exclude(organisation=None)
    return list(found.select_related("organisation", "site").prefetch_related("areas"))


def write(name: str) -> str:
    """The file, in French as both standards are."""
    with translation.override("fr"):
        records = list(WRITERS[name](ours()))
    if name.endswith(".json"):
        return json.dumps(records, ensure_ascii=False, indent=1)
    return _csv(records, COLUMNS[name.removesuffix(".csv")])


def media_type(name: str) -> str:
    return "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"


def _csv(records: Iterable[Record], columns: tuple[str, ...]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _cell(record.get(name)) for name in columns})
    return file.getvalue()


def _cell(value: Any) -> str:
    """Several values between bars; no text that a spreadsheet would compute."""
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value).lstrip("=@")


def _words(field: str, known: Iterable[str]) -> list[str]:
    chosen = set(known)
    return [term.mednum for term in codes.VOCABULARIES[field] if term.code in chosen and term.mednum]


def _inclusion(terms: Iterable[Term], known: Iterable[str]) -> list[str]:
    chosen = set(known)
    return list(dict.fromkeys(word for term in terms if term.code in chosen for word in term.inclusion))


def _typology(kind: str) -> str:
    return next((code for code, known in codes.TYPOLOGIES.items() if known == kind), "Autre")


def mednum(entries: Iterable[Entry]) -> Iterator[Record]:
    """A place, in the columns and the order of the standard."""
    for entry in entries:
        yield {
            "id": str(entry.public_id),
            "pivot": entry.siret or entry.rna,
            "nom": entry.name,
            "commune": entry.city,
            "code_postal": entry.postal_code,
            "code_insee": entry.city_code,
            "adresse": entry.address,
            "complement_adresse": entry.address_more,
            "latitude": _number(entry.latitude),
            "longitude": _number(entry.longitude),
            "typologie": _typology(entry.kind),
            "telephone": _telephone(entry.telephone),
            "courriels": entry.email,
            "site_web": entry.website,
            "horaires": entry.opening_hours,
            "presentation_resume": entry.summary,
            "presentation_detail": entry.detail,
            "source": SOURCE,
            "structure_parente": entry.parent,
            "date_maj": entry.updated_on.isoformat(),
            **{
                column: "|".join(_words(field, getattr(entry, field)))
                for field, column in MEDNUM_LISTS.items()
            },
            "autres_formations_labels": entry.other_labels,
            "fiche_acces_libre": entry.accessibility_url,
            "prise_rdv": entry.booking_url,
        }


def structures(entries: Iterable[Entry]) -> Iterator[Record]:
    """A structure of data·inclusion."""
    for entry in entries:
        networks = [code for code, kind in codes.NETWORKS.items() if kind == entry.kind][:1]
        yield {
            "source": SOURCE,
            "id": f"{SOURCE}--{entry.public_id}",
            "nom": entry.name.rstrip("."),
            "description": _description(entry),
            "date_maj": entry.updated_on.isoformat(),
            "siret": entry.siret or None,
            **_where(entry),
            "telephone": _telephone(entry.telephone) or None,
            "courriel": entry.email or None,
            "site_web": entry.website or None,
            "horaires_accueil": entry.opening_hours or None,
            "accessibilite_lieu": entry.accessibility_url or None,
            "reseaux_porteurs": list(
                dict.fromkeys([*networks, *_inclusion(codes.PROGRAMMES, entry.programmes)])
            ),
        }


def services(entries: Iterable[Entry]) -> Iterator[Record]:
    """One service for each of the four themes a place answers."""
    for entry in entries:
        for theme, offered in codes.THEMES.items():
            chosen = [one for one in offered if one in entry.services]
            if chosen:
                yield _service(entry, theme, chosen)


def _service(entry: Entry, theme: str, chosen: list[str]) -> Record:
    names = [str(term.label) for term in codes.SERVICES if term.code in chosen]
    is_device = theme == "numerique--acquerir-un-equipement"
    publics = _inclusion(codes.PUBLICS, entry.publics)
    return {
        "source": SOURCE,
        "structure_id": f"{SOURCE}--{entry.public_id}",
        "id": f"{SOURCE}--{entry.public_id}-{theme.removeprefix('numerique--')}",
        "nom": ", ".join(names)[:150].rstrip("."),
        "description": _description(entry),
        "date_maj": entry.updated_on.isoformat(),
        "type": "aide-materielle" if is_device else "accompagnement",
        "thematiques": [theme],
        "frais": next(iter(_inclusion(codes.FEES, entry.fees)), None),
        "publics": publics or ["tous-publics"],
        **_where(entry),
        "telephone": _telephone(entry.telephone) or None,
        "courriel": entry.email or None,
        "modes_accueil": _inclusion(codes.SUPPORT, entry.support) or ["en-presentiel"],
        "zone_eligibilite": _zone(entry),
        "lien_mobilisation": entry.booking_url or None,
        "modes_mobilisation": _inclusion(codes.ACCESS, entry.access),
        "mobilisable_par": ["professionnels"]
        if "orientation" in entry.access
        else ["usagers", "professionnels"],
        "horaires_accueil": entry.opening_hours or None,
    }


def _where(entry: Entry) -> Record:
    return {
        "commune": entry.city or None,
        "code_postal": entry.postal_code or None,
        "code_insee": entry.city_code or None,
        "adresse": entry.address or None,
        "complement_adresse": entry.address_more or None,
        "longitude": _number(entry.longitude),
        "latitude": _number(entry.latitude),
    }


def _description(entry: Entry) -> str:
    """What was said of the place; what is too short for the standard is completed by what it offers and where."""
    said = " ".join(filter(None, [entry.summary, entry.detail]))
    if len(said) < LEAST:
        offered = ", ".join(map(str, codes.in_words("services", entry.services)))
        where = _("%(name)s, %(kind)s in %(city)s.") % {
            "name": entry.name,
            "kind": entry.get_kind_display(),
            "city": entry.city,
        }
        network = _("Member of a network that gives computers a second life.")
        said = " ".join(filter(None, [said, where, offered, network]))
    return said[:MOST]


def _zone(entry: Entry) -> list[str]:
    """Codes of the Code officiel géographique; a region is the list of its departments."""
    found: list[str] = []
    for area in entry.areas.all():
        found += REGIONS[area.code].split() if area.kind == AreaKind.REGION else [area.code]
    return list(dict.fromkeys(found)) or ([entry.department] if entry.department else [])


def _telephone(text: str) -> str:
    digits = "".join(one for one in text if one.isdigit() or one == "+")
    return f"+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else digits


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


_WRITERS: dict[str, Callable[[Iterable[Entry]], Iterator[Record]]] = {
    "mednum": mednum,
    "structures": structures,
    "services": services,
}
WRITERS: Final = {
    f"{name}.{ending}": writer for name, writer in _WRITERS.items() for ending in ("csv", "json")
}
_PLACE = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "mednum": (
        *("id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse"),
        *("latitude", "longitude", "typologie", "telephone", "courriels", "site_web", "horaires"),
        *("presentation_resume", "presentation_detail", "source", "itinerance", "structure_parente"),
        *("date_maj", "services", "publics_specifiquement_adresses", "prise_en_charge_specifique"),
        *("frais_a_charge", "dispositif_programmes_nationaux", "formations_labels"),
        *("autres_formations_labels", "modalites_acces", "modalites_accompagnement", "fiche_acces_libre"),
        "prise_rdv",
    ),
    "structures": (
        *("source", "id", "nom", "description", "date_maj", "siret", *_PLACE, "telephone", "courriel"),
        *("site_web", "horaires_accueil", "accessibilite_lieu", "reseaux_porteurs"),
    ),
    "services": (
        *("source", "structure_id", "id", "nom", "description", "date_maj", "type", "thematiques", "frais"),
        *("publics", *_PLACE, "telephone", "courriel", "modes_accueil", "zone_eligibilite"),
        *("lien_mobilisation", "modes_mobilisation", "mobilisable_par", "horaires_accueil"),
    ),
}
