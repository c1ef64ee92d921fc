"""Reads a stock sheet: the list a workshop kept before it moved in here, or the file our own list of devices gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

from donors.models import Sheet
from donors.sheets import ColumnMatch, Reading, Row, read, stored, values, words
from inventory import codes, queries
from inventory.states import GRADES, Stage
from inventory.workflow import Entry, Item, items_of

# What a stock sheet tells beside the fields of a donor's list, under its usual titles.
TITLES = {
    "stage": "Statut|Status|Étape|Stage|Etat stock|Avancement|State|Status name",
    "received": "Reçu le|Date de réception|Date réception|Received on|createdAt|Date d'entrée",
    "left": "Date de distribution|Date de remise|Date de départ|Parti le|Partie le|Date de sortie|Sortie|Remis le|Distribué le|updatedAt",
    "place": "Lieu|Emplacement|Place|Stock location|Carton|Étagère",
    "weight": "Poids|Poids (kg)|Weight|Weight (kg)",
    "grade": "Grade|Grade esth.|Grade esthétique|Grade cosmétique",
}
_ROLE_OF = {words.key(title): role for role, titles in TITLES.items() for title in titles.split("|")}

_OWN_NUMBER = words.key("idMaterielReconditionneur")  # of tec.tech: no condition, whatever its letters say

# Status words of tec.tech, BOLC, GLPI, Snipe-IT and of stock sheets, and where each leaves a device. What is neither
# fit for use nor gone waits for the workshop to decide, at visual sorting.
_SAID = {
    Stage.RECEIVED: "A_TRAITER|à traiter|en attente|pending|nouveau|à tester|reçu|en réception",
    Stage.TRIAGE: "NON_REEMPLOYABLE|HS|hors service|broken - not fixable|à recycler|archived|réformé",
    Stage.AUDIT: "en audit|audité",
    Stage.ERASURE: "à effacer|en effacement",
    Stage.REPAIR: "en réparation|out for repair|out for diagnostics|en panne|attente pièce|en attente de pièce",
    Stage.SETUP: "EN_COURS_DE_TRAITEMENT|en cours|en reconditionnement|reconditionnement|effacé|testé",
    Stage.READY: "PRET_A_COMMANDER|PRET_A_DISTRIBUER|EN_COURS_DE_LIVRAISON|prêt|prêt à vendre|reconditionné|disponible|"
    "ready to deploy|en stock|deployable|in stock|available",
    Stage.RESERVED: "réservé|commandé|requested",
    Stage.HANDED_OVER: "DISTRIBUE|remis|vendu|donné|livré|deployed|sorti",
    Stage.AFTER_SALES: "SAV|retour SAV|garantie",
    Stage.RECYCLED: "recyclé|D3E|DEEE|mis au rebut|rebut|détruit",
    Stage.LOST: "perdu|volé|lost|stolen|lost/stolen",
    Stage.RETURNED_TO_DONOR: "rendu au donateur|restitué",
}


@dataclass(frozen=True, slots=True)
class Stock:
    """A stock sheet as read. `entries` come row by row, those with problems left out."""

    reading: Reading
    mapping: Mapping[
        int, str
    ]  # how its columns are read, where that is not what a donor's list would mean by them
    entries: tuple[tuple[Entry, ...], ...]
    unknown_statuses: Mapping[str, int]  # words nobody knows here, and in how many rows

    def as_json(self) -> dict[str, Any]:
        """What `reuse import-stock --json` says of the sheet."""
        stages = Counter(entry.stage.value for row in self.entries for entry in row)
        return {
            **self.reading.as_json(),
            "stages": dict(sorted(stages.items())),
            "unknown_statuses": dict(self.unknown_statuses),
        }


def read_stock(
    path: Path,
    *,
    name: str = "",
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    titles: int | None = None,
    default: Stage = Stage.RECEIVED,
    said: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
) -> Stock:
    """The devices of a stock sheet.

    `mapping` and `titles`: what a person said of its columns and the row of their titles; without one they are read as usual, or as `memory` (title → meaning)
    tells. `said`: what a person said of its status words. `default`: where a device stands when nothing tells.
    """
    reading = read(path, name=name, mapping=mapping, sheet=sheet, titles=titles)
    if mapping is None:
        mapping = _proposed(reading, memory or {})
        reading = read(path, name=name, mapping=mapping, sheet=sheet, titles=titles) if mapping else reading
    reading = replace(reading, matches=_with_roles(reading.matches, mapping))
    if reading.refused:
        return Stock(reading, mapping, (), {})
    ours, unknown = _ours(reading.headers), Counter[str]()
    roles = {code: index for index, code in ours.items()} or _roles(mapping)
    shape = _Shape(roles, bool(ours), default, _keyed(said or {}))
    ready = [row for row in reading.rows if row.is_ready]
    entries = tuple(
        tuple(_entry(item, row, shape, unknown) for item in items)
        for row, items in zip(ready, items_of(reading.rows), strict=True)
    )
    return Stock(reading, mapping, entries, dict(unknown.most_common()))


def _proposed(reading: Reading, memory: Mapping[str, str]) -> dict[int, str]:
    """What the columns mean in a stock sheet, where a donor's list would mean something else by them."""
    if ours := _ours(reading.headers):
        return {
            index: code if code in TITLES else queries.COLUMN_OF[code].reads for index, code in ours.items()
        }
    known = {match.index: memory[match.header] for match in reading.matches if memory.get(match.header)}
    if reading.refused:  # only what a person has said makes a list of it
        return known
    found: dict[int, str] = {}
    for match in reading.matches:
        key = words.key(match.header)
        if key in _ROLE_OF and _ROLE_OF[key] not in found.values():
            found[match.index] = _ROLE_OF[key]
        elif key in _ROLE_OF:
            found[match.index] = "extra"
        elif key == _OWN_NUMBER:
            found[match.index] = "refurbisher_id"
        elif match.field == "location":
            found[match.index] = "place"
    return found | known


def _with_roles(matches: Sequence[ColumnMatch], mapping: Mapping[int, str]) -> tuple[ColumnMatch, ...]:
    """The columns, those told apart that only a stock sheet has."""
    at = {index: role for role, index in _roles(mapping).items()}
    return tuple(
        replace(match, field=at[match.index], confidence=100) if match.index in at else match
        for match in matches
    )


def _roles(mapping: Mapping[int, str]) -> dict[str, int]:
    """Which column tells the stage, the place…: the first that is said to."""
    found: dict[str, int] = {}
    for index, role in sorted(mapping.items()):
        if role in TITLES:
            found.setdefault(role, index)
    return found


def _keyed(said: Mapping[str, str]) -> dict[str, Stage]:
    return {words.key(word): Stage(stage) for word, stage in said.items()}


@cache
def _stages() -> dict[str, Stage]:
    """Every word for a stage, folded, in any language of ours."""
    known = {words.key(word): stage for stage, said in _SAID.items() for word in said.split("|")}
    for language in ("fr", "en"):
        with translation.override(language):
            known |= {words.key(str(stage.label)): stage for stage in Stage}
    return known | {words.key(stage.value): stage for stage in Stage}


@cache
def _titles() -> dict[str, str]:
    """Our own column titles, folded, in any language of ours → the column's code."""
    known: dict[str, str] = {}
    for language in ("fr", "en"):
        with translation.override(language):
            known |= {words.key(str(column.label)): column.code for column in queries.COLUMNS}
    return known


def _ours(headers: Sequence[str]) -> dict[int, str]:
    """The columns of a file of ours, which always begins with the code; none in another's."""
    found = {
        index: _titles()[words.key(header)]
        for index, header in enumerate(headers)
        if words.key(header) in _titles()
    }
    return found if found.get(0) == "code" and len(found) == len(list(filter(None, headers))) else {}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What holds for all rows: which column tells what, and whether the file is one of ours."""

    roles: Mapping[str, int]
    is_ours: bool
    default: Stage
    said: Mapping[str, Stage]


def _entry(item: Item, row: Row, shape: _Shape, unknown: Counter[str]) -> Entry:
    cells = {
        role: words.tidy(row.raw[index]) if index < len(row.raw) else ""
        for role, index in shape.roles.items()
    }
    description = dict(item.description)
    if (grade := cells.get("grade", "").upper()) in GRADES:
        description["grade"] = grade
    if shape.is_ours:
        description |= _exact(cells)
    elif (percent := values.number(str(item.extra.get("battery", "")).rstrip("% "))) and 0 < percent <= 100:
        description["battery_percent"] = int(percent)
    return Entry(
        item=replace(item, description=description, extra={} if shape.is_ours else item.extra),
        stage=_stage(cells.get("stage", ""), shape, unknown),
        code=(codes.parse(cells["code"]) or "") if shape.is_ours and cells.get("code") else "",
        weight_g=_scaled(cells.get("weight", ""), 1000),
        received_on=_day(cells.get("received", "")),
        left_on=_day(cells.get("left", "")),
        place=cells.get("place", ""),
    )


def _exact(cells: Mapping[str, str]) -> dict[str, Any]:
    """What a file of ours says of a device, to the letter."""
    text = {"maker": "manufacturer", "model": "model", "cpu": "cpu", "screen": "screen", "comment": "comment"}
    sizes = {"ram": ("ram_mb", 1024), "storage": ("storage_gb", 1), "battery": ("battery_percent", 1)}
    found: dict[str, Any] = {field: cells[code] for code, field in text.items() if cells.get(code)}
    for code, (field, scale) in sizes.items():
        if (number := _scaled(cells.get(code, ""), scale)) is not None:
            found[field] = number
    return found


def _stage(said: str, shape: _Shape, unknown: Counter[str]) -> Stage:
    if words.is_nothing(said):
        return shape.default
    key = words.key(said)
    stage = shape.said.get(key) or _stages().get(key)
    if stage is None:
        unknown[said[:60]] += 1
    return stage or shape.default


def _scaled(cell: str, scale: int) -> int | None:
    number = values.number(cell.lower().replace("kg", ""))
    if number is None or not 0 < number * scale < 2**31:
        return None
    return int((number * scale).to_integral_value(ROUND_HALF_UP))


def _day(cell: str) -> date | None:
    return values.day(cell) if cell else None


def read_kept(sheet: Sheet) -> Stock:
    """The reading of a stock sheet that was kept. FileNotFoundError when retention has removed the original."""
    with stored.original(sheet) as path:
        return read_stock(
            path,
            name=sheet.name,
            mapping={int(index): field for index, field in sheet.mapping.items()},
            sheet=sheet.sheet_name or None,
            titles=sheet.summary.get("titles"),
            default=Stage(sheet.summary.get("stage", Stage.RECEIVED)),
            said=sheet.summary.get("said"),
        )
