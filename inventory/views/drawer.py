"""What is done with scans already made: taking a selection back, putting blocked ones aside, ending the series."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.models import ScanRecord, Series
from inventory.views.series import SCANNERS, plan_of, tell, told_of
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires

MOST_SHOWN = 1000


@require_POST
@requires(*SCANNERS)
def undo_selected(request: StaffRequest, series: UUID) -> HttpResponse:
    """Take back the scans that were ticked; each says for itself why it could not."""
    row = _row(request, series)
    undone = workflow.undo_scans(series=row, scans=_ids(request, "scan"), act=act_of(request))
    done = sum(one.result == ScanRecord.Result.DONE for one in undone)
    if done:
        messages.success(
            request,
            ngettext("%(count)d scan taken back.", "%(count)d scans taken back.", done) % {"count": done},
        )
    for one in [one for one in undone if one.result != ScanRecord.Result.DONE][:5]:
        messages.error(request, f"{one.device or one.text}: {one.outcome.get('message', '')}")
    if not undone:
        messages.info(request, _("Tick the scans to take back first."))
    return redirect("inventory:scan-series", series)


@require_POST
@requires(*SCANNERS)
def put_aside(request: StaffRequest, series: UUID) -> HttpResponse:
    """Take blocked scans off the list: those named, or all."""
    row = _row(request, series)
    named = None if request.POST.get("all") else _ids(request, "aside")
    count = workflow.put_aside(series=row, scans=named, act=act_of(request))
    messages.success(
        request,
        ngettext("%(count)d blocked scan put aside.", "%(count)d blocked scans put aside.", count)
        % {"count": count},
    )
    return redirect("inventory:scan-series", series)


@require_POST
@requires(*SCANNERS)
def end(request: StaffRequest, series: UUID) -> HttpResponse:
    """The series is over: what it did, in one page."""
    if row := Series.objects.filter(public_id=series).first():
        with refusals_shown(request):
            workflow.end_series(series=row, act=act_of(request))
            if job := workflow.print_series(series=row, act=act_of(request)):
                messages.success(request, _("The labels of this series are being drawn."))
                return redirect("jobs:job-detail", job.public_id)
        return redirect("inventory:scan-summary", series)
    return redirect("inventory:scan")


@requires(*SCANNERS)
def summary(request: StaffRequest, series: UUID) -> HttpResponse:
    """Every scan of a series, with its count."""
    row = _row(request, series)
    plan = plan_of(request, series)
    records = list(queries.drawer(series)[: MOST_SHOWN + 1])
    context = {
        "row": row,
        "series": told_of(request, plan),
        "count": queries.series_count(series),
        "records": [tell(one, plan) for one in records[:MOST_SHOWN]],
        "has_more": len(records) > MOST_SHOWN,
    }
    return render(request, "inventory/scan_summary.html", context)


def _row(request: StaffRequest, series: UUID) -> Series:
    return get_object_or_404(Series, public_id=series, organisation=request.acting.organisation)


def _ids(request: StaffRequest, name: str) -> list[UUID]:
    found = []
    for text in request.POST.getlist(name)[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
