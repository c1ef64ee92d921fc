"""The scan page: the move is chosen once and kept in the address, then one box takes scan after scan."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from donors.states import DonationStage
from inventory import queries, workflow
from inventory.forms import FindForm, ScanForm, SeriesForm, free_moves
from inventory.models import Device, ScanRecord
from inventory.states import REASONS, UNDO, Move, Stage
from inventory.views.outcomes import Series, Told
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import chance, clock
from reuse.core.refusals import Refusal

SHOWN = 20
SESSION = timedelta(hours=12)
RECEIVING = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION)
SCANNERS = (Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK, Permission.DEVICE_EXIT)


@requires(*SCANNERS)
def scan(request: StaffRequest) -> HttpResponse:
    """GET: the page of a series. POST: one scan; its answer, as the whole page or as the parts that changed."""
    series = _series(request)
    if request.method != "POST":
        return render(request, "inventory/scan.html", {**_choice(request, series), **_state(request, series)})
    form = ScanForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text())
    try:
        record = workflow.scan(
            scan_id=form.cleaned_data["scan"],
            text=form.cleaned_data["text"],
            move=form.cleaned_data["move"],
            params=form.params,
            act=act_of(request),
        )
    except Refusal as refusal:  # this identifier was used for something else
        return _answer(request, series, refusal=refusal.message)
    return _answer(request, series, record=record)


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def find(request: StaffRequest) -> HttpResponse:
    """A scan nothing answered to becomes a device of the batch."""
    series = _series(request)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _answer(request, series, find_form=form)
    donation = get_object_or_404(
        donation_queries.donations_for(request.acting), ref=form.cleaned_data["donation"]
    )
    try:
        record = workflow.find(
            scan_id=form.cleaned_data["scan"], donation=donation, item=form.item(), act=act_of(request)
        )
    except Refusal as refusal:
        return _answer(request, series, refusal=refusal.message)
    return _answer(request, series, record=record)


def _series(request: StaffRequest) -> Series:
    moves = free_moves(request.acting)
    form = SeriesForm(request.GET, moves=moves)
    form.is_valid()
    found = form.cleaned_data
    donation = None
    if ref := found.get("donation"):
        donation = donation_queries.donations_for(request.acting).filter(ref=ref).first()
        if donation is None:
            raise Http404
    return Series(Move(found["move"]) if found.get("move") else None, found.get("reason", ""), donation)


def _answer(request: StaffRequest, series: Series, **result: Any) -> HttpResponse:
    context = {**_state(request, series), **_result(request, series, **result)}
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "inventory/_scan_answer.html", context)
    return render(request, "inventory/scan.html", {**_choice(request, series), **context})


def _choice(request: StaffRequest, series: Series) -> dict[str, Any]:
    """What the series may be changed to."""
    moves = free_moves(request.acting)
    return {
        "ordinary_moves": [move for move in moves if not workflow.needs_reason(move)],
        "exit_moves": [move for move in moves if workflow.needs_reason(move)],
        "reasons": REASONS.get(series.move, {}).items() if series.move else (),
    }


def _state(request: StaffRequest, series: Series) -> dict[str, Any]:
    """The drawer, and in a reception the count of the batch, or the batches to choose from."""
    since = clock.now() - SESSION
    scans = queries.scans_of(request.acting).filter(recorded_at__gte=since)[:SHOWN]
    context: dict[str, Any] = {
        "series": series,
        "scan_id": chance.new_uuid(),
        "records": [Told(record, series) for record in scans],
        "undo": UNDO,
        "result": None,
        "tally": None,
    }
    if series.move != Move.RECEIVE:
        return context
    if series.donation is None:
        batches = donation_queries.donations_for(request.acting).at_stage(*RECEIVING)
        context["batches"] = batches[:30]
    else:
        [context["tally"]] = queries.receptions([series.donation])
        waiting = Device.objects.filter(donation=series.donation, stage=Stage.ANNOUNCED)
        context["never_seen"] = (
            waiting.select_related("type").prefetch_related("identifiers").order_by("pk")[:30]
        )
    return context


def _result(
    request: StaffRequest,
    series: Series,
    *,
    record: ScanRecord | None = None,
    refusal: str = "",
    find_form: FindForm | None = None,
) -> dict[str, Any]:
    may_find = series.donation and request.acting.may(Permission.DEVICE_RECEIVE)
    if may_find and record and record.result == ScanRecord.Result.UNKNOWN:
        find_form = _find_form(record, series)
    return {
        "result": Told(record, series) if record else None,
        "refusal": refusal,
        "find_form": find_form,
    }


def _find_form(record: ScanRecord, series: Series) -> FindForm:
    """Filled with what was scanned: most often it is the serial number."""
    return FindForm(
        initial={
            "scan": chance.new_uuid(),
            "donation": series.donation.ref if series.donation else "",
            "serial": record.text.strip(),
            "type": "laptop",
        }
    )
