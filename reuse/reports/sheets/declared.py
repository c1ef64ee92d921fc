"""Reads a CSV file of totals that partners declare, one a row; says of each row what cannot be read. Guesses nothing."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.core.communes import folded
from reuse.core.models import DeviceType
from reuse.core.tables import Cell, unguarded
from reuse.reports.codes import Area
from reuse.reports.models import Target
from reuse.reports.sheets import areas
from reuse.reports.sheets.cells import Unread, day, quantity
from reuse.reports.workflow.declared import MOST_ROWS, Said

MOST_BYTES = 2_000_000
# How the columns may be called, folded; the first is what the empty file says.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("organisme", "organisation", "structure", "partenaire"),
    "siret": ("siret",),
    "since": ("du", "debut", "premier jour", "from", "since"),
    "until": ("au", "fin", "dernier jour", "to", "until"),
    "type": ("type", "type d appareil", "device type"),
    "quantity": ("quantite", "nombre", "quantity", "appareils"),
    "area": ("territoire", "territory", "code"),
    "declared_on": ("declare le", "date de declaration", "declared on"),
    "counts": ("compte", "ce qui est compte", "counts"),
}
_NEEDED = ("organisation", "since", "until", "quantity")
# What the column of what is counted may say, folded; nothing said: handed over.
_COUNTED: Mapping[str, Target.Counts] = {
    word: counts
    for counts, words in (
        (Target.Counts.HANDED_OVER, ("", "remis", "appareils remis", "handed over", "devices handed over")),
        (Target.Counts.COLLECTED, ("collecte", "collectes", "recu", "recus", "appareils recus")),
        (Target.Counts.COLLECTED, ("collected", "received", "devices received")),
    )
    for word in words
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The totals, and the sentences that say why a row is none. A file is `refused` whole when it is no list."""

    said: Sequence[Said] = ()
    problems: Sequence[tuple[int, str]] = ()
    refused: str = ""


def read(content: bytes, *, today: date) -> Reading:
    """The rows of the file, or why there are none."""
    if len(content) > MOST_BYTES:
        return Reading(refused=_("This file is too large: 2 MB at most."))
    try:
        known, rows = _records(content)
    except (UnicodeDecodeError, csv.Error):
        return Reading(refused=_("This file is no CSV that can be read."))
    if missing := [COLUMNS[name][0] for name in _NEEDED if name not in known]:
        return Reading(refused=_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    if not rows:
        return Reading(refused=_("No line of this file says anything."))
    if len(rows) > MOST_ROWS:
        return Reading(refused=_("This file has too many rows: %(count)d at most.") % {"count": MOST_ROWS})
    kinds = {
        folded(word): kind
        for kind in DeviceType.objects.all()
        for word in (kind.code, *kind.label.values(), *kind.plural.values())
    }
    said, problems = [], []
    for number, row in rows:
        try:
            said.append(_said(row, kinds, today))
        except Unread as unread:
            problems.append((number, str(unread)))
    return Reading(said, problems)


def empty_file() -> Iterator[list[Cell]]:
    """The columns, and one row as an example."""
    yield [names[0] for names in COLUMNS.values()]
    yield ["Association d’exemple", "", "2026-01-01", "2026-06-30", "laptop", 12, "38", "2026-07-02", "remis"]


def _records(content: bytes) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns that are known, and the lines that say something; a cell that a short line leaves out is empty."""
    if b"\0" in content:
        raise csv.Error  # a workbook, or UTF-16: no text a database keeps
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    separator = max(";,\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    called = {word: name for name, words in COLUMNS.items() for word in words}
    names = [called.get(folded(cell), "") for cell in next(reader, [])]
    rows = []
    for number, cells in enumerate(reader, 2):
        told = zip_longest(names, cells[: len(names)], fillvalue="")
        row = {name: unguarded(cell).strip() for name, cell in told if name}
        if any(row.values()):
            rows.append((number, row))
    return names, rows


def _said(row: Mapping[str, str], kinds: Mapping[str, DeviceType], today: date) -> Said:
    if not row["organisation"]:
        raise Unread(_("No organisation is named."))
    siret = numbers.siret(row.get("siret", "")) if row.get("siret") else ""
    if siret is None:
        raise Unread(_("A SIRET has 14 digits, and its own check digit."))
    return Said(
        organisation=row["organisation"][:120],
        siret=siret,
        counts=_counts(row.get("counts", "")),
        since=day(row["since"]),
        until=day(row["until"]),
        quantity=quantity(row["quantity"]),
        declared_on=day(row["declared_on"]) if row.get("declared_on") else today,
        type=_kind(row.get("type", ""), kinds),
        area=_area(row.get("area", "")),
    )


def _counts(text: str) -> Target.Counts:
    if folded(text) not in _COUNTED:
        raise Unread(
            _("“%(text)s” is not what is counted: write “remis” or “collectés”.") % {"text": text[:40]}
        )
    return _COUNTED[folded(text)]


def _kind(text: str, kinds: Mapping[str, DeviceType]) -> DeviceType | None:
    if text and folded(text) not in kinds:
        raise Unread(_("“%(text)s” is no type known here.") % {"text": text[:40]})
    return kinds[folded(text)] if text else None


def _area(text: str) -> Area | None:
    found = areas.one(text) if text else None
    if text and found is None:
        raise Unread(_("No territory has this code: %(codes)s.") % {"codes": text[:40]})
    return found
