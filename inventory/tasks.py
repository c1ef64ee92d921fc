"""Long work of the workshop: sheets of labels, imports of donors' lists, reports of many devices."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO, cast

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

import labels
from donors.models import Donation, Sheet
from donors.sheets.stored import read_stored
from inventory import codes, evidence, queries, sheets, workflow
from inventory.documents.follower import follower_sheets
from inventory.models import CategoryRules, Device, Place
from inventory.queries import grading
from reuse.accounts import files
from reuse.accounts.models import Retention, StoredFile
from reuse.core import storage
from reuse.core.refusals import Refusal
from reuse.documents import workflow as documents
from reuse.jobs.registry import handler
from reuse.jobs.work import Work

CHUNK = 500
GRADED_AT_ONCE = 100  # each is looked at, and may get an event
SHOWN_CHANGES = 500  # of a simulation, told one by one


@handler(workflow.LABELS, title=gettext_lazy("Labels"))
def print_labels(work: Work) -> None:
    """Draw the sheet of the devices named in the job, then say in each history that its label was printed."""
    wanted: Sequence[str] = work.params["codes"]
    sheet = labels.find(work.params["format"])
    with tempfile.TemporaryFile() as to:
        labels.write_pdf(
            _labels(wanted),
            format=sheet,
            to=to,
            start_at=work.params["start_at"],
            progress=_renewing(work, sheet.per_sheet),
        )
        for number, start in enumerate(range(0, len(wanted), CHUNK)):
            part = wanted[start : start + CHUNK]
            with work.chunk(number, advance=len(part)) as is_new:
                if is_new:
                    workflow.labels_printed(codes=part, format_name=sheet.name, act=work.act)
        _finish(work, to, sheet)


def _labels(wanted: Sequence[str]) -> Iterator[labels.Label]:
    """In the order asked for, loaded chunk by chunk. A label never names who gave the device."""
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        devices = Device.objects.select_related("type").in_bulk(part, field_name="code")
        others = [code for code in part if code not in devices]
        places = Place.objects.select_related("site").in_bulk(others, field_name="code") if others else {}
        for code in part:
            if code in devices:
                yield _device_label(devices[code])
            elif code in places:
                yield _place_label(places[code])


def _device_label(device: Device) -> labels.Label:
    made_by = f"{device.manufacturer} {device.model}".strip()
    return labels.Label(
        code=device.code,
        url=codes.address(device.code, settings.PUBLIC_URL),
        title=codes.shown(device.code),
        lines=(str(device.type), made_by) if made_by else (str(device.type),),
    )


def _place_label(place: Place) -> labels.Label:
    """The name is what people look for on a shelf; the code stays readable, for when the bars are torn."""
    return labels.Label(
        code=place.code,
        url=codes.address(place.code, settings.PUBLIC_URL),
        title=place.name,
        lines=(place.shown_code, f"{place.get_kind_display()} · {place.site}"),
    )


def _renewing(work: Work, per_sheet: int) -> Callable[[int], None]:
    """Keeps the job while thousands of labels are drawn: about once in two thousand."""
    every = max(1, 2000 // per_sheet) * per_sheet

    def renew(count: int) -> None:
        if count % every < per_sheet:
            work.renew()

    return renew


def _finish(work: Work, drawn: BinaryIO, sheet: labels.Format) -> None:
    drawn.seek(0)
    act = work.act
    file = files.keep(
        drawn.read(),
        name=_("labels-%(format)s-%(day)s.pdf") % {"format": sheet.name, "day": f"{act.at:%Y-%m-%d}"},
        media_type="application/pdf",
        retention=Retention.RESULT,
        owner=act.organisation,
        act=act,
    )
    work.finish(file=file, result={"labels": len(work.params["codes"])})


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
    return CHUNK if connection.vendor == "sqlite" else 4 * CHUNK


@handler(workflow.IMPORT, title=gettext_lazy("Import of a list"))
def donation_import(work: Work) -> None:
    """Announce the ready rows of a kept list, in chunks; a second run repeats none."""
    sheet = Sheet.objects.select_related(
        "donation__donor", "donation__receiver", "donation__site", "file"
    ).get(public_id=work.params["sheet"])
    try:
        reading = read_stored(sheet)
    except FileNotFoundError as gone:
        raise Refusal(_("The original has reached the end of its keeping: drop the list again.")) from gone
    if reading.refused:
        raise Refusal(reading.refused)
    devices = sum(row.values.get("quantity", 1) for row in reading.rows if row.is_ready)
    if devices > workflow.MOST_DEVICES:
        raise Refusal(
            _("The list tells of more than %(limit)d devices: split it.") % {"limit": workflow.MOST_DEVICES}
        )
    work.total(reading.rows_ready)
    # Asked before anything is made, and kept with the first chunk: a second run finds its own devices here.
    is_first = work.checkpoint.setdefault("is_first_list", not sheet.donation.devices.exists())
    for number, (rows, items) in enumerate(
        workflow.in_chunks(workflow.items_of(reading.rows), imported_at_once())
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
                for name in ("created", "updated"):
                    work.checkpoint[name] = work.checkpoint.get(name, 0) + getattr(made, name)
    counts = {name: work.checkpoint.get(name, 0) for name in ("created", "updated")}
    workflow.finish_import(sheet=sheet, **counts)
    address = reverse("inventory:donation-detail", args=[sheet.donation.ref])
    work.finish(result={**counts, "url": address})


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
