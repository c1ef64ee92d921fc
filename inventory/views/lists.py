"""A pasted column is a batch: looked at line by line, confirmed once."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import ListForm, SeriesForm
from inventory.models import ScanRecord
from inventory.views.series import SCANNERS, address_of, plan_of, row_of, told_of
from inventory.workflow import Plan
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.core import chance
from reuse.core.refusals import Refusal


@require_POST
@requires(*SCANNERS)
def preview_new(request: StaffRequest) -> HttpResponse:
    """A list that comes with its action, from elsewhere than a series."""
    form = SeriesForm(request.POST, membership=request.acting)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text())
    return _preview(request, form.plan(chance.new_uuid()))


@require_POST
@requires(*SCANNERS)
def preview(request: StaffRequest, series: UUID) -> HttpResponse:
    """A list pasted into a series: what would become of each line."""
    return _preview(request, plan_of(request, series))


def _preview(request: StaffRequest, plan: Plan) -> HttpResponse:
    form, told = ListForm(request.POST), told_of(request, plan)
    lines: list[workflow.Line] = []
    if form.is_valid():
        try:
            lines = workflow.preview(
                form.cleaned_data["lines"], action=plan.action, params=plan.params, act=act_of(request)
            )
        except (
            Refusal
        ) as refusal:  # nothing in it can be done as long as the series lacks its place, or grade
            form.add_error(None, refusal.message)
    passing = [line for line in lines if line.would_pass]
    context = {
        "series": told,
        "form": form,
        "lines": lines,
        "passing": passing,
        "texts": "\n".join(line.device.code for line in passing if line.device),
        "already": sum(line.is_there_already or bool(line.first) for line in lines),
        "blocked": sum(
            not line.would_pass and not line.is_there_already and not line.first for line in lines
        ),
        "batch": chance.new_uuid(),
        "address": address_of(plan),
        "address_query": address_of(plan).partition("?")[2],
    }
    return render(request, "inventory/scan_list.html", context)


@require_POST
@requires(*SCANNERS)
def carry_out(request: StaffRequest, series: UUID) -> HttpResponse:
    """Make the scans of a list that was looked at. Sent twice, each line counts once."""
    plan, form = plan_of(request, series), ListForm(request.POST)
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        return HttpResponseBadRequest()
    if not form.is_valid():
        return _preview(request, plan)
    act, row = act_of(request), row_of(request, plan)
    done = 0
    for text in form.cleaned_data["lines"]:
        try:
            record = workflow.scan(
                scan_id=uuid.uuid5(batch, text), text=text, move=plan.action, params={}, act=act, series=row
            )
            done += record.result == ScanRecord.Result.DONE
        except Refusal as refusal:
            messages.error(request, refusal.message)
            break
    messages.success(
        request, ngettext("%(count)d device done.", "%(count)d devices done.", done) % {"count": done}
    )
    if done < len(form.cleaned_data["lines"]):
        messages.warning(request, _("Some were refused: they are in the list below, with their reasons."))
    return redirect(address_of(plan))
