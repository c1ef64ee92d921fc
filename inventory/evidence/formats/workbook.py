"""Emmaüs audit workbooks: recognised by their headers; a workbook of one device is its audit, of several a list."""

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineWorkbook

from donors.sheets import archives
from donors.sheets.refusal import Refused
from inventory.evidence import measures, placeholders
from inventory.evidence.device_types import type_of
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format, refused
from inventory.evidence.source import Source, Unreadable
from inventory.evidence.storage import Disk, interface_of, kind_of
from reuse.core.sentences import sentence as _

MOST_ROWS, MOST_SHEETS = 5000, 20
HEADERS = {"numerolot", "identifiantunique", "gradeesth"}
Row = dict[str, str]


def recognise(source: Source) -> bool:
    return _rows(source) is not None


def parse(source: Source) -> Findings:
    rows = _rows(source) or []
    if len(rows) != 1:
        return refused(
            _("This audit workbook lists %(count)d devices: import it as a list.") % {"count": len(rows)}
        )
    row = rows[0]
    device = DeviceFacts.as_read(
        manufacturer=row.get("constructeur") or row.get("marque"),
        model=row.get("model") or row.get("modele"),
        serial=row.get("nserie"),
        imei=row.get("imei") or row.get("imei1"),
        type=type_of(row.get("typemateriel"), "smartphone" if row.get("imei") else None),
    )
    specs = Specs(
        cpu=placeholders.real_text(row.get("processeur")),
        ram_mb=_megabytes(row.get("ram")),
        screen_inches=measures.inches(row.get("ecran") or row.get("tailleecran")),
        battery_health=measures.percent(row.get("etatbatterie")),
    )
    return Findings(device=device, specs=specs, disks=tuple(_disks(row)))


def refuse(source: Source) -> Findings:
    return refused(
        _(
            "This workbook is neither an inventory nor an erasure report; a list of devices is imported elsewhere."
        )
    )


def _rows(source: Source) -> list[Row] | None:
    """The filled rows below the header, None when no sheet has the audit's headers."""
    for sheet in _sheets(source.content):
        for number, cells in enumerate(sheet[:10]):
            names = [_key(str(cell)) for cell in cells]
            if {name[:17] for name in names} >= HEADERS:
                rows = [dict(zip(names, map(_text, line), strict=False)) for line in sheet[number + 1 :]]
                return [
                    row
                    for row in rows
                    if row.get("nserie") or row.get("imei") or row.get("identifiantunique")
                ]
    return None


def _sheets(content: bytes) -> Iterator[list[list[Any]]]:
    """The first rows of each sheet. What would exhaust the machine is refused before the parser makes room for it."""
    try:
        if content.startswith(b"PK"):
            archives.check(io.BytesIO(content))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names[:MOST_SHEETS]:
            yield book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS)
    except Refused as refusal:
        raise Unreadable(str(refusal)) from refusal
    except BaseException as error:
        # A damaged file can make the parser panic, which PyO3 raises outside Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Unreadable(_("The workbook is damaged or protected by a password.")) from error


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(c for c in plain if c.isalnum())


def _text(cell: object) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _megabytes(text: str | None) -> int | None:
    size = measures.size_in_bytes(text, binary=True, unit="gib")
    return measures.ram_megabytes(size / 2**20) if size else None


def _disks(row: Row) -> list[Disk]:
    disks = []
    for number in ("1", "2", ""):
        size = row.get(f"tailledisque{number}") or (row.get("taillestockage") if not number else None)
        kind = row.get(f"typedisque{number}")
        if size or kind:
            bytes_ = measures.size_in_bytes(size, unit="gb")
            disks.append(
                Disk(size=bytes_, interface=interface_of(kind), kind=kind_of(model=kind) or _spinning(kind))
            )
    return disks


def _spinning(kind: str | None) -> str | None:
    return "hdd" if kind and "hdd" in kind.lower() else None


FORMATS = (
    Format("emmaus-audit", "workbook", recognise, parse),
    Format("unknown", "workbook", lambda _source: True, refuse),
)
