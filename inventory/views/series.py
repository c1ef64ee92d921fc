"""The page of a series, and its parts one by one."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from donors import queries as donation_queries
from donors.models import Donation
from donors.states import DonationStage
from inventory import queries, workflow
from inventory.forms import (
    FindForm,
    ListForm,
    SeriesForm,
    actions,
    place_of,
)
from inventory.models import Device, ScanRecord, Series
from inventory.states import END, UNDO, Action, Move, Stage
from inventory.views.outcomes import SeriesTold, Told
from inventory.workflow import Plan
from reuse.accounts.decorators import StaffRequest, act_of
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.accounts.workstations import workstation_of
from reuse.core import chance

SHOWN = 40


RECEIVING = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION)


SCANNERS = (Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK, Permission.DEVICE_EXIT)


def answer(request: StaffRequest, plan: Plan, told: list[Told]) -> dict[str, Any]:
    """Rows to put in the drawer, the panel of the last scan, and the count."""
    frame = _frame(request, plan)
    changed = [one for one in told if one.has_row]
    undone = [one.record.outcome["undone"] for one in told if "undone" in one.record.outcome]
    taken_back = queries.scans_in(plan.id).filter(scan__in=undone, by=request.user) if undone else ()
    rows = [*changed, *(Told(record) for record in taken_back)]
    last = told[-1] if told else None
    panel = {**frame, **_result(request, plan, record=last.record if last else None)}
    return {
        "results": [{"id": str(one.record.scan), "result": one.kind} for one in told],
        "rows": [
            {"id": f"s-{one.record.scan}", "html": _html(request, "_scan_row.html", {**frame, "told": one})}
            for one in rows
        ],
        "told": _html(request, "_scan_told.html", panel),
        "count": _html(request, "_scan_count.html", {**frame, **_count(plan)}),
        "gone": [one.record.outcome["settled"] for one in told if "settled" in one.record.outcome],
        **_badge(last),
    }


def _badge(last: Told | None) -> dict[str, Any]:
    """A badge was scanned: the page asks for its PIN."""
    person = last.record.outcome.get("person") if last else None
    return {"badge": {"code": last.record.text, "name": person}} if last and person else {}


def _html(request: HttpRequest, name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"inventory/{name}", context, request=request)


def plan_of(request: StaffRequest, series: UUID) -> Plan:
    """The series of an address: its row once it has one, else what the address says."""
    row = Series.objects.filter(public_id=series).select_related("donation").first()
    if row:
        if row.organisation_id != request.acting.organisation_id:
            raise Http404
        return plan_of_row(row)
    form = SeriesForm(request.GET, membership=request.acting)
    if not form.is_valid():
        raise Http404
    return form.plan(series)


def plan_of_row(row: Series) -> Plan:
    return Plan(id=row.public_id, action=Action(row.action), params=row.params, donation=row.donation)


def row_of(request: StaffRequest, plan: Plan) -> Series:
    return workflow.series_of(plan, act=act_of(request), workstation=workstation_of(request))


def print_each(request: StaffRequest, plan: Plan, records: Collection[ScanRecord]) -> None:
    """Where the site wants a label after each device received, ask for it and say so in the scan's outcome."""
    if plan.action != Action.RECEIVE:
        return
    received = [one for one in records if one.result == ScanRecord.Result.DONE and one.device]
    jobs = workflow.print_received(
        devices=[one.device for one in received if one.device], act=act_of(request)
    )
    for one in received:
        if one.device and (job := jobs.get(one.device.code)):
            one.outcome["job"] = str(job.public_id)
            one.save(update_fields=["outcome"])


def told_of(request: StaffRequest, plan: Plan) -> SeriesTold:
    wanted = plan.params.get("site", "")
    site = Site.objects.filter(public_id=wanted).first() if wanted else None
    return SeriesTold(plan, place=place_of(plan, request.acting), site=site)


def address_of(plan: Plan) -> str:
    """The page of the series, with what its first scan needs to know."""
    donation = {"donation": plan.donation.ref} if plan.donation else {}
    return f"{reverse('inventory:scan-series', args=[plan.id])}?{_query(plan.action, {**plan.params, **donation})}"


def start_address(action: str, params: Mapping[str, str]) -> str:
    """Where a series of this action begins."""
    return f"{reverse('inventory:scan')}?{_query(action, params)}"


def _query(action: str, params: Mapping[str, str]) -> str:
    names = {"reason_code": "reason"}
    return urlencode(
        {"action": str(action), **{names.get(name, name): value for name, value in params.items()}}
    )


def page(request: StaffRequest, plan: Plan, *, weighed: str = "", **result: Any) -> HttpResponse:
    """The whole page of a series, as it stands. `weighed`: the device whose weight is to follow."""
    context = {
        "weighed": weighed,
        "undo": UNDO,
        **_frame(request, plan),
        "workstation": workstation_of(request),
        "orders_json": json.dumps(orders(actions(request.acting))),
        "params_json": json.dumps(dict(plan.params)),
        "list_form": ListForm(),
        **_drawer(plan),
        **_count(plan),
        **_rest(request, plan),
        **_result(request, plan, **result),
    }
    return render(request, "inventory/scan.html", context)


def orders(mine: Collection[str]) -> dict[str, str]:
    """What the command barcodes order, for the page to obey without asking: `undo`, `end`, or an address."""
    return {
        text: str(one.action) if one.action in {UNDO, END} else start_address(one.action, one.params)
        for text, one in queries.commands().items()
        if one.action in {UNDO, END, *mine}
    }


def _frame(request: StaffRequest, plan: Plan) -> dict[str, Any]:
    """What every part of the page needs."""
    address = address_of(plan)
    return {
        "series": told_of(request, plan),
        "beside": beside(plan),
        "scan_id": chance.new_uuid(),
        "address": address,
        "address_query": address.partition("?")[2],
    }


def beside(plan: Plan) -> list[Donation]:
    """The batches received side by side; none where the series has one at most."""
    refs = workflow.refs_in(plan.params)
    if len(refs) < 2:
        return []
    found = {one.ref: one for one in Donation.objects.filter(ref__in=refs).select_related("donor")}
    return [found[ref] for ref in refs if ref in found]


def tell(record: ScanRecord, plan: Plan) -> Told:
    """A scan of this series, for its row and its panel."""
    return Told(record, plan.donation.pk if plan.donation else None, workflow.refs_in(plan.params))


def _drawer(plan: Plan) -> dict[str, Any]:
    records = list(queries.drawer(plan.id)[: SHOWN + 1])
    return {"records": [tell(one, plan) for one in records[:SHOWN]], "has_more": len(records) > SHOWN}


def _count(plan: Plan) -> dict[str, Any]:
    """How far the series is; in a reception, how far the batch is."""
    receptions: list[queries.Reception] = []
    if plan.action == Action.RECEIVE and plan.donation:
        receptions = queries.receptions(beside(plan) or [plan.donation])
    row = Series.objects.filter(public_id=plan.id).first() if plan.action == Action.RECEIVE else None
    return {
        "count": queries.series_count(plan.id),
        "tallies": receptions,
        "unlabelled": queries.unlabelled_in(row) if row else 0,
        "alike": workflow.alike(row) if row else "",
    }


def _rest(request: StaffRequest, plan: Plan) -> dict[str, Any]:
    """In a reception the batches to choose from, or what of the batch was never seen."""
    if plan.action != Action.RECEIVE:
        return {}
    if plan.donation is None:
        return {"batches": donation_queries.donations_for(request.acting).at_stage(*RECEIVING)[:30]}
    waiting = Device.objects.filter(donation__in=beside(plan) or [plan.donation], stage=Stage.ANNOUNCED)
    waiting = waiting.select_related("type").prefetch_related("identifiers").order_by("pk")
    return {"never_seen": waiting[:30]}


def _result(
    request: StaffRequest,
    plan: Plan,
    *,
    record: ScanRecord | None = None,
    refusal: str = "",
    find_form: FindForm | None = None,
) -> dict[str, Any]:
    may_find = (
        plan.donation and plan.action == Move.RECEIVE.value and request.acting.may(Permission.DEVICE_RECEIVE)
    )
    if may_find and record and record.result == ScanRecord.Result.UNKNOWN:
        find_form = _find_form(record, plan)
    return {
        "result": tell(record, plan) if record else None,
        "refusal": refusal,
        "find_form": find_form,
    }


def _find_form(record: ScanRecord, plan: Plan) -> FindForm:
    """Filled with what was scanned: most often it is the serial number."""
    return FindForm(
        initial={
            "scan": chance.new_uuid(),
            "donation": plan.donation.ref if plan.donation else "",
            "settles": record.scan,
            "label": record.outcome.get("blank", ""),
            "serial": "" if "blank" in record.outcome else record.text.strip(),
            "type": plan.params.get("type", "laptop"),
        }
    )
