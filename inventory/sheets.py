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
from donors.sheets import Reading, Row, read, stored, values, words
from inventory import codes, queries
from inventory.states import GRADES, Stage
from inventory.workflow import Entry, Item, items_of
from reuse.core.tables import unguarded

_STATUS = frozenset(
    map(words.key, ("Statut", "Status", "Étape", "Stage", "Etat stock", "Avancement", "State", "Status name"))
)
_RECEIVED = frozenset(
    map(
        words.key,
        ("Reçu le", "Date de réception", "Date réception", "Received on", "createdAt", "Date d'entrée"),
    )
)
_LEFT = frozenset(
    map(
        words.key,
        ("Date de distribution", "Date de sortie", "Sortie", "Remis le", "Distribué le", "updatedAt"),
    )
)
_PLACE = frozenset(map(words.key, ("Lieu", "Emplacement", "Place", "Stock location", "Carton", "Étagère")))
_WEIGHT = frozenset(map(words.key, ("Poids", "Poids (kg)", "Weight", "Weight (kg)")))
_GRADE = frozenset(map(words.key, ("Grade", "Grade esth.", "Grade esthétique", "Grade cosmétique")))

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


def mapping_of(reading: Reading) -> dict[int, str]:
    """What a stock sheet's columns are read as, where that is not what a donor's list would mean by them."""
    if ours := _ours(reading.headers):
        return {index: queries.COLUMN_OF[code].reads for index, code in ours.items()}
    kept = _STATUS | _RECEIVED | _LEFT | _PLACE | _WEIGHT | _GRADE
    found = {index: "extra" for index, header in enumerate(reading.headers) if words.key(header) in kept}
    own_number = words.key("idMaterielReconditionneur")  # of tec.tech: no condition, whatever its letters say
    refurbishers = {
        index: "refurbisher_id"
        for index, header in enumerate(reading.headers)
        if words.key(header) == own_number
    }
    return found | refurbishers


def read_stock(
    path: Path,
    *,
    name: str = "",
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    default: Stage = Stage.RECEIVED,
) -> Stock:
    """The devices of a stock sheet. `default`: where a device stands when the sheet does not say."""
    reading = read(path, name=name, mapping=mapping, sheet=sheet)
    if mapping is None and (found := mapping_of(reading)):
        reading = read(path, name=name, mapping=found, sheet=sheet)
    if reading.refused:
        return Stock(reading, (), {})
    ours, unknown = _ours(reading.headers), Counter[str]()
    shape = _Shape(_roles(reading.headers, ours), bool(ours), reading.separator is not None, default)
    ready = [row for row in reading.rows if row.is_ready]
    entries = tuple(
        tuple(_entry(item, row, shape, unknown) for item in items)
        for row, items in zip(ready, items_of(reading.rows), strict=True)
    )
    return Stock(reading, entries, dict(unknown.most_common()))


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


def _roles(headers: Sequence[str], ours: Mapping[int, str]) -> dict[str, int]:
    """Which column tells the stage, the place…: by our own title, else by the first usual one."""
    if ours:
        return {code: index for index, code in ours.items()}
    named = {
        "stage": _STATUS,
        "received": _RECEIVED,
        "left": _LEFT,
        "place": _PLACE,
        "weight": _WEIGHT,
        "grade": _GRADE,
    }
    found: dict[str, int] = {}
    for role, titles in named.items():
        at = [index for index, header in enumerate(headers) if words.key(header) in titles]
        if at:
            found[role] = at[0]
    return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """What holds for all rows: which column tells what, and whether the file is one of ours."""

    roles: Mapping[str, int]
    is_ours: bool
    is_csv: bool
    default: Stage


def _entry(item: Item, row: Row, shape: _Shape, unknown: Counter[str]) -> Entry:
    cells = {
        role: words.tidy(row.raw[index]) if index < len(row.raw) else ""
        for role, index in shape.roles.items()
    }
    description = dict(item.description)
    if (grade := cells.get("grade", "").upper()) in GRADES:
        description["grade"] = grade
    if shape.is_ours:
        description |= _exact(cells, is_guarded=shape.is_csv)
    elif (percent := values.number(str(item.extra.get("battery", "")).rstrip("% "))) and 0 < percent <= 100:
        description["battery_percent"] = int(percent)
    return Entry(
        item=replace(item, description=description, extra={} if shape.is_ours else item.extra),
        stage=_stage(cells.get("stage", ""), shape.default, unknown),
        code=(codes.parse(cells["code"]) or "") if shape.is_ours and cells.get("code") else "",
        weight_g=_scaled(cells.get("weight", ""), 1000),
        received_on=_day(cells.get("received", "")),
        left_on=_day(cells.get("left", "")),
        place=cells.get("place", ""),
    )


def _exact(cells: Mapping[str, str], *, is_guarded: bool) -> dict[str, Any]:
    """What a file of ours says of a device, to the letter; in a CSV, texts like formulas stand behind an apostrophe."""
    text = {"maker": "manufacturer", "model": "model", "cpu": "cpu", "screen": "screen", "comment": "comment"}
    sizes = {"ram": ("ram_mb", 1024), "storage": ("storage_gb", 1), "battery": ("battery_percent", 1)}
    found: dict[str, Any] = {
        field: unguarded(cell) if is_guarded else cell
        for code, field in text.items()
        if (cell := cells.get(code, ""))
    }
    for code, (field, scale) in sizes.items():
        if (number := _scaled(cells.get(code, ""), scale)) is not None:
            found[field] = number
    return found


def _stage(said: str, default: Stage, unknown: Counter[str]) -> Stage:
    if words.is_nothing(said):
        return default
    stage = _stages().get(words.key(said))
    if stage is None:
        unknown[said[:60]] += 1
    return stage or default


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
            default=Stage(sheet.summary.get("stage", Stage.RECEIVED)),
        )
