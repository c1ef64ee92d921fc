"""A donor's list before it is imported: what was understood, column by column and row by row."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donors import queries, workflow
from donors.forms import SheetForm
from donors.models import Donation, Sheet
from donors.sheets import read, stored, write_corrections, write_template
from donors.sheets.columns import ColumnsForm, shown
from donors.sheets.preview import Preview
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import NotPermitted

ADDERS = (Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)


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
        return redirect("donors:sheet", donation.ref, kept.public_id)
    return redirect("inventory:donation-detail", donation.ref)


@requires(*ADDERS)
def sheet(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """How the list was read; columns may be read otherwise."""
    kept = _kept(request, ref, public_id)
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
    with stored.original(kept) as path:
        reading = read(
            path, name=kept.name, mapping=mapping or None, sheet=tab or form.reading.sheet, titles=titles
        )
    with refusals_shown(request):
        workflow.map_columns(
            sheet=kept,
            mapping=mapping,
            headers=() if is_another or not titles else form.reading.headers,
            summary={**stored.summary_of(reading), "titles": titles},
            act=act_of(request),
        )
        messages.success(request, _("The list was read again, as you said."))
    return redirect("donors:sheet", kept.donation.ref, kept.public_id)


@require_safe
@requires(*ADDERS)
def corrections(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The rows that cannot be imported yet, each with what to correct."""
    kept = _kept(request, ref, public_id)
    try:
        reading = stored.read_stored(kept)
    except FileNotFoundError:
        return _gone(request, ref)
    with tempfile.NamedTemporaryFile() as file:
        write_corrections(reading, Path(file.name))
        content = file.read()
    return _csv(content, _("%(name)s, to correct.csv") % {"name": Path(kept.name).stem})


@require_safe
@requires(*ADDERS)
def template(request: StaffRequest, ref: str) -> HttpResponse:
    """An empty list to fill in."""
    get_object_or_404(queries.donations_for(request.acting), ref=ref)
    with tempfile.NamedTemporaryFile() as file:
        write_template(Path(file.name))
        content = file.read()
    return _csv(content, _("list of devices.csv"))


def _csv(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(
        content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


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
