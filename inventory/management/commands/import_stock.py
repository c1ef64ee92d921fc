"""`reuse import-stock FILE`: enters an existing stock sheet, each device no further than what is proven."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from donors import queries as donors
from donors.models import Sheet
from donors.sheets import stored
from donors.states import Lane
from inventory import queries, sheets, workflow
from inventory.forms.stock_import import STAGES
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.core.commands import Command as BaseCommand
from reuse.core.commands import Refused
from reuse.core.refusals import NotPermitted, Refusal

CHUNK = 500


class Command(BaseCommand):
    """Exit 0 when the ready rows are in, 1 when nothing can be imported, 2 for bad usage."""

    help = "Enter an existing stock sheet (csv, xlsx, xls, ods) as opening stock. Dropped again, it makes no doubles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--site", default="", metavar="NAME", help="where the devices lie, if there are several"
        )
        parser.add_argument(
            "--lane",
            choices=Lane.values,
            default=Lane.PRIVATE_GIFT.value,
            help="the legal lane of all rows: it decides what may be charged (default %(default)s)",
        )
        parser.add_argument(
            "--stage",
            choices=[stage.value for stage in STAGES],
            default=Stage.RECEIVED.value,
            help="of a device whose stage the sheet does not tell (default %(default)s)",
        )
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="who acts")
        parser.add_argument("--dry-run", action="store_true", help="read and check only; writes nothing")

    def perform(self, **options: Any) -> dict[str, Any]:
        file: Path = options["file"]
        if not file.is_file():
            self.stderr.write(f"reuse import-stock: {file}: no such file")
            sys.exit(2)
        default = Stage(options["stage"])
        if options["dry_run"]:
            return _understood(sheets.read_stock(file, default=default)).as_json()
        try:
            site = _site(options["site"])
            return self._open(file, site, options, default)
        except Refusal as refusal:
            facts = sheets.read_stock(file, default=default).as_json()
            raise Refused({**facts, "refused": refusal.message}) from refusal

    def _open(self, file: Path, site: Site, options: dict[str, Any], default: Stage) -> dict[str, Any]:
        """Read as this workshop had its sheets read before, and entered."""
        memory, said = donors.column_memory(site.organisation), queries.words_said(site.organisation)
        stock = _understood(sheets.read_stock(file, default=default, memory=memory, said=said))
        acting = _acting(site, options["email"])
        sheet = workflow.keep_stock(
            content=file.read_bytes(),
            name=file.name,
            site=site,
            lane=Lane(options["lane"]),
            default_stage=default,
            summary={**stored.summary_of(stock.reading), "said": said},
            mapping=stock.mapping,
            act=Act.now(acting, clock.now()),
        )
        return {**stock.as_json(), **self._enter(sheet, stock, acting)}

    def _enter(self, sheet: Sheet, stock: sheets.Stock, acting: Membership) -> dict[str, Any]:
        counts, declared, done = Counter[str](), Counter[tuple[str, str, str]](), 0
        for rows, part in workflow.in_chunks(map(list, stock.entries), CHUNK):
            made = workflow.open_stock(sheet=sheet, entries=part, act=Act.now(acting, clock.now()))
            counts.update(created=made.created, known=made.known)
            declared += made.declared
            done += rows
            self.progress(done, stock.reading.rows_ready)
        found = {"created": counts["created"], "known": counts["known"]}
        workflow.finish_opening(sheet=sheet, declared=declared, act=Act.now(acting, clock.now()), **found)
        return {"donation": sheet.donation.ref, **found, "declared": declared.total()}

    def in_words(self, facts: Any) -> str:
        """What a person at a terminal wants to know."""
        names = ("donation", "created", "known", "declared", "stages", "unknown_statuses", "refused")
        lines = [
            (
                f"{facts['file']}: {facts['rows_read']} rows, {facts['rows_ready']} ready, "
                f"{facts['rows_with_problems']} with problems"
            ),
            *(f"  {field}: {header}" for field, header in facts["columns"].items()),
            *(f"  row {one['row']}: {one['message']}" for one in facts["problems"]),
            *(f"{name}: {facts[name]}" for name in names if facts.get(name)),
        ]
        return "\n".join(lines)


def _understood(stock: sheets.Stock) -> sheets.Stock:
    if stock.reading.refused:
        raise Refused(stock.as_json())
    return stock


def _site(name: str) -> Site:
    """The workshop's site named, else the only one."""
    sites = Site.objects.open().filter(organisation__is_workshop=True).select_related("organisation")
    found = [site for site in sites if not name or site.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise NotPermitted(_("Name the site with --site: there is not exactly one."))
    return found[0]


def _acting(site: Site, email: str) -> Membership:
    """The person named, else the first who may open this site's stock."""
    people = Membership.objects.current(clock.now().date()).select_related("user", "organisation", "site")
    if email:
        people = people.filter(user__email__iexact=email)
    for membership in people.order_by("pk"):
        is_near = (
            membership.description.reach == Reach.NETWORK or membership.organisation == site.organisation
        )
        if membership.may(Permission.DEVICE_CORRECT) and is_near:
            return membership
    raise NotPermitted(_("Nobody may open the stock of this site: name a manager with --as."))
