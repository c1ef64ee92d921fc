"""Follower sheets: printed for devices, and entered at the end of the bench by scanning what is ticked."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import queries, workflow
from inventory.documents.follower import follower_sheets
from inventory.forms import EntryForm, SheetsForm
from inventory.models import Device
from inventory.states import Stage
from inventory.views.subjects import device_of
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.LABEL_PRINT)
def follower(request: StaffRequest, code: str) -> HttpResponse:
    """The sheet of one device."""
    return _pdf([device_of(request, code)], act_of(request))


@requires(Permission.LABEL_PRINT)
def followers(request: StaffRequest) -> HttpResponse:
    """The sheets of a selection or a batch: drawn at once, or by a job when there are many."""
    form = SheetsForm(request.POST if request.method == "POST" else None, initial={"codes": _asked(request)})
    if form.is_valid():
        found = {one.code: one for text in form.cleaned_data["codes"] for one in _devices(request, text)}
        if not found:
            form.add_error("codes", _("These name no device of yours."))
        elif len(found) <= workflow.MOST_SHEETS:
            return _pdf(list(found.values()), act_of(request))
        else:
            job = workflow.print_followers(devices=list(found.values()), act=act_of(request))
            return redirect("jobs:job-detail", job.public_id)
    return render(request, "inventory/follower_print.html", {"form": form})


def _asked(request: StaffRequest) -> str:
    """What the address asks for: codes, or a batch."""
    if ref := request.GET.get("donation"):
        found = queries.devices(request.acting, queries.DeviceFilter(donation=ref)).exclude(
            stage__in=(Stage.ANNOUNCED, Stage.NOT_DELIVERED)
        )
        return "\n".join(found.order_by("pk").values_list("code", flat=True)[:10_000])
    return "\n".join(request.GET.get("codes", "").split())


def _devices(request: StaffRequest, text: str) -> list[Device]:
    found = workflow.resolve(text, membership=request.acting).devices
    return list(found) if len(found) == 1 else []


def _pdf(devices: list[Device], act: Act) -> HttpResponse:
    drawn = follower_sheets(queries.sheets_for(devices, on=act.on), language=get_language() or "fr")
    answer = HttpResponse(drawn, content_type="application/pdf")
    name = _("sheet-%(code)s.pdf") % {"code": devices[0].code} if len(devices) == 1 else _("sheets.pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@requires(Permission.DEVICE_WORK)
def entry(request: StaffRequest) -> HttpResponse:
    """A sheet is entered by scanning: the device, what is ticked, then the end. Each scan is one request."""
    if request.method == "POST":
        return redirect(f"{reverse('inventory:check-entry')}?{urlencode(_entered(request))}")
    device = device_of(request, code) if (code := request.GET.get("d", "")) else None
    act = act_of(request)
    checklist = workflow.checklist_for(device, on=act.on, stage=device.stage) if device else None
    draft = queries.draft_of(device) if device else None
    answers = draft.results if draft else {}
    context = {
        "device": device,
        "rows": [(item, answers.get(item.code, "")) for item in checklist.entries] if checklist else [],
        "draft": draft,
        "is_none": request.GET.get("none") == "1",
        "is_faulty": request.GET.get("fault") == "1",
        "open": sum(1 for item in checklist.entries if item.code not in answers) if checklist else 0,
    }
    return render(request, "inventory/check_entry.html", context)


def _entered(request: StaffRequest) -> dict[str, str]:
    """One scan; what the page goes on with: whose sheet is open."""
    form = EntryForm(request.POST)
    form.is_valid()
    code = form.cleaned_data.get("device", "")
    device = device_of(request, code) if code else None
    kept = {"d": device.code} if device else {}
    with refusals_shown(request):
        entered = workflow.enter_scan(
            text=form.cleaned_data.get("text", ""),
            device=device,
            is_none=form.cleaned_data.get("none", False),
            act=act_of(request),
        )
        (messages.warning if entered.has_faults else messages.success)(request, entered.told)
        return {
            **({"d": entered.device.code} if entered.device else {}),
            **({"none": "1"} if entered.is_none else {}),
            **({"fault": "1"} if entered.has_faults else {}),
        }
    return kept
