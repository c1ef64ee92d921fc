"""Long work of the workshop: sheets of labels, imports of donors' lists, reports of many devices."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import BinaryIO, cast

from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

import labels
from donors.models import Donation, Sheet
from donors.sheets import stored
from donors.sheets.reader import OpenList
from inventory import evidence, queries, sheets, workflow
from inventory.documents.follower import follower_sheets
from inventory.models import CategoryRules, Device, LabelPrint, Output
from inventory.queries import grading
from reuse.accounts import files
from reuse.accounts.models import Retention, StoredFile
from reuse.core import clock, storage
from reuse.core.ahead import ahead
from reuse.core.refusals import Refusal
from reuse.documents import workflow as documents
from reuse.jobs.registry import chore, handler
from reuse.jobs.work import Work

CHUNK = 500
GRADED_AT_ONCE = 100  # each is looked at, and may get an event
_COUNTED = ("created", "updated", "waiting")  # of an import
SHOWN_CHANGES = 500  # of a simulation, told one by one


@handler(workflow.LABELS, title=gettext_lazy("Labels"))
def print_labels(work: Work) -> None:
    """Draw the labels of a line of the journal, then say in each history that its label was printed."""
    row = _asked(work)
    with tempfile.TemporaryFile() as to:
        _draw(work, row, to)
        for number, start in enumerate(range(0, len(row.codes), CHUNK)):
            part = row.codes[start : start + CHUNK]
            with work.chunk(number, advance=len(part)) as is_new:
                if is_new and row.subject in workflow.JOURNALLED:
                    workflow.labels_printed(codes=part, format_name=row.format, of=row, act=work.act)
        _finish(work, row, to)


@handler(workflow.ROLL, title=gettext_lazy("Blank labels"))
def print_roll(work: Work) -> None:
    """Issue the codes of a roll chunk by chunk, none again in a second run; then draw it."""
    row = _asked(work)
    roll = row.roll
    for number, start in enumerate(range(0, roll.count, CHUNK)):
        count = min(CHUNK, roll.count - start)
        with work.chunk(number, advance=count) as is_new:
            if is_new:
                workflow.add_blanks(roll=roll, start=start, count=count)
    with tempfile.TemporaryFile() as to:
        _draw(work, row, to)
        _finish(work, row, to)


def _asked(work: Work) -> LabelPrint:
    beside = ("job__membership__organisation", "printer", "donation__site", "donation__receiver")
    return LabelPrint.objects.select_related(*beside).get(job=work.job)


def _draw(work: Work, row: LabelPrint, to: BinaryIO) -> None:
    paper = queries.format_named(row.format, work.act.organisation)
    found, printer = queries.labels_of(row), row.printer
    dpi = printer.dpi if printer else None
    if row.output == Output.ZPL:
        labels.write_zpl(
            found, format=paper, to=to, dpi=dpi, symbols=row.symbols, progress=_renewing(work, 1)
        )
        return
    labels.write_pdf(
        found,
        format=paper,
        to=to,
        start_at=row.start_at,
        skip=work.params.get("skip", ()),
        calibration=queries.calibration_of(printer),
        dpi=dpi,
        symbols=row.symbols,
        cut_marks=work.params.get("cut_marks", False),
        progress=_renewing(work, paper.per_sheet),
    )


def _renewing(work: Work, per_sheet: int) -> Callable[[int], None]:
    """Keeps the job while thousands of labels are drawn: about once in two thousand."""
    every = max(1, 2000 // per_sheet) * per_sheet

    def renew(count: int) -> None:
        if count % every < per_sheet:
            work.renew()

    return renew


def _finish(work: Work, row: LabelPrint, drawn: BinaryIO) -> None:
    act = work.act
    named = _("labels-%(format)s-%(day)s.pdf") % {"format": row.format, "day": f"{act.at:%Y-%m-%d}"}
    is_zpl = row.output == Output.ZPL
    file = files.keep(
        drawn,
        name=f"{named.removesuffix('.pdf')}.zpl" if is_zpl else named,
        media_type="text/plain" if is_zpl else "application/pdf",
        retention=Retention.RESULT,
        owner=act.organisation,
        act=act,
    )
    work.finish(file=file, result={"labels": row.count})


@handler(workflow.FOLLOWERS, title=gettext_lazy("Follower sheets"))
def print_followers(work: Work) -> None:
    """Draw the sheets of the devices named in the job, in the order given."""
    wanted: Sequence[str] = work.params["codes"]
    known = Device.objects.visible_to(work.act.membership).select_related("type", "donation")
    devices = known.prefetch_related("identifiers").in_bulk(list(wanted), field_name="code")
    sheets = queries.sheets_for([devices[code] for code in wanted if code in devices], on=work.act.on)
    drawn = follower_sheets(
        sheets, language=get_language() or "fr", progress=lambda count: None if count % 200 else work.renew()
    )
    file = files.keep(
        drawn,
        name=_("sheets-%(day)s.pdf") % {"day": f"{work.act.at:%Y-%m-%d}"},
        media_type="application/pdf",
        retention=Retention.RESULT,
        owner=work.act.organisation,
        act=work.act,
    )
    work.finish(file=file, result={"sheets": len(sheets)})


def imported_at_once() -> int:
    """Devices a transaction: few where the database has one writer, whom others wait for."""
    return CHUNK if connection.vendor == "sqlite" else 10 * CHUNK


@handler(workflow.IMPORT, title=gettext_lazy("Import of a list"))
def donation_import(work: Work) -> None:
    """Announce the ready rows of a kept list, in chunks; a second run repeats none."""
    sheet = Sheet.objects.select_related(
        "donation__donor", "donation__receiver", "donation__site", "file"
    ).get(public_id=work.params["sheet"])
    try:
        opened = _opened(sheet, work)
    except FileNotFoundError as gone:
        raise Refusal(_("The original has reached the end of its keeping: drop the list again.")) from gone
    told = stored.preview(sheet)
    if refused := told.refused or opened.reading.refused:
        raise Refusal(refused)
    if told.devices > workflow.MOST_DEVICES:
        raise Refusal(
            _("The list tells of more than %(limit)d devices: split it.") % {"limit": workflow.MOST_DEVICES}
        )
    work.total(told.rows_ready)
    # Asked before anything is made, and kept with the first chunk: a second run finds its own devices here.
    is_first = work.checkpoint.setdefault("is_first_list", not sheet.donation.devices.exists())
    for number, (rows, items) in enumerate(
        ahead(workflow.in_chunks(workflow.items_of(opened.rows()), imported_at_once()))
    ):
        with work.chunk(number, advance=rows) as is_new:
            if is_new:
                made = workflow.announce_items(
                    donation=sheet.donation,
                    sheet=sheet,
                    items=items,
                    act=work.act,
                    is_first_list=is_first,
                )
                for name in _COUNTED:
                    work.checkpoint[name] = work.checkpoint.get(name, 0) + getattr(made, name)
    counts = {name: work.checkpoint.get(name, 0) for name in _COUNTED}
    workflow.finish_import(sheet=sheet, **counts)
    page = "inventory:waiting-rows" if counts["waiting"] else "inventory:donation-detail"
    address = reverse(page, args=[sheet.donation.ref])
    work.finish(result={**counts, "url": address})


def _opened(sheet: Sheet, work: Work) -> OpenList:
    """The rows of a kept list. One dropped by a program may be large, and not have been read yet."""
    if sheet.state == Sheet.State.READING:
        stored.understand(sheet, total=work.total, pass_by=lambda _rows: work.renew())
    return stored.open_kept(sheet)


@handler(workflow.OPENING, title=gettext_lazy("Opening stock"))
def opening_stock(work: Work) -> None:
    """Enter the ready rows of a kept stock sheet, in chunks; a second run repeats none."""
    sheet = Sheet.objects.select_related("donation__receiver", "donation__site__organisation", "file").get(
        public_id=work.params["sheet"]
    )
    try:
        stock = sheets.read_kept(sheet)
    except FileNotFoundError as gone:
        raise Refusal(_("The original has reached the end of its keeping: drop the list again.")) from gone
    work.total(stock.reading.rows_ready)
    entries = map(list, stock.entries)
    declared = Counter(work.checkpoint.get("declared", {}))
    for number, (rows, part) in enumerate(workflow.in_chunks(entries, CHUNK)):
        with work.chunk(number, advance=rows) as is_new:
            if is_new:
                made = workflow.open_stock(sheet=sheet, entries=part, act=work.act)
                declared.update({"|".join(key): count for key, count in made.declared.items()})
                for name in ("created", "known"):
                    work.checkpoint[name] = work.checkpoint.get(name, 0) + getattr(made, name)
                work.checkpoint["declared"] = dict(declared)
    counts = {name: work.checkpoint.get(name, 0) for name in ("created", "known")}
    totals = {_total(key): count for key, count in declared.items()}
    workflow.finish_opening(sheet=sheet, declared=totals, act=work.act, **counts)
    address = reverse("inventory:stock", args=[sheet.public_id])
    work.finish(result={**counts, "declared": sum(declared.values()), "url": address})


def _total(key: str) -> tuple[str, str, str]:
    outcome, kind, month = key.split("|")
    return outcome, kind, month


REPORTS = 20  # a chunk: each may move a device and several media


@handler(workflow.EVIDENCE, title=gettext_lazy("Reading of reports"))
def read_reports(work: Work) -> None:
    """Read every report of what was dropped, then tie each to its devices, inventories first; a second run repeats none."""
    files = list(StoredFile.objects.filter(public_id__in=work.params["files"]).order_by("pk"))

    @lru_cache(maxsize=1)  # an archive is opened again for each kind of report, rather than all being held
    def opened(file: StoredFile) -> evidence.Bundle:
        with storage.open_stored(file.sha256) as stream:
            return evidence.Bundle(stream.read(), name=file.name)

    found: list[tuple[StoredFile, evidence.Report]] = []
    for file in files:
        work.renew()
        found += [(file, report) for report in opened(file).reports]
    found.sort(key=lambda one: one[1].order)
    work.total(len(found))
    donation = Donation.objects.filter(ref=work.params["donation"]).first()
    for number, start in enumerate(range(0, len(found), REPORTS)):
        part = found[start : start + REPORTS]
        with work.chunk(number, advance=len(part)) as is_new:
            for file, report in part if is_new else ():
                _take_in(work, opened(file), file, report, donation)
    with work.chunk(len(found)) as is_new:
        if is_new:
            workflow.release(files)
            work.checkpoint["found"] = workflow.look_again_all(act=work.act)
    address = f"{reverse('inventory:evidence-inbox')}?job={work.job.public_id}"
    work.finish(result={**work.checkpoint, "reports": len(found), "url": address})


def _take_in(
    work: Work, bundle: evidence.Bundle, file: StoredFile, report: evidence.Report, donation: Donation | None
) -> None:
    act = work.act
    own = file if report.member is None else workflow.keep_report(bundle.content_of(report), report.name, act)
    reading = cast("workflow.Reading", report.reading.as_json())
    given = workflow.take_in(file=own, name=report.name, reading=reading, donation=donation, act=act)
    counts = work.checkpoint
    for state in {one.state for one in given}:
        counts[state] = counts.get(state, 0) + 1
    if report.reading.kind == "unknown":
        counts["bad"] = [*counts.get("bad", []), report.name][:50]


@handler(workflow.CERTIFY, title=gettext_lazy("Erasure certificate of a batch"))
def certify_batch(work: Work) -> None:
    """Issue the certificate and draw it, so that it opens at once; a second run finds the same document."""
    donation = Donation.objects.select_related("donor", "receiver", "site__organisation").get(
        ref=work.params["donation"]
    )
    document = workflow.certify_batch(donation=donation, act=work.act)
    work.renew()
    documents.render(document)
    address = reverse("inventory:sanitization", args=[donation.ref])
    work.finish(result={"number": document.number, "url": address})


@handler(workflow.RECATEGORISE, title=gettext_lazy("Categories of the stock"))
def categorise_stock(work: Work) -> None:
    """Settle every device in hand under the rules in force; a second run finds them settled."""
    keys = list(grading.stock(work.act.membership).prefetch_related(None).values_list("pk", flat=True))
    work.total(len(keys))
    changed = 0
    for number, start in enumerate(range(0, len(keys), GRADED_AT_ONCE)):
        part = keys[start : start + GRADED_AT_ONCE]
        with work.chunk(number, advance=len(part)):
            changed += workflow.categorise_all(keys=part, act=work.act)
    work.finish(result={"changed": changed, "url": reverse("inventory:category-rules")})


@handler(workflow.SIMULATE, title=gettext_lazy("Simulation of category rules"))
def simulate_rules(work: Work) -> None:
    """What a version would make of the stock; nothing is changed, so a second run begins again."""
    rules = CategoryRules.objects.get(version=work.params["version"])
    stock = grading.stock(work.act.membership)
    total, found, marks = stock.count(), grading.Simulation(), grading.Marks()
    work.total(total)
    last, number = 0, 0
    while part := list(stock.filter(pk__gt=last)[:CHUNK]):
        with work.chunk(number, advance=len(part)):
            grading.simulate(grading.parsed(rules), part, found, marks)
        last, number = part[-1].pk, number + 1
    address = reverse("inventory:category-simulation", args=[rules.version])
    result = grading.told(found, most=SHOWN_CHANGES)
    work.finish(result={**result, "url": f"{address}?job={work.job.public_id}"})


@chore("reference", every=timedelta(hours=1))
def apply_reference(now: datetime) -> None:
    """What an administrator published for a later day is in use from that day on."""
    workflow.apply_due_reference(on=clock.local_date(now, clock.HOME_ZONE), at=now)
