"""Reads a CSV file of totals that partners declare, one a row; says of each row what cannot be read. Guesses nothing."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from reuse.accounts import numbers
from reuse.core.communes import folded
from reuse.core.models import DeviceType
from reuse.core.tables import Cell, unguarded
from reuse.reports.codes import Area
from reuse.reports.models import Target
from reuse.reports.sheets import areas
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
_COLLECTED = {"collectes", "recus", "collected", "received", "devices received", "appareils recus"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The totals, and the sentences that say why a row is none. A file is `refused` whole when it is no list."""

    said: Sequence[Said] = ()
    problems: Sequence[tuple[int, str]] = ()
    refused: str = ""


class _Unread(Exception):
    """A cell that cannot be read, in a sentence."""


def read(content: bytes, *, today: date) -> Reading:
    """The rows of the file, or why there are none."""
    if len(content) > MOST_BYTES:
        return Reading(refused=_("This file is too large: 2 MB at most."))
    try:
        rows = list(_records(content))
    except (UnicodeDecodeError, csv.Error):
        return Reading(refused=_("This file is no CSV that can be read."))
    known = set(rows[0][1]) if rows else set()
    if missing := [COLUMNS[name][0] for name in _NEEDED if name not in known]:
        return Reading(refused=_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
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
        except _Unread as unread:
            problems.append((number, str(unread)))
    return Reading(said, problems)


def empty_file() -> Iterator[list[Cell]]:
    """The columns, and one row as an example."""
    yield [names[0] for names in COLUMNS.values()]
    yield ["Association d’exemple", "", "2026-01-01", "2026-06-30", "laptop", 12, "38", "2026-07-02", "remis"]


def _records(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    separator = max(";,\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    called = {word: name for name, words in COLUMNS.items() for word in words}
    names = [called.get(folded(cell), "") for cell in next(reader, [])]
    for number, cells in enumerate(reader, 2):
        row = {name: unguarded(cell).strip() for name, cell in zip(names, cells, strict=False) if name}
        if any(row.values()):
            yield number, row


def _said(row: Mapping[str, str], kinds: Mapping[str, DeviceType], today: date) -> Said:
    if not row["organisation"]:
        raise _Unread(_("No organisation is named."))
    siret = numbers.siret(row.get("siret", "")) if row.get("siret") else ""
    if siret is None:
        raise _Unread(_("A SIRET has 14 digits, and its own check digit."))
    return Said(
        organisation=row["organisation"][:120],
        siret=siret,
        counts=(
            Target.Counts.COLLECTED
            if folded(row.get("counts", "")) in _COLLECTED
            else Target.Counts.HANDED_OVER
        ),
        since=_day(row["since"]),
        until=_day(row["until"]),
        quantity=_quantity(row["quantity"]),
        declared_on=_day(row["declared_on"]) if row.get("declared_on") else today,
        type=_kind(row.get("type", ""), kinds),
        area=_area(row.get("area", "")),
    )


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    raise _Unread(_("“%(text)s” is no day: write 2026-01-31 or 31/01/2026.") % {"text": text[:40]})


def _quantity(text: str) -> int:
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:12]) <= 100_000_000:
        raise _Unread(_("“%(text)s” is no quantity.") % {"text": text[:40]})
    return int(digits)


def _kind(text: str, kinds: Mapping[str, DeviceType]) -> DeviceType | None:
    if text and folded(text) not in kinds:
        raise _Unread(_("“%(text)s” is no type known here.") % {"text": text[:40]})
    return kinds[folded(text)] if text else None


def _area(text: str) -> Area | None:
    found = areas.one(text) if text else None
    if text and found is None:
        raise _Unread(_("No territory has this code: %(codes)s.") % {"codes": text[:40]})
    return found
