"""The pages of after-sales: a case is opened from a code or a serial number, without a name, and closed with one outcome."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.forms.aftersales import FaultForm, OutcomeForm
from beneficiaries.models import AfterSalesCase, CollectiveRequest, Request
from beneficiaries.models.aftersales import AfterSalesCaseQuerySet
from beneficiaries.queries import aftersales
from beneficiaries.queries.given import given_of, last_given
from beneficiaries.states.aftersales import CaseMove, Fault
from beneficiaries.views.edge import show_errors
from inventory import codes
from inventory.models import Device
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

_ANYWHERE = (Permission.HAND_OVER, Permission.DEVICE_RECEIVE)
_YEAR = timedelta(days=365)
_PLAIN = {
    CaseMove.RECEIVE: workflow.receive_case,
    CaseMove.GIVE_BACK: workflow.give_back,
    CaseMove.REGAIN: workflow.regain,
    CaseMove.BRING_IN: workflow.bring_in,
}
_WITH_REASON = {
    CaseMove.EXCHANGE: workflow.exchange,
    CaseMove.END: workflow.end_case,
    CaseMove.ADVISE: workflow.advise,
    CaseMove.REPORT_MISSING: workflow.report_missing,
}


@requires(*_ANYWHERE)
def find(request: StaffRequest) -> HttpResponse:
    """Which device is it? Its code, else its serial number, IMEI or model, among those handed over."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:120]
    devices = aftersales.handed_over_like(text) if text else []
    if len(devices) == 1:
        return redirect("beneficiaries:aftersales-device", devices[0].code)
    context = {
        "text": text,
        "devices": devices,
        "other_host": codes.host_of(text) if text and not devices else "",
        "is_short": 0 < len(text) < aftersales.SHORTEST,
    }
    return render(request, "beneficiaries/aftersales_find.html", context)


@requires(*_ANYWHERE)
def device(request: StaffRequest, code: str) -> HttpResponse:
    """What is known of a device handed over, and what is wrong with it now."""
    known = _handed_over(code)
    form = FaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, "note"):
            case = workflow.open_case(
                device=known,
                fault=Fault(form.cleaned_data["fault"]),
                note=form.cleaned_data["note"],
                act=act_of(request),
            )
            messages.success(request, _("Case %(ref)s: say what becomes of it.") % {"ref": case.ref})
            return redirect("beneficiaries:aftersales-case", case.ref)
    handover = last_given(known)
    context = {
        "device": known,
        "handover": handover,
        "form": form,
        "cases": aftersales.cases_of(known),
        "openable": set(_visible(request).filter(device=known).values_list("ref", flat=True)),
        "may_tell": handover is not None and handover.is_out,
        "on": act_of(request).on,
    }
    return render(request, "beneficiaries/aftersales_device.html", context)


@requires(*_ANYWHERE)
def case(request: StaffRequest, ref: str) -> HttpResponse:
    """One case: what is wrong, the warranty, what happened, and the ways it may end."""
    known, act = _found(request, ref), act_of(request)
    allowed = set(workflow.CASE.allowed(known, act))
    if known.device.goes_back is False:
        allowed -= {CaseMove.GIVE_BACK}
    context: dict[str, Any] = {
        "case": known,
        "device": known.device,
        "handover": given_of(known),
        "about": _about(request, known),
        "may_see_device": Device.objects.visible_to(request.acting).filter(pk=known.device_id).exists(),
        "events": aftersales.case_events(known),
        "before": aftersales.cases_of(known.device).exclude(pk=known.pk),
        "gestures": [(move, CaseMove(move).label) for move in _PLAIN if move in allowed],
        "outcomes": [
            (move, CaseMove(move).label, OutcomeForm(move=move)) for move in _WITH_REASON if move in allowed
        ],
    }
    return render(request, "beneficiaries/aftersales_case.html", context)


@require_POST
@requires(*_ANYWHERE)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Make one move of a case."""
    known, move, act = _found(request, ref), request.POST.get("move", ""), act_of(request)
    if move in _PLAIN:
        with refusals_shown(request):
            _PLAIN[CaseMove(move)](case=known, act=act)
            messages.success(request, _("Noted."))
    elif move in _WITH_REASON:
        form = OutcomeForm(request.POST, move=move)
        if form.is_valid():
            with refusals_shown(request):
                _WITH_REASON[CaseMove(move)](case=known, act=act, **form.cleaned_data)
                messages.success(request, _("Noted."))
        else:
            show_errors(request, form)
    else:
        messages.error(request, _("There is no such action."))
    return redirect("beneficiaries:aftersales-case", ref)


@requires(Permission.REQUEST_DECIDE)
def returns(request: StaffRequest) -> HttpResponse:
    """Faults and returns under warranty, by the batch and the refurbisher they come from."""
    until = act_of(request).on
    since = until - _YEAR
    context = {
        "since": since,
        "until": until,
        "by_refurbisher": aftersales.returns_by_refurbisher(since, until),
        "by_batch": [one for one in aftersales.returns_by_batch(since, until) if one.faulty],
    }
    return render(request, "beneficiaries/aftersales_returns.html", context)


def _about(request: StaffRequest, case: AfterSalesCase) -> dict[str, str]:
    """The request it was handed over for, if this person sees it: its reference and its page."""
    if case.handover:
        known = case.handover.request
        is_seen = Request.objects.visible_to(request.acting).filter(pk=known.pk).exists()
        return {"ref": known.ref, "page": "beneficiaries:request-detail"} if is_seen else {}
    known_together = case.item.collective if case.item else None
    seen = CollectiveRequest.objects.visible_to(request.acting)
    if known_together and seen.filter(pk=known_together.pk).exists():
        return {"ref": known_together.ref, "page": "beneficiaries:collective"}
    return {}


def _visible(request: StaffRequest) -> AfterSalesCaseQuerySet:
    return AfterSalesCase.objects.visible_to(request.acting)


def _found(request: StaffRequest, ref: str) -> AfterSalesCase:
    return get_object_or_404(_visible(request).with_labels(), ref=ref)


def _handed_over(code: str) -> Device:
    found = aftersales.handed_over_like(code) if codes.parse(code) else []
    if not found:
        raise Http404
    return found[0]
