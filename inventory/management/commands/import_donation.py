"""`reuse import-donation FILE --donor SIRET`: reads a donor's list; with `--dry-run` it opens no database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from stdnum.fr import siren, siret

from donors import sheets

LA_POSTE = "356000000"


class Command(BaseCommand):
    help = "Announce the devices of a donor's spreadsheet (csv, xlsx, xls or ods)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--donor", required=True, metavar="SIRET", help="the 14 digits of the donor's SIRET"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and check only; opens no database")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON value")

    def handle(self, *, file: Path, donor: str, dry_run: bool, as_json: bool, **_options: Any) -> None:
        donor = siret.compact(donor)
        if not is_siret(donor):
            raise CommandError(f"{donor!r} is not a SIRET: 14 digits, the last a check digit.", returncode=2)
        reading = sheets.read(file)
        if reading.refused is None and not dry_run:
            announce(reading, donor=donor)
        self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False) if as_json else summary(reading))
        if reading.refused is not None:
            raise CommandError(reading.refused, returncode=1)


def announce(reading: sheets.Reading, *, donor: str) -> None:
    """Announce the ready rows as a donation of this donor."""
    raise CommandError(
        f"{reading.rows_ready} devices of {donor} are ready, and cannot be announced yet.", returncode=1
    )


def is_siret(text: str) -> bool:
    """Tell whether a SIRET is well formed; La Poste's establishments follow a rule of their own."""
    if len(text) == 14 and text.isascii() and text.isdigit() and text.startswith(LA_POSTE):
        return siret.is_valid(text) or sum(map(int, text)) % 5 == 0
    return bool(siret.is_valid(text) and siren.is_valid(text[:9]))


def summary(reading: sheets.Reading) -> str:
    """Return what a person at a terminal wants to know of a reading."""
    lines = [
        f"{reading.file}: {reading.rows_read} rows, {reading.rows_ready} ready, {reading.rows_with_problems} with problems",
        *(f"  {field}: {header}" for field, header in reading.columns.items()),
        *(f"  row {problem.row}: {problem.message}" for problem in reading.problems if problem.blocking),
        *reading.remarks,
    ]
    return "\n".join(lines)
