"""Reads files of places: mednum “lieux de médiation numérique” and data·inclusion v1, CSV or JSON; opens no database.

A row that cannot be used says why; a value nobody knows is left out and named. Nothing is guessed.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.directory import codes

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
TELEPHONE: Final = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}")
_check_url = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class Row:
    """One place as it was read. `facts`: by field of an entry, only what is known. Blocked: it cannot be used."""

    number: int
    facts: dict[str, Any] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_blocked: bool = False

    @property
    def name(self) -> str:
        """The place as people look for it in the file."""
        return str(self.facts.get("name") or self.facts.get("source_id", ""))

    @property
    def city(self) -> str:
        return str(self.facts.get("city", ""))

    def block(self, message: str) -> None:
        self.problems.append(message)
        self.is_blocked = True


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


Record = dict[str, Any]


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


def _named(rows: Iterable[Any]) -> list[Record]:
    """Each record by the standard names of its columns; what is no record is left out."""
    found = []
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
    pivot = _said(record, "pivot").replace(" ", "")
    if pivot.strip("0"):
        found, association = numbers.siret(pivot), numbers.rna(pivot)
        if found or association:
            row.facts["siret" if found else "rna"] = found or association
        else:
            row.problems.append(_("%(value)s is neither a SIRET nor an RNA number.") % {"value": pivot[:20]})
    row.facts["source"] = _said(record, "source")[:80] or "mednum"
    kinds = [code.upper() for code in _several(record.get("typologie"), ",")]
    row.facts["kind"] = next(
        (codes.TYPOLOGIES[code] for code in kinds if code in codes.TYPOLOGIES), codes.Kind.OTHER
    )
    for name, column in MEDNUM_LISTS.items():
        row.facts[name] = _known(row, column, record.get(column), codes.VOCABULARIES[name], _mednum_word)
    _keep(row, "parent", _said(record, "structure_parente"), 160)
    _keep(row, "summary", _said(record, "presentation_resume"), 280)
    _keep(row, "detail", _said(record, "presentation_detail"), 2000)
    _keep(row, "opening_hours", _said(record, "horaires"), 400)
    _keep(row, "other_labels", _said(record, "autres_formations_labels"), 240)
    _keep_url(row, "accessibility_url", _said(record, "fiche_acces_libre"))
    _keep_url(row, "booking_url", _said(record, "prise_rdv"))
    return row


def _structure(number: int, record: Record) -> Row:
    row = Row(number)
    _common(row, record)
    siret = _said(record, "siret")
    if siret and numbers.siret(siret):
        row.facts["siret"] = numbers.siret(siret)
    elif siret:
        row.problems.append(_("%(value)s is no SIRET.") % {"value": siret[:20]})
    row.facts["source"] = _said(record, "source")[:80]
    networks = _several(record.get("reseaux_porteurs"))
    row.facts["kind"] = next(
        (codes.NETWORKS[code] for code in networks if code in codes.NETWORKS), codes.Kind.OTHER
    )
    row.facts["programmes"] = [term.code for term in codes.PROGRAMMES if set(term.inclusion) & set(networks)]
    _keep(row, "detail", _said(record, "description"), 2000)
    _keep(row, "opening_hours", _said(record, "horaires_accueil"), 400)
    _keep_url(
        row, "accessibility_url", _said(record, "accessibilite_lieu") or _said(record, "fiche_acces_libre")
    )
    return row


def _common(row: Row, record: Record) -> None:
    """What both standards say in the same words."""
    name = _said(record, "nom").rstrip(".")
    if len(name) < 3:
        row.block(_("It has no name."))
    row.facts["name"] = name[:150]
    _keep(row, "source_id", _said(record, "id"), 160)
    on = _day(_said(record, "date_maj"))
    if on is None:
        row.block(_("date_maj is missing or no date: nobody could tell which is newer."))
    else:
        row.facts["updated_on"] = on.isoformat()
    _keep(row, "city", _said(record, "commune"), 80)
    _keep(row, "address", _said(record, "adresse"), 240)
    _keep(row, "address_more", _said(record, "complement_adresse"), 160)
    _keep_matching(row, "postal_code", record, "code_postal", r"\d{5}")
    _keep_matching(row, "city_code", record, "code_insee", r"(?:[013-9]\d|2[AB1-9])\d{3}")
    _keep_degrees(row, record)
    _keep_telephone(row, _said(record, "telephone"))
    for email in _several(record.get("courriels"), ","):
        if _is_valid(validate_email, email):
            row.facts["email"] = email.lower()
            break
    else:
        if _said(record, "courriels"):
            row.problems.append(_("%(column)s: no e-mail address in it.") % {"column": "courriels"})
    _keep_url(row, "website", next(iter(_several(record.get("site_web"))), ""))


def _merged(records: Iterable[Record]) -> list[Row]:
    """Services together, one row for each structure: what it offers, for whom, how and where."""
    found: dict[tuple[str, str], Row] = {}
    for number, record in enumerate(records, 2):
        key = (_said(record, "source")[:80], _said(record, "structure_id")[:160])
        row = found.setdefault(key, Row(number, {"source": key[0], "source_id": key[1]}))
        if not key[1]:
            row.block(_("It names no structure."))
        on = _day(_said(record, "date_maj"))
        if on:
            row.facts["updated_on"] = max(row.facts.get("updated_on", ""), on.isoformat())
        for name, words in _of_service(row, record).items():
            row.facts[name] = list(dict.fromkeys([*row.facts.get(name, []), *words]))
        row.areas += [code for code in _several(record.get("zone_eligibilite")) if code not in row.areas]
        _keep_url(row, "booking_url", _said(record, "lien_mobilisation"))
    for row in found.values():
        if "updated_on" not in row.facts and not row.is_blocked:
            row.block(_("date_maj is missing or no date: nobody could tell which is newer."))
    return list(found.values())


def _of_service(row: Row, record: Record) -> dict[str, list[str]]:
    themes = set(_several(record.get("thematiques")))
    offered = [
        service for theme, services in codes.THEMES.items() if theme in themes for service in services[:1]
    ]
    offered += [codes.OLDER_THEMES[theme] for theme in themes if theme in codes.OLDER_THEMES]
    return {
        "services": sorted(offered),
        "publics": _known(row, "publics", record.get("publics"), codes.PUBLICS, _inclusion_word),
        "fees": _known(row, "frais", record.get("frais"), codes.FEES, _inclusion_word),
        "access": _known(
            row, "modes_mobilisation", record.get("modes_mobilisation"), codes.ACCESS, _inclusion_word
        ),
        "support": ["remote"] if "a-distance" in _several(record.get("modes_accueil")) else [],
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


Word = Callable[[codes.Term], Iterable[str]]


def _mednum_word(term: codes.Term) -> Iterable[str]:
    return (term.mednum,)


def _inclusion_word(term: codes.Term) -> Iterable[str]:
    return term.inclusion


def _known(row: Row, column: str, value: Any, terms: Iterable[codes.Term], word: Word) -> list[str]:
    """The codes of a list of words; a word nobody knows is named and left out. The first term of a word is meant."""
    by_word: dict[str, str] = {}
    for term in terms:
        for text in word(term):
            by_word.setdefault(_folded(text), term.code)
    by_word.pop("", None)
    found = []
    for text in _words(value, by_word):
        code = by_word.get(_folded(text)) or by_word.get(_folded(text.split(" : ")[0]))
        if code is None:
            row.problems.append(
                _("%(column)s: “%(value)s” is not a word of the standard.")
                % {"column": column, "value": text[:60]}
            )
        elif code not in found:
            found.append(code)
    return found


def _words(value: Any, known: Mapping[str, str]) -> list[str]:
    """Between bars; between commas where somebody wrote commas and the whole is no word."""
    return [
        part
        for text in _several(value)
        for part in (
            [text] if _folded(text) in known or "," not in text else [one.strip() for one in text.split(",")]
        )
    ]


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").casefold().split())


def _several(value: Any, others: str = "") -> list[str]:
    """A list, or a text with bars (a JSON list in a cell of a CSV too)."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = value.strip()[1:-1]
    if isinstance(value, list):
        return [str(one).strip() for one in value if str(one).strip()]
    text = str(value or "")
    for other in others:
        text = text.replace(other, "|")
    return [one.strip() for one in text.split("|") if one.strip()]


def _said(record: Record, column: str) -> str:
    """A text on one line, without signs a spreadsheet would compute or a page would hide."""
    value = record.get(column)
    text = "" if value is None or isinstance(value, list | dict) else str(value)
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split()).lstrip("=@")


def _day(text: str) -> date | None:
    for pattern, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10)):
        try:
            found = datetime.strptime(text[:length], pattern).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
        return found if found.year >= 2000 else None
    return None


def _keep(row: Row, name: str, value: str, most: int) -> None:
    if value:
        row.facts[name] = value[:most]


def _keep_matching(row: Row, name: str, record: Record, column: str, pattern: str) -> None:
    value = _said(record, column).upper()
    if value.isdigit() and len(value) == 4:
        value = f"0{value}"  # a spreadsheet took the zero off
    if re.fullmatch(pattern, value, re.ASCII):
        row.facts[name] = value
    elif value:
        row.problems.append(
            _("%(column)s: “%(value)s” is not of its form.") % {"column": column, "value": value[:20]}
        )


def _keep_degrees(row: Row, record: Record) -> None:
    try:
        latitude, longitude = (
            Decimal(_said(record, name).replace(",", ".")) for name in ("latitude", "longitude")
        )
    except InvalidOperation:
        return
    if -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude):
        row.facts |= {"latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}"}


def _keep_telephone(row: Row, text: str) -> None:
    digits = re.sub(r"[\s.\-()]", "", text)
    if re.fullmatch(r"0\d{9}", digits):
        digits = f"+33{digits[1:]}"
    elif digits.startswith("33") and len(digits) == 11:
        digits = f"+{digits}"
    if TELEPHONE.fullmatch(digits):
        row.facts["telephone"] = digits
    elif text:
        row.problems.append(
            _("%(column)s: “%(value)s” is not of its form.") % {"column": "telephone", "value": text[:20]}
        )


def _keep_url(row: Row, name: str, value: str) -> None:
    if value and len(value) <= 400 and _is_valid(_check_url, value):
        row.facts[name] = value
    elif value:
        row.problems.append(_("“%(value)s” is no address of a page.") % {"value": value[:60]})


def _is_valid(check: Callable[[str], None], value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True
