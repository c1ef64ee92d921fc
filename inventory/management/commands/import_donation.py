"""`reuse import-donation FILE --donor SIRET`: announces a donor's list in a draft; with `--dry-run` it opens no database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from stdnum.fr import siren, siret

from donors import queries as donation_queries
from donors import sheets
from donors import workflow as donations
from donors.models import Donation
from donors.sheets import stored
from donors.states import DonationStage
from inventory import workflow
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal

LA_POSTE = "356000000"
CHUNK = 500


class Command(BaseCommand):
    help = "Announce the devices of a donor's spreadsheet (csv, xlsx, xls or ods)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--donor", required=True, metavar="SIRET", help="the 14 digits of the donor's SIRET"
        )
        parser.add_argument(
            "--site", metavar="NAME", default="", help="the receiving site, where there are several"
        )
        parser.add_argument(
            "--as", metavar="EMAIL", default="", dest="email", help="who acts, of the donor's people"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and check only; opens no database")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON value")

    def handle(
        self, *, file: Path, donor: str, site: str, email: str, dry_run: bool, as_json: bool, **_options: Any
    ) -> None:
        donor = siret.compact(donor)
        if not is_siret(donor):
            raise CommandError(f"{donor!r} is not a SIRET: 14 digits, the last a check digit.", returncode=2)
        reading = sheets.read(file)
        done: dict[str, Any] = {}
        if reading.refused is None and not dry_run:
            try:
                reading, done = announce(file, donor=donor, site=site, email=email)
            except Refusal as refusal:
                reading = replace(reading, refused=refusal.message)
        self.stdout.write(
            json.dumps({**reading.as_json(), **done}, ensure_ascii=False)
            if as_json
            else summary(reading, done)
        )
        if reading.refused is not None:
            raise CommandError(reading.refused, returncode=1)


def announce(file: Path, *, donor: str, site: str, email: str) -> tuple[sheets.Reading, dict[str, Any]]:
    """Announce the ready rows in a draft of this donor: the one that holds a list of this name, else a new one."""
    acting = _acting(donor, email)
    receiving, act = _receiving(site), Act.now(acting, clock.now())
    content, memory = file.read_bytes(), donation_queries.column_memory(acting.organisation)
    reading, mapping = stored.read_dropped(content, name=file.name, memory=memory)
    if reading.refused:
        return reading, {}
    drafts = Donation.objects.filter(donor=acting.organisation, stage=DonationStage.DRAFT, site=receiving)
    donation = drafts.filter(sheets__name=file.name).order_by("-id").first() or donations.create(
        donor=acting.organisation,
        receiver=receiving.organisation,
        site=receiving,
        act=act,
        title=file.stem[:120],
    )
    sheet = donations.add_sheet(
        donation=donation,
        content=content,
        name=file.name,
        media_type="application/octet-stream",
        summary=stored.summary_of(reading),
        mapping=mapping,
        act=act,
    )
    done = {"created": 0, "updated": 0, "waiting": 0}
    for _rows, items in workflow.in_chunks(workflow.items_of(reading.rows), CHUNK):
        made = workflow.announce_items(
            donation=donation, sheet=sheet, items=items, act=Act.now(acting, clock.now())
        )
        done = {name: count + getattr(made, name) for name, count in done.items()}
    workflow.finish_import(sheet=sheet, **done)
    return reading, {"donation": donation.ref, **done}


def _acting(donor: str, email: str) -> Membership:
    """One of the donor's people: the one named, else the first."""
    people = Membership.objects.current(clock.now().date()).filter(
        organisation__siret=donor, role=Role.DONOR, **({"user__email__iexact": email} if email else {})
    )
    found = people.select_related("user", "organisation", "site").first()
    if found is None:
        raise NotPermitted(
            _("Nobody may announce a batch for this SIRET: create the donor and its people first.")
        )
    return found


def _receiving(name: str) -> Site:
    """The site named, else the only one."""
    found = [
        site
        for site in donation_queries.receiving_sites()
        if not name or site.name.casefold() == name.casefold()
    ]
    if len(found) != 1:
        raise NotPermitted(_("Name the receiving site with --site: there is not exactly one."))
    return found[0]


def is_siret(text: str) -> bool:
    """Tell whether a SIRET is well formed; La Poste's establishments follow a rule of their own."""
    if len(text) == 14 and text.isascii() and text.isdigit() and text.startswith(LA_POSTE):
        return siret.is_valid(text) or sum(map(int, text)) % 5 == 0
    return bool(siret.is_valid(text) and siren.is_valid(text[:9]))


def summary(reading: sheets.Reading, done: Mapping[str, Any]) -> str:
    """Return what a person at a terminal wants to know of a reading, and of what became of it."""
    lines = [
        f"{reading.file}: {reading.rows_read} rows, {reading.rows_ready} ready, {reading.rows_with_problems} with problems",
        *(f"  {field}: {header}" for field, header in reading.columns.items()),
        *(f"  row {problem.row}: {problem.message}" for problem in reading.problems if problem.blocking),
        *reading.remarks,
        *(f"{name}: {value}" for name, value in done.items()),
    ]
    return "\n".join(lines)
