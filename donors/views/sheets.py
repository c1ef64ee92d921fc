"""A donor's list before it is imported: what was understood, column by column and row by row."""

import io
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donors import queries, workflow
from donors.forms import SheetForm
from donors.models import Donation, Sheet
from donors.sheets import stored, write_template
from donors.sheets.columns import ColumnsForm, shown
from donors.sheets.corrections import correction_lines
from donors.sheets.empty import FORMATS
from donors.sheets.preview import Preview
from donors.sheets.reader import open_list
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.core.refusals import NotPermitted

ADDERS = (Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)
MOST_AT_ONCE = 10_000  # rows read again while a person waits


@require_POST
@requires(*ADDERS)
def drop(request: StaffRequest, ref: str) -> HttpResponse:
    """A list dropped on a batch."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["sheet"])))
        return redirect("inventory:donation-detail", ref)
    return keep(request, donation, form.cleaned_data["sheet"], act_of(request))


def keep(request: StaffRequest, donation: Donation, dropped: "UploadedFile[bytes]", act: Act) -> HttpResponse:
    """Keep the list whatever is in it, and show how it was read. The same bytes again are the same list."""
    with refusals_shown(request):
        kept = stored.keep_dropped(
            donation=donation, content=dropped.read(), name=dropped.name or "list", act=act
        )
        return _shown_or_read(kept, act)
    return redirect("inventory:donation-detail", donation.ref)


def _shown_or_read(kept: Sheet, act: Act) -> HttpResponse:
    """The page of a list; of a large one, that of the job that reads it."""
    if kept.state == Sheet.State.READING:
        return redirect("jobs:job-detail", workflow.start_reading(sheet=kept, act=act).public_id)
    return redirect("donors:sheet", kept.donation.ref, kept.public_id)


@require_POST
@requires(*ADDERS)
def read_again(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Have a large list read whose reading was stopped."""
    kept = _kept(request, ref, public_id)
    with refusals_shown(request):
        return _shown_or_read(kept, act_of(request))
    return redirect("inventory:donation-detail", ref)


@requires(*ADDERS)
def sheet(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """How the list was read; columns may be read otherwise."""
    kept = _kept(request, ref, public_id)
    if kept.state == Sheet.State.READING:
        job = kept.job if kept.job and kept.job.is_unfinished else None
        return render(
            request, "donors/sheet_reading.html", {"sheet": kept, "donation": kept.donation, "job": job}
        )
    try:
        reading = stored.preview(kept)
    except FileNotFoundError:
        return _gone(request, ref)
    form = ColumnsForm(request.POST if request.method == "POST" else None, reading=reading)
    if request.method == "POST" and form.is_valid():
        return _read_otherwise(request, kept, form)
    return render(request, "donors/sheet.html", _context(request, kept, reading, form))


def _read_otherwise(request: StaffRequest, kept: Sheet, form: ColumnsForm) -> HttpResponse:
    try:
        return _read_again(request, kept, form)
    except FileNotFoundError:
        return _gone(request, kept.donation.ref)


def _read_again(request: StaffRequest, kept: Sheet, form: ColumnsForm) -> HttpResponse:
    tab, titles = form.other_tab(), form.other_titles()
    is_another = tab is not None or titles is not None  # then its columns are proposed anew
    mapping = {} if is_another else form.mapping()
    if titles is None and not tab:
        titles = form.reading.header_row
    wanted = tab or form.reading.sheet
    if form.reading.rows_read > MOST_AT_ONCE:
        summary: dict[str, Any] = {"sheet": wanted, "titles": titles, workflow.UNREAD: True}
    else:
        with stored.original(kept) as path:
            opened = open_list(path, name=kept.name, mapping=mapping or None, sheet=wanted, titles=titles)
        summary = {**stored.summary_of(opened.reading, opened.rows()), "titles": titles}
    with refusals_shown(request):
        workflow.map_columns(
            sheet=kept,
            mapping=mapping,
            headers=() if is_another or not titles else form.reading.headers,
            summary=summary,
            act=act_of(request),
        )
        if kept.state == Sheet.State.READ:
            messages.success(request, _("The list was read again, as you said."))
        return _shown_or_read(kept, act_of(request))
    return redirect("donors:sheet", kept.donation.ref, kept.public_id)


@require_safe
@requires(*ADDERS)
def corrections(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponseBase:
    """The rows that cannot be imported yet, each with what to correct."""
    kept = _kept(request, ref, public_id)
    try:
        opened = stored.open_kept(kept)
    except FileNotFoundError:
        return _gone(request, ref)
    lines = tables.csv_lines(correction_lines(opened.reading, opened.rows()))
    answer = StreamingHttpResponse(lines, content_type=tables.MEDIA_TYPES[tables.CSV])
    return _named(answer, _("%(name)s, to correct.csv") % {"name": Path(kept.name).stem})


@require_safe
@requires(*ADDERS)
def template(request: StaffRequest, ref: str, extension: str = tables.CSV) -> HttpResponse:
    """An empty list to fill in; a workbook has a sheet that explains it."""
    get_object_or_404(queries.donations_for(request.acting), ref=ref)
    if extension not in FORMATS:
        raise Http404
    answer = HttpResponse(content_type=FORMATS[extension])
    content = io.BytesIO()
    write_template(content, extension=extension)
    answer.write(content.getvalue())
    return _named(answer, f"{_('list of devices')}.{extension}")


_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def _named(answer: _Answer, name: str) -> _Answer:
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return answer


@require_safe
@requires(*ADDERS)
def original(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponseBase:
    """The file as it was dropped, for the organisation that gave it; each opening is recorded."""
    kept = _kept(request, ref, public_id)
    try:
        content = files.open_original(kept.file, act=act_of(request), purpose="sheet")
    except NotPermitted as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except FileNotFoundError:
        return _gone(request, ref)
    return FileResponse(content, as_attachment=True, filename=kept.name, content_type=stored.OCTETS)


def _gone(request: StaffRequest, ref: str) -> HttpResponse:
    messages.warning(
        request, _("The original has reached the end of its keeping: what became of it remains.")
    )
    return redirect("inventory:donation-detail", ref)


def _kept(request: StaffRequest, ref: str, public_id: UUID) -> Sheet:
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    found = get_object_or_404(donation.sheets.select_related("file__owner", "job"), public_id=public_id)
    found.donation = donation
    return found


def _context(request: StaffRequest, kept: Sheet, reading: Preview, form: ColumnsForm) -> dict[str, Any]:
    is_open = workflow.can_change_lists(kept.donation, act_of(request))
    has_original = kept.file.purged_at is None
    return {
        "sheet": kept,
        "donation": kept.donation,
        **shown(reading, form),
        "devices": reading.devices,
        "job": kept.job if kept.job and kept.job.is_unfinished else None,
        "may_change": is_open and has_original,
        "is_gone": not has_original,
        "may_open": has_original and kept.file.owner == request.acting.organisation,
    }
