"""Reads files of places: mednum “lieux de médiation numérique” and data·inclusion v1, CSV or JSON; opens no database.

A row that cannot be used says why; a value nobody knows is left out and named. Nothing is guessed.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.directory import cells, codes
from reuse.directory.cells import Record, Row

MOST_BYTES: Final = 10_000_000
MOST_ROWS: Final = 20_000
MEDNUM, STRUCTURES, SERVICES = "mednum", "data-inclusion structures", "data-inclusion services"
# Headers seen in real files, as the standard writes them.
ALIASES: Final = {
    "modalite_acces": "modalites_acces",
    "typologies": "typologie",
    "courriel": "courriels",
    "prise_en_charge_specifiques": "prise_en_charge_specifique",
    "horaires_ouverture": "horaires",
    "accessibilite": "fiche_acces_libre",
}
# Lists of codes: field of an entry → column of mednum.
MEDNUM_LISTS: Final = {
    "services": "services",
    "publics": "publics_specifiquement_adresses",
    "care": "prise_en_charge_specifique",
    "fees": "frais_a_charge",
    "access": "modalites_acces",
    "support": "modalites_accompagnement",
    "programmes": "dispositif_programmes_nationaux",
    "labels": "formations_labels",
    "roaming": "itinerance",
}


@dataclass(slots=True)
class Reading:
    """A file as it was read: its format, its rows; or why it could not be read."""

    format: str = ""
    rows: list[Row] = field(default_factory=list)
    refused: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a draft: what `of_json` reads back."""
        return {"format": self.format, "rows": [asdict(row) for row in self.rows]}


def of_json(kept: Mapping[str, Any]) -> Reading:
    """A reading kept in a draft."""
    return Reading(kept["format"], [Row(**row) for row in kept["rows"]])


def read(content: bytes) -> Reading:
    """The places of a file, or a sentence that says why it has none."""
    if len(content) > MOST_BYTES:
        return Reading(refused=_("This file is too large: 10 MB at most."))
    try:
        found = _records(_text(content))
    except (ValueError, csv.Error, RecursionError):
        return Reading(refused=_("This file is neither CSV nor JSON that can be read."))
    structures, services = found
    if not structures and not services:
        return Reading(refused=_("This file has no row."))
    if len(structures) + len(services) > MOST_ROWS:
        return Reading(refused=_("This file has too many rows: %(count)d at most.") % {"count": MOST_ROWS})
    kind = _format_of(structures or services)
    if not kind:
        return Reading(refused=_("These columns are neither those of mednum nor those of data·inclusion v1."))
    if kind == SERVICES:
        return Reading(kind, _merged(structures or services))
    reader = _mednum if kind == MEDNUM else _structure
    rows = [reader(number, record) for number, record in enumerate(structures, 2)]
    if services:
        _add_services(rows, _merged(services))
    return Reading(kind, rows)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _records(text: str) -> tuple[list[Record], list[Record]]:
    """Structures (or places), and services where a JSON file holds both."""
    if text.lstrip()[:1] in {"[", "{"}:
        value = json.loads(text)
        if isinstance(value, dict):
            rows = value.get("structures") or value.get("items") or value.get("data") or []
            return _named(rows), _named(value.get("services") or [])
        return _named(value), []
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    return _named(csv.DictReader(io.StringIO(text), delimiter=separator)), []


def _named(rows: Any) -> list[Record]:
    """Each record by the standard names of its columns; what is no record is left out."""
    found: list[Record] = []
    if not isinstance(rows, Iterable):
        return found
    for row in rows:
        if isinstance(row, dict):
            named = {_header(str(name)): value for name, value in row.items() if name is not None}
            if any(value not in (None, "", []) for value in named.values()):
                found.append(named)
    return found


def _header(name: str) -> str:
    folded = name.strip().strip('"').casefold().replace(" ", "_")
    return ALIASES.get(folded, folded)


def _format_of(records: list[Record]) -> str:
    columns = set().union(*records[:50])
    if "structure_id" in columns:
        return SERVICES
    if "nom" not in columns:
        return ""
    if columns & {
        "pivot",
        "frais_a_charge",
        "modalites_acces",
        "dispositif_programmes_nationaux",
        "horaires",
    }:
        return MEDNUM
    return STRUCTURES if {"id", "source"} <= columns else ""


def _mednum(number: int, record: Record) -> Row:
    row = Row(number)
    _common(row, record)
    pivot = cells.said(record, "pivot").replace(" ", "")
    if pivot.strip("0"):
        found, association = numbers.siret(pivot), numbers.rna(pivot)
        if found or association:
            row.facts["siret" if found else "rna"] = found or association
        else:
            row.problems.append(_("%(value)s is neither a SIRET nor an RNA number.") % {"value": pivot[:20]})
    row.facts["source"] = cells.said(record, "source")[:80] or "mednum"
    kinds = [code.upper() for code in cells.several(record.get("typologie"), ",")]
    row.facts["kind"] = next(
        (codes.TYPOLOGIES[code] for code in kinds if code in codes.TYPOLOGIES), codes.Kind.OTHER
    )
    for name, column in MEDNUM_LISTS.items():
        row.facts[name] = cells.known(
            row, column, record.get(column), codes.VOCABULARIES[name], cells.mednum_word
        )
    cells.keep(row, "parent", cells.said(record, "structure_parente"), 160)
    cells.keep(row, "summary", cells.said(record, "presentation_resume"), 280)
    cells.keep(row, "detail", cells.said(record, "presentation_detail"), 2000)
    cells.keep(row, "opening_hours", cells.said(record, "horaires"), 400)
    cells.keep(row, "other_labels", cells.said(record, "autres_formations_labels"), 240)
    cells.keep_url(row, "accessibility_url", cells.said(record, "fiche_acces_libre"))
    cells.keep_url(row, "booking_url", cells.said(record, "prise_rdv"))
    return row


def _structure(number: int, record: Record) -> Row:
    row = Row(number)
    _common(row, record)
    siret = cells.said(record, "siret")
    if siret and numbers.siret(siret):
        row.facts["siret"] = numbers.siret(siret)
    elif siret:
        row.problems.append(_("%(value)s is no SIRET.") % {"value": siret[:20]})
    row.facts["source"] = cells.said(record, "source")[:80]
    networks = cells.several(record.get("reseaux_porteurs"))
    row.facts["kind"] = next(
        (codes.NETWORKS[code] for code in networks if code in codes.NETWORKS), codes.Kind.OTHER
    )
    row.facts["programmes"] = [term.code for term in codes.PROGRAMMES if set(term.inclusion) & set(networks)]
    cells.keep(row, "detail", cells.said(record, "description"), 2000)
    cells.keep(row, "opening_hours", cells.said(record, "horaires_accueil"), 400)
    cells.keep_url(
        row,
        "accessibility_url",
        cells.said(record, "accessibilite_lieu") or cells.said(record, "fiche_acces_libre"),
    )
    return row


def _common(row: Row, record: Record) -> None:
    """What both standards say in the same words."""
    name = cells.said(record, "nom").rstrip(".")
    if len(name) < 3:
        row.block(_("It has no name."))
    row.facts["name"] = name[:150]
    cells.keep(row, "source_id", cells.said(record, "id"), 160)
    on = cells.day_of(cells.said(record, "date_maj"))
    if on is None:
        row.block(_("date_maj is missing or no date: nobody could tell which is newer."))
    else:
        row.facts["updated_on"] = on.isoformat()
    cells.keep(row, "city", cells.said(record, "commune"), 80)
    cells.keep(row, "address", cells.said(record, "adresse"), 240)
    cells.keep(row, "address_more", cells.said(record, "complement_adresse"), 160)
    cells.keep_matching(row, "postal_code", record, "code_postal", r"\d{5}")
    cells.keep_matching(row, "city_code", record, "code_insee", r"(?:[013-9]\d|2[AB1-9])\d{3}")
    cells.keep_degrees(row, record)
    cells.keep_telephone(row, cells.said(record, "telephone"))
    cells.keep_email(row, record)
    cells.keep_url(row, "website", next(iter(cells.several(record.get("site_web"))), ""))


def _merged(records: Iterable[Record]) -> list[Row]:
    """Services together, one row for each structure: what it offers, for whom, how and where."""
    found: dict[tuple[str, str], Row] = {}
    for number, record in enumerate(records, 2):
        key = (cells.said(record, "source")[:80], cells.said(record, "structure_id")[:160])
        row = found.setdefault(key, Row(number, {"source": key[0], "source_id": key[1]}))
        if not key[1]:
            row.block(_("It names no structure."))
        on = cells.day_of(cells.said(record, "date_maj"))
        if on:
            row.facts["updated_on"] = max(row.facts.get("updated_on", ""), on.isoformat())
        for name, words in _of_service(row, record).items():
            row.facts[name] = list(dict.fromkeys([*row.facts.get(name, []), *words]))
        row.areas += [code for code in cells.several(record.get("zone_eligibilite")) if code not in row.areas]
        cells.keep_url(row, "booking_url", cells.said(record, "lien_mobilisation"))
    for row in found.values():
        if "updated_on" not in row.facts and not row.is_blocked:
            row.block(_("date_maj is missing or no date: nobody could tell which is newer."))
    return list(found.values())


def _of_service(row: Row, record: Record) -> dict[str, list[str]]:
    themes = set(cells.several(record.get("thematiques")))
    offered = [
        service for theme, services in codes.THEMES.items() if theme in themes for service in services[:1]
    ]
    offered += [codes.OLDER_THEMES[theme] for theme in themes if theme in codes.OLDER_THEMES]
    return {
        "services": sorted(offered),
        "publics": cells.known(row, "publics", record.get("publics"), codes.PUBLICS, cells.inclusion_word),
        "fees": cells.known(row, "frais", record.get("frais"), codes.FEES, cells.inclusion_word),
        "access": cells.known(
            row, "modes_mobilisation", record.get("modes_mobilisation"), codes.ACCESS, cells.inclusion_word
        ),
        "support": ["remote"] if "a-distance" in cells.several(record.get("modes_accueil")) else [],
    }


def _add_services(rows: list[Row], services: Iterable[Row]) -> None:
    """Services of the same file, to their structures."""
    known = {(row.facts.get("source", ""), row.facts.get("source_id", "")): row for row in rows}
    for service in services:
        row = known.get((service.facts["source"], service.facts["source_id"]))
        if row:
            row.facts |= {
                name: value
                for name, value in service.facts.items()
                if name not in {"source", "source_id", "updated_on"}
            }
            row.areas, row.problems = service.areas, row.problems + service.problems
