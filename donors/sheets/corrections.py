"""Writes what a donor fills in or corrects: an empty template, and the rows with problems, guarded against formulas."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from donors.sheets.headers import field_of, is_ours
from donors.sheets.reading import ColumnMatch, Reading, Row

TEMPLATE = (
    "Type", "Marque", "Modèle", "Numéro de série", "IMEI", "N° inventaire", "Quantité", "Processeur", "RAM (Go)",
    "Stockage (Go)", "Type de disque", "Taille écran", "Batterie", "État", "Année", "Système d'exploitation", "Commentaire",
)  # fmt: skip
_CANONICAL = {field_of(header)[0]: header for header in TEMPLATE}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_template(path: Path) -> None:
    """Write the empty list a donor may fill in."""
    _write(path, [TEMPLATE])


def write_corrections(reading: Reading, path: Path) -> None:
    """Write the rows with blocking problems and, last, what to correct in each."""
    matches = [
        match
        for match in reading.matches
        if match.header and not match.is_person and not is_ours(match.header)
    ]
    has_type = "type" in reading.columns
    header = [*([] if has_type else ["Type"]), *map(_header, matches), _("problem")]
    _write(
        path, [header, *(_line(row, matches, has_type=has_type) for row in reading.rows if not row.is_ready)]
    )


def _line(row: Row, matches: Sequence[ColumnMatch], *, has_type: bool) -> list[str]:
    cells = [row.raw[match.index] if match.index < len(row.raw) else "" for match in matches]
    told = "" if row.values["type"] == "other" else str(row.values["type"])
    problems = " ".join(problem.message for problem in row.problems)
    return [*([] if has_type else [told]), *cells, problems]


def _header(match: ColumnMatch) -> str:
    """Return the donor's header, or ours where theirs alone would not be understood again."""
    if match.field and field_of(match.header)[0] != match.field:
        return _CANONICAL.get(match.field, match.header)
    return match.header


def _write(path: Path, lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([_guarded(cell) for cell in line] for line in lines)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
