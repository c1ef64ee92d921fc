"""The check of what came from a refurbisher: the sample, one verdict after another, the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import VerdictForm
from inventory.models import ArrivalCheck, CheckedDevice, Device
from inventory.views.transfers import transfer_of
from reuse.accounts.answers import kept_file, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission, Reach


@require_POST
@requires(Permission.DEVICE_WORK)
def open_check(request: StaffRequest, ref: str) -> HttpResponse:
    """Draw the sample, or take all of it."""
    transfer = transfer_of(request, ref)
    is_whole = request.POST.get("whole") == "1"
    with refusals_shown(request):
        workflow.open_check(transfer=transfer, is_whole=is_whole, act=act_of(request))
        return redirect("inventory:arrival-check", ref)
    return redirect("inventory:transfer-detail", ref)


@requires(Permission.DEVICE_VIEW)
def arrival_check(request: StaffRequest, ref: str) -> HttpResponse:
    """What was drawn and what was found."""
    return _page(request, _check(request, ref))


def _page(request: StaffRequest, check: ArrivalCheck, form: VerdictForm | None = None) -> HttpResponse:
    acting = request.acting
    is_ours = (
        acting.description.reach == Reach.NETWORK
        or check.transfer.to_site.organisation_id == acting.organisation_id
    )
    rows = list(queries.checked_devices(check))
    is_open = is_ours and not check.decision
    waiting = next((row for row in rows if not row.verdict), None)
    context: dict[str, Any] = {
        "check": check,
        "transfer": check.transfer,
        "count": queries.check_count(check),
        "rows": rows,
        "waiting": waiting,
        "is_ours": is_ours,
        "may_check": is_open and acting.may(Permission.DEVICE_WORK),
        "may_decide": is_open and acting.may(Permission.DEVICE_EXIT),
        "form": form or VerdictForm(),
        "scanned": form.data.get("device", "") if form else request.GET.get("device", ""),
    }
    return render(request, "inventory/transfer_check.html", context, status=400 if form else 200)


@require_POST
@requires(Permission.DEVICE_WORK)
def verdict(request: StaffRequest, ref: str) -> HttpResponse:
    """What was found of one device, scanned or chosen."""
    check = _check(request, ref)
    form = VerdictForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, check, form)
    found = form.cleaned_data
    device = _device(request, found["device"])
    if device is None:
        form.add_error(
            "device", _("No device of this transfer answers to “%(text)s”.") % {"text": found["device"]}
        )
        return _page(request, check, form)
    with refusals_shown(request):
        workflow.record_verdict(
            check=check,
            device=device,
            reason=found["reason"],
            note=found["note"],
            photo=found["photo"],
            act=act_of(request),
        )
        said = _("%(device)s: non-conforming.") if found["reason"] else _("%(device)s conforms.")
        messages.success(request, said % {"device": device})
    return redirect("inventory:arrival-check", ref)


@require_POST
@requires(Permission.DEVICE_EXIT)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Accept it, or send devices back."""
    check = _check(request, ref)
    decision = request.POST.get("decision", "")
    if decision not in ArrivalCheck.Decision.values:
        raise Http404
    with refusals_shown(request):
        decided = workflow.decide_check(check=check, decision=decision, act=act_of(request))
        said = _("Decided: %(decision)s.") % {"decision": decided.get_decision_display()}
        messages.success(request, said)
        if decided.returned:
            return redirect("inventory:transfer-detail", decided.returned.ref)
    return redirect("inventory:arrival-check", ref)


@requires(Permission.DEVICE_VIEW)
def photo(request: StaffRequest, ref: str, code: str) -> HttpResponseBase:
    """The photo of a non-conformity, for who received and who sent; each opening is recorded."""
    checked = get_object_or_404(
        CheckedDevice.objects.filter(check_of=_check(request, ref))
        .exclude(photo=None)
        .select_related("photo"),
        device__code=code,
    )
    assert checked.photo  # noqa: S101 - the question asks for those that have one
    holder = request.acting.organisation
    return kept_file(request, checked.photo, purpose="non_conformity", holder=holder, as_attachment=False)


def _check(request: StaffRequest, ref: str) -> ArrivalCheck:
    transfer = transfer_of(request, ref)
    found = ArrivalCheck.objects.select_related(
        "transfer__from_site__organisation",
        "transfer__to_site__organisation",
        "returned",
        "opened_by",
        "decided_by",
    )
    return get_object_or_404(found, transfer=transfer)


def _device(request: StaffRequest, text: str) -> Device | None:
    found = workflow.resolve(text, membership=request.acting).devices
    return found[0] if len(found) == 1 else None
