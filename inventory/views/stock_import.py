"""Opening stock: the sheet a workshop kept before it moved in, looked at before it becomes devices."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donors import queries as donors
from donors.models import Sheet
from donors.sheets import columns, stored, write_corrections
from donors.sheets.preview import preview_of
from donors.states import Lane
from inventory import queries, sheets, workflow
from inventory.forms import StockColumnsForm, StockForm
from inventory.models import DeclaredTotal
from inventory.states import Stage
from inventory.workflow.opening import PAST
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Reach
from reuse.core import tables
from reuse.core.models import DeviceType
from reuse.web.templatetags.look import number


@requires(Permission.DEVICE_CORRECT)
def drop(request: StaffRequest) -> HttpResponse:
    """Drop a stock sheet; those dropped before are below."""
    form = StockForm(
        request.POST if request.method == "POST" else None, request.FILES or None, membership=request.acting
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            sheet = _keep(request, form)
            return redirect("inventory:stock", sheet.public_id)
    context = {"form": form, "sheets": _sheets(request.acting)[:20]}
    return render(request, "inventory/stock_import.html", context)


def _keep(request: StaffRequest, form: StockForm) -> Sheet:
    dropped, facts = form.cleaned_data["sheet"], form.cleaned_data
    content = dropped.read()
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        workshop = facts["site"].organisation
        said = queries.words_said(workshop)
        read = sheets.read_stock(
            Path(copy.name), name=dropped.name, memory=donors.column_memory(workshop), said=said
        )
    return workflow.keep_stock(
        content=content,
        name=dropped.name,
        site=facts["site"],
        lane=Lane(facts["lane"]),
        default_stage=Stage(facts["stage"]),
        summary={**stored.summary_of(read.reading), "said": said},
        mapping=read.mapping,
        act=act_of(request),
    )


@requires(Permission.DEVICE_CORRECT)
def stock(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """How the sheet was read, and where its devices would enter; columns and words may be read otherwise."""
    sheet = _sheet(request, public_id)
    try:
        read = sheets.read_kept(sheet)
    except FileNotFoundError:
        return _gone(request)
    form = StockColumnsForm(
        request.POST if request.method == "POST" else None,
        reading=preview_of(read.reading),
        words=read.unknown_statuses,
        said=sheet.summary.get("said", {}),
    )
    if request.method == "POST" and form.is_valid():
        return _read_otherwise(request, sheet, form)
    return render(request, "inventory/stock.html", _context(sheet, read, form))


def _read_otherwise(request: StaffRequest, sheet: Sheet, form: StockColumnsForm) -> HttpResponse:
    """Another sheet of the workbook, or row of titles, is read as usual; else each column as the person says."""
    tab, titles = form.other_tab(), form.other_titles()
    is_another = tab is not None or titles is not None
    if not is_another:
        titles = form.reading.header_row
    with stored.original(sheet) as path:
        read = sheets.read_stock(
            path,
            name=sheet.name,
            mapping=None if is_another else form.mapping(),
            sheet=tab or form.reading.sheet,
            titles=titles,
            said=form.said(),
            memory=donors.column_memory(sheet.donation.receiver),
        )
    with refusals_shown(request):
        workflow.map_stock(
            sheet=sheet,
            mapping=read.mapping,
            headers=() if is_another or not titles else form.reading.headers,
            said=form.said(),
            summary={**stored.summary_of(read.reading), "titles": titles},
            act=act_of(request),
        )
        messages.success(request, _("The list was read again, as you said."))
    return redirect("inventory:stock", sheet.public_id)


def _context(sheet: Sheet, read: sheets.Stock, form: StockColumnsForm) -> dict[str, Any]:
    entries = [entry for row in read.entries for entry in row]
    job = sheet.job if sheet.job and sheet.job.is_unfinished else None
    totals = DeclaredTotal.objects.filter(sheet=sheet, withdrawn_at=None)
    return {
        **columns.shown(form.reading, form),
        "sheet": sheet,
        "donation": sheet.donation,
        "may_change": not job and sheet.state in {Sheet.State.READ, Sheet.State.REFUSED},
        "stages": _stages(entries),
        "past": _past(entries),
        "devices": sum(entry.stage not in PAST for entry in entries),
        "unknown": read.unknown_statuses,
        "default_stage": Stage(sheet.summary.get("stage", Stage.RECEIVED)).label,
        "job": job,
        "declared": totals.aggregate(n=Sum("quantity"))["n"] or 0,
    }


def _stages(entries: list[workflow.Entry]) -> list[dict[str, Any]]:
    """What the sheet says, where that enters, and how many: the same line for the same answer."""
    holds_data = dict(DeviceType.objects.values_list("code", "holds_data"))
    counts = Counter(
        (
            entry.stage,
            workflow.enters_at(entry.stage, holds_data=holds_data.get(entry.item.type, True)),
        )
        for entry in entries
        if entry.stage not in PAST
    )
    order = list(Stage)
    return [
        {"said": said, "enters": enters, "count": count, "why": _why(said, enters)}
        for (said, enters), count in sorted(counts.items(), key=lambda one: order.index(one[0][0]))
    ]


def _why(said: Stage, enters: Stage) -> str:
    if said == enters:
        return ""
    if enters == Stage.ERASURE:
        return _("The sheet proves no erasure.")
    return _("The sheet proves no check, nor a second signature.")


def _past(entries: list[workflow.Entry]) -> list[tuple[str, int]]:
    counts = Counter(entry.stage for entry in entries if entry.stage in PAST)
    return [(str(stage.label), counts[stage]) for stage in Stage if counts[stage]]


@require_POST
@requires(Permission.DEVICE_CORRECT)
def carry_out(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Import the rows that are ready, as a job."""
    sheet = _sheet(request, public_id)
    with refusals_shown(request):
        job = workflow.start_opening(sheet=sheet, act=act_of(request))
        return redirect("jobs:job-detail", job.public_id)
    return redirect("inventory:stock", public_id)


@require_POST
@requires(Permission.DEVICE_CORRECT)
def undo(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take back what nobody has touched since."""
    sheet = _sheet(request, public_id)
    with refusals_shown(request):
        gone, kept = workflow.withdraw_opening(sheet=sheet, act=act_of(request))
        messages.success(
            request,
            _("Undone: %(gone)s devices left the stock, %(kept)s stay because somebody has worked on them.")
            % {"gone": number(gone), "kept": number(kept)},
        )
        return redirect("inventory:stock-import")
    return redirect("inventory:stock", public_id)


@require_safe
@requires(Permission.DEVICE_CORRECT)
def corrections(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The rows that cannot be imported yet, each with what to correct."""
    sheet = _sheet(request, public_id)
    try:
        read = sheets.read_kept(sheet)
    except FileNotFoundError:
        return _gone(request)
    with tempfile.NamedTemporaryFile() as file:
        write_corrections(read.reading, Path(file.name))
        content = Path(file.name).open("rb")  # noqa: SIM115  # the answer closes it
    return FileResponse(
        content,
        as_attachment=True,
        filename=_("%(name)s, to correct.csv") % {"name": Path(sheet.name).stem},
        content_type=tables.MEDIA_TYPES[tables.CSV],
    )


def _sheets(membership: Membership) -> Any:
    kept = Sheet.objects.filter(donation__is_opening_stock=True).select_related(
        "donation__site__organisation", "donation__receiver", "file", "job"
    )
    if membership.description.reach == Reach.SITES:
        kept = kept.filter(donation__receiver=membership.organisation)
    return kept.order_by("-pk")


def _sheet(request: StaffRequest, public_id: UUID) -> Sheet:
    found: Sheet = get_object_or_404(_sheets(request.acting), public_id=public_id)
    return found


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(
        request, _("The original has reached the end of its keeping: what became of it remains.")
    )
    return redirect("inventory:stock-import")
