"""Places of a file become entries: each is matched with one we know, changed when the file is newer, never doubled."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.accounts.acting import Act
from reuse.accounts.models import User
from reuse.core.refusals import NotPermitted
from reuse.directory import files, queries
from reuse.directory.cells import Row
from reuse.directory.codes import Kind
from reuse.directory.models import Entry, ImportDraft
from reuse.directory.workflow.entries import area_of, set_areas

CHUNK = 500
KEPT = timedelta(days=1)
# What the organisation's own page says comes before what a file says.
_OURS = {"name", "siret", "rna", "address", "postal_code", "city", "kind", "parent"}


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(slots=True)
class Line:
    """A row and what becomes of it: the entry it is, the fields it changes."""

    row: Row
    outcome: Outcome
    entry: Entry | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    because: str = ""


def plan(reading: files.Reading) -> list[Line]:
    """What would become of each row; writes nothing."""
    known, met = _Known(), dict[int, int]()
    return [_line(row, known, met, reading.format) for row in reading.rows]


def take(*, reading: files.Reading) -> Counter[Outcome]:
    """Write what is new and what has changed, a chunk a transaction; run again, it changes nothing."""
    lines = plan(reading)
    for chunk in _chunks([line for line in lines if line.outcome in {Outcome.NEW, Outcome.CHANGED}]):
        with transaction.atomic():
            for line in chunk:
                _write(line)
    return Counter(line.outcome for line in lines)


def keep_draft(*, name: str, reading: files.Reading, by: User, at: datetime) -> ImportDraft:
    """The file as it was read, until somebody says yes."""
    return ImportDraft.objects.create(name=name[:200], rows=reading.as_json(), by=by, at=at)


def forget_drafts(now: datetime) -> None:
    """Files nobody answered for a day go."""
    ImportDraft.objects.filter(at__lt=now - KEPT).delete()


def take_draft(*, draft: ImportDraft, act: Act) -> Counter[Outcome]:
    """Yes: the places of the draft are written, and the draft goes."""
    if not queries.runs_directory(act.membership):
        raise NotPermitted(_("Your role does not allow this."))
    counts = take(reading=files.of_json(draft.rows))
    draft.delete()
    return counts


class _Known:
    """The entries there are, by what a row can be matched with."""

    def __init__(self) -> None:
        self.by_source: dict[tuple[str, str], Entry] = {}
        self.by_siret: dict[str, list[Entry]] = {}
        self.by_name: dict[tuple[str, str], Entry] = {}
        for entry in Entry.objects.prefetch_related("areas"):
            if entry.source_id:
                self.by_source[entry.source, entry.source_id] = entry
            if entry.siret:
                self.by_siret.setdefault(entry.siret, []).append(entry)
            self.by_name.setdefault((_folded(entry.name), _folded(entry.city)), entry)

    def find(self, facts: dict[str, Any]) -> Entry | None:
        """By the identifier of its source, by its SIRET (and name, where several share it), by name and town."""
        found = self.by_source.get((facts.get("source", ""), facts.get("source_id", "")))
        if found:
            return found
        name = _folded(facts.get("name", ""))
        same = self.by_siret.get(facts.get("siret", ""), [])
        named = [entry for entry in same if _folded(entry.name) == name]
        if named or len(same) == 1:
            return (named or same)[0]
        city = _folded(facts.get("city", ""))
        return self.by_name.get((name, city)) if name and city else None


def _line(row: Row, known: _Known, met: dict[int, int], kind: str) -> Line:
    if row.is_blocked:
        return Line(row, Outcome.REFUSED)
    entry = known.find(row.facts)
    if entry is None and kind == files.SERVICES:
        return Line(
            row, Outcome.REFUSED, because=_("Its structure is not known: import the structures first.")
        )
    key = id(entry) if entry else 0
    if entry and key in met:
        return Line(row, Outcome.REFUSED, because=_("The same place as row %(row)d.") % {"row": met[key]})
    if entry is None:
        fresh = Entry(**_values(row.facts))
        _remember(fresh, known)
        met[id(fresh)] = row.number
        return Line(row, Outcome.NEW, None, _values(row.facts))
    met[key] = row.number
    if date.fromisoformat(row.facts["updated_on"]) < entry.updated_on:
        return Line(row, Outcome.OLDER, entry)
    changes = _changes(entry, row)
    return Line(row, Outcome.CHANGED if changes else Outcome.SAME, entry, changes)


def _remember(entry: Entry, known: _Known) -> None:
    """A place that is new in this file: the next row that is the same is its twin."""
    if entry.source_id:
        known.by_source[entry.source, entry.source_id] = entry
    known.by_name.setdefault((_folded(entry.name), _folded(entry.city)), entry)


def _values(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as an entry holds them."""
    values = dict(facts)
    for name in ("latitude", "longitude"):
        if name in values:
            values[name] = Decimal(values[name])
    values["updated_on"] = date.fromisoformat(values["updated_on"])
    department = numbers.department_of(values.get("postal_code", ""))
    if department:
        values["department"] = department
    return values


def _changes(entry: Entry, row: Row) -> dict[str, Any]:
    """What the row says otherwise; what it does not say stays."""
    kept = {"source", "source_id"} if entry.source_id else set()
    if entry.organisation_id:
        kept |= {*_OURS, "department"}
    changes = {
        name: value
        for name, value in _values(row.facts).items()
        if name not in kept and value not in ("", [], None) and getattr(entry, name) != value
    }
    if changes.get("kind") == Kind.OTHER:
        del changes["kind"]
    if row.areas and _codes(row.areas) != {area.code for area in entry.areas.all()}:
        changes["areas"] = row.areas
    return changes


def _codes(areas: Iterable[str]) -> set[str]:
    return {area.code for text in areas if (area := area_of(text))}


def _write(line: Line) -> None:
    entry = line.entry or Entry()
    for name, value in line.changes.items():
        if name != "areas":
            setattr(entry, name, value)
    entry.save()
    if line.row.areas:
        set_areas(entry, [area for text in line.row.areas if (area := area_of(text))])


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())


def _chunks(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), CHUNK):
        yield lines[start : start + CHUNK]
