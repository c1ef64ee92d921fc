"""Scanning: the action is chosen once and kept in the address, then one box takes scan after scan."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from inventory import queries, workflow
from inventory.forms import (
    FindForm,
    Queued,
    ScanForm,
    SeriesForm,
    actions,
    clock_shift,
    read_scan,
    scans_in,
    sites_to_send_to,
)
from inventory.models import ScanRecord, Series
from inventory.states import END, GRADES, REASONS, UNDO, Action
from inventory.views.outcomes import SeriesTold
from inventory.views.series import (
    SCANNERS,
    address_of,
    answer,
    page,
    plan_of,
    plan_of_row,
    print_each,
    row_of,
    start_address,
    tell,
    told_of,
)
from inventory.workflow import Plan
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import chance, clock
from reuse.core.refusals import Refusal

RECENT = timedelta(hours=12)
MOST_ASKED = 50


@requires(*SCANNERS)
def start(request: StaffRequest) -> HttpResponse:
    """What to do with device after device; with an action in the address, a new series."""
    form = SeriesForm(request.GET, membership=request.acting)
    if form.is_valid():
        return redirect(address_of(form.plan(chance.new_uuid())))
    if "donation" in form.errors:
        raise Http404
    mine = actions(request.acting)
    context = {
        "ordinary": [one for one in mine if not _is_exit(one)],
        "exits": [one for one in mine if _is_exit(one)],
        "open_series": _open_series(request),
        "may_receive": request.acting.may(Permission.DEVICE_RECEIVE),
    }
    return render(request, "inventory/scan_start.html", context)


def _is_exit(action: Action) -> bool:
    return action.value in {*REASONS, Action.TRANSFER.value}


def _open_series(request: StaffRequest) -> list[tuple[Series, SeriesTold]]:
    found = Series.objects.filter(
        opened_by=request.user, organisation=request.acting.organisation, ended_at=None
    )
    recent = found.filter(opened_at__gte=clock.now() - RECENT).select_related("donation").order_by("-pk")[:5]
    return [(one, SeriesTold(plan_of_row(one))) for one in recent]


@requires(*SCANNERS)
def series(request: StaffRequest, series: UUID) -> HttpResponse:
    """GET: the page of a series. POST: one scan, sent by a form without script."""
    plan = plan_of(request, series)
    told = told_of(request, plan)
    if told.lacks:
        return _ask(request, told)
    if request.method != "POST":
        if Series.objects.filter(public_id=series, ended_at__isnull=False).exists():
            return redirect("inventory:scan-summary", series)
        return page(request, plan, record=_to_create(request, plan))
    form = ScanForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text())
    if plan.action == Action.WEIGH and form.cleaned_data["move"] == Action.WEIGH and not form.has_weight:
        return page(request, plan, weighed=form.cleaned_data["text"])
    if ordered := _ordered(request, plan, form.cleaned_data["text"]):
        return ordered
    try:
        row = row_of(request, plan)
        record = workflow.scan(
            scan_id=form.cleaned_data["scan"],
            text=form.cleaned_data["text"],
            move=form.cleaned_data["move"],
            params=form.params,
            act=act_of(request),
            series=row,
        )
    except Refusal as refusal:  # this identifier was used for something else, or the series has ended
        return page(request, plan, refusal=refusal.message)
    print_each(request, plan, [record])
    return page(request, _as_it_is(plan, row), record=record)


def _as_it_is(plan: Plan, row: Series) -> Plan:
    """The plan once a scan has said another batch."""
    return plan if row.donation_id == (plan.donation and plan.donation.pk) else plan_of_row(row)


def _to_create(request: StaffRequest, plan: Plan) -> ScanRecord | None:
    """The unknown scan of this series that is now to become a device."""
    try:
        wanted = UUID(request.GET.get("create", ""))
    except ValueError:
        return None
    return queries.scans_in(plan.id).filter(scan=wanted, result=ScanRecord.Result.UNKNOWN).first()


@require_POST
@requires(*SCANNERS)
def send(request: StaffRequest, series: UUID) -> HttpResponse:
    """Scans of a queue, as JSON: each carried out on its own; the answer brings what changes on the page.

    Body: {"sent_at", "person", "scans": [{"id", "text", "move", "params", "at"}]}.
    """
    plan, now = plan_of(request, series), clock.now()
    try:
        body, read = _read(request, now)
    except (ValueError, forms.ValidationError) as error:
        return JsonResponse({"reason": "bad_input", "message": str(error)}, status=400)
    if body.get("person") != str(request.user.public_id):
        return JsonResponse({"reason": "other_person"}, status=409)
    told, row = [], row_of(request, plan)
    for one in read:
        act = Act(membership=request.acting, at=one.at, recorded_at=now, site=request.acting.site)
        try:
            record = workflow.scan(
                scan_id=one.id, text=one.text, move=one.move, params=one.params, act=act, series=row
            )
        except Refusal as refusal:  # this identifier was used for something else
            record = ScanRecord(
                scan=one.id,
                text=one.text,
                move=one.move,
                result="refused",
                outcome={"message": refusal.message},
            )
        told.append(tell(record, plan))
    plan = _as_it_is(plan, row)
    print_each(request, plan, [one.record for one in told])
    return JsonResponse(answer(request, plan, told))


def _read(request: StaffRequest, now: datetime) -> tuple[dict[str, Any], list[Queued]]:
    body = json.loads(request.body)
    if not isinstance(body, dict) or not all(isinstance(one, dict) for one in scans_in(body)):
        raise ValueError("a list of scans, each an object")
    shift = clock_shift(body, now)
    return body, [read_scan(one, now=now, shift=shift) for one in scans_in(body)]


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def find(request: StaffRequest, series: UUID) -> HttpResponse:
    """A scan nothing answered to becomes a device of the batch."""
    plan = plan_of(request, series)
    form = FindForm(request.POST)
    if not form.is_valid():
        return page(request, plan, find_form=form)
    donation = get_object_or_404(
        donation_queries.donations_for(request.acting), ref=form.cleaned_data["donation"]
    )
    try:
        record = workflow.find(
            scan_id=form.cleaned_data["scan"],
            donation=donation,
            item=form.item(),
            settles=form.cleaned_data["settles"],
            label=form.cleaned_data["label"],
            is_repeated=form.cleaned_data["is_repeated"],
            act=act_of(request),
            series=row_of(request, plan),
        )
    except Refusal as refusal:
        return page(request, plan, refusal=refusal.message)
    print_each(request, plan, [record])
    return page(request, plan, record=record)


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def ask_again(request: StaffRequest, series: UUID) -> HttpResponse:
    """Blank labels of the series no longer become devices by themselves."""
    workflow.repeat_blanks(row_of(request, plan_of(request, series)), None)
    return redirect("inventory:scan-series", series)


def _ask(request: StaffRequest, told: SeriesTold) -> HttpResponse:
    """What holds for the whole series is chosen before its first scan."""
    context = {
        "series": told,
        "reasons": told.reasons.items(),
        "grades": GRADES,
        "sites": sites_to_send_to(request.acting) if told.lacks == "site" else (),
        "transfers": queries.arriving(request.acting)[:MOST_ASKED] if told.lacks == "transfer" else (),
        "stocktakes": queries.open_stocktakes(request.acting)[:MOST_ASKED]
        if told.lacks == "stocktake"
        else (),
    }
    return render(request, "inventory/scan_ask.html", context)


def _ordered(request: StaffRequest, plan: Plan, text: str) -> HttpResponse | None:
    """A command barcode typed into the box, where no script took care of it."""
    command = queries.command_in(text)
    if command is None:
        return None
    if command.action == END:
        return redirect("inventory:scan-summary", plan.id)
    if command.action == UNDO:
        try:
            record = workflow.scan(
                scan_id=chance.new_uuid(),
                text="",
                move=UNDO,
                params={},
                act=act_of(request),
                series=row_of(request, plan),
            )
        except Refusal as refusal:
            return page(request, plan, refusal=refusal.message)
        return page(request, plan, record=record)
    return redirect(start_address(command.action, command.params))
