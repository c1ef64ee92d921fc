"""The pages of a proposal: what the rule finds and why, accepted or overruled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import ChoiceForm, ReasonForm
from beneficiaries.models import LIVE, Allocation
from beneficiaries.queries import Fit, narrative
from beneficiaries.states import (
    ALLOCATION_REASONS,
    PROLONG_REASONS,
    AllocationMove,
    AllocationStage,
    RequestStage,
)
from beneficiaries.views.edge import show_errors, today
from beneficiaries.views.requests import found as found_request
from inventory.models import Device
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


def found(request: StaffRequest, public_id: str) -> Allocation:
    """The allocation, if this person may see it."""
    visible = Allocation.objects.visible_to(request.acting).with_labels()
    return get_object_or_404(visible, public_id=public_id)


@requires(Permission.ALLOCATION_DECIDE)
def propose(request: StaffRequest, ref: str) -> HttpResponse:
    """The best fit with its reasons, the alternatives; reserve it, ask first, or choose another with a reason."""
    act, known = act_of(request), found_request(request, ref)
    fit = queries.best_fit(known)
    form = ChoiceForm(request.POST or None, codes=_codes(fit))
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            verb = workflow.propose if request.POST.get("decision") == "ask" else workflow.reserve_for
            allocation = verb(
                request=known,
                device=_device(form.cleaned_data["device"]),
                reason_code=form.cleaned_data["reason_code"],
                note=form.cleaned_data["note"],
                act=act,
            )
            messages.success(
                request,
                _("%(device)s is held for %(ref)s.") % {"device": allocation.device, "ref": ref},
            )
            return redirect("beneficiaries:allocation-detail", public_id=allocation.public_id)
    ranking = queries.ranking(on=today(act), device_type=known.type)
    context: dict[str, Any] = {
        "known": known,
        "facts": narrative.facts(known),
        "fit": fit,
        "form": form,
        "parts": queries.parts_at(known, fit.best.device.site) if fit.best else [],
        "place": ranking.find(known),
        "rule": ranking.rule,
        "may_propose": known.stage == RequestStage.WAITING,
    }
    return render(request, "beneficiaries/request_propose.html", context)


@requires(Permission.REQUEST_VIEW)
def detail(request: StaffRequest, public_id: str) -> HttpResponse:
    """A proposal: the device, why this one, and what can be done."""
    act, known = act_of(request), found(request, public_id)
    allowed = workflow.ALLOCATION.allowed(known, act)
    may_overrule = AllocationMove.ACCEPT in allowed
    fit = queries.best_fit(known.request) if may_overrule else None
    is_held = known.stage == AllocationStage.ACCEPTED and known.held_until is not None
    context: dict[str, Any] = {
        "allocation": known,
        "known": known.request,
        "candidate": queries.candidate_for(known.request, known.device),
        "reasons": narrative.reasons_of(known),
        "factors": narrative.factors_of(known),
        "events": narrative.allocation_events(known),
        "fit": fit,
        "handover": getattr(known, "handover", None),
        "refuse_form": ReasonForm(reasons=ALLOCATION_REASONS[AllocationMove.REFUSE], auto_id="refuse_%s"),
        "release_form": ReasonForm(reasons=ALLOCATION_REASONS[AllocationMove.CANCEL], auto_id="release_%s"),
        "overrule_form": ChoiceForm(codes=_codes(fit)),
        "may": {move: move in allowed for move in AllocationMove.values},
        "may_overrule": may_overrule,
        "aside": queries.aside_for(known, today(act)) if known.stage == AllocationStage.ACCEPTED else None,
        "set_items": queries.items_of(known),
        "lacking": queries.lacking(known) if known.stage in LIVE else [],
        "keeps_until": queries.keeps_until(known) if is_held else None,
        "may_prolong": is_held and not known.prolonged_on and act.membership.may(Permission.HAND_OVER),
        "prolong_form": ReasonForm(reasons=PROLONG_REASONS, auto_id="prolong_%s"),
        "may_plan": known.stage == AllocationStage.ACCEPTED and act.membership.may(Permission.HAND_OVER),
        "may_answer": act.membership.may(Permission.REQUEST_FILE),
    }
    return render(request, "beneficiaries/allocation_detail.html", context)


@require_POST
@requires(Permission.REQUEST_FILE)
def answer(request: StaffRequest, public_id: str) -> HttpResponse:
    """The person's answer, given by the worker: it suits, or it does not and why."""
    known = found(request, public_id)
    form = ReasonForm(request.POST, reasons=ALLOCATION_REASONS[AllocationMove.REFUSE], is_needed=False)
    if form.is_valid():
        with refusals_shown(request):
            suits = request.POST.get("answer") == "yes"
            workflow.answer(allocation=known, suits=suits, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The answer is recorded. A refusal never costs the rank."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:request-detail", ref=known.request.ref)


@require_POST
@requires(Permission.ALLOCATION_DECIDE)
def accept(request: StaffRequest, public_id: str) -> HttpResponse:
    """Reserve the device proposed."""
    known = found(request, public_id)
    with refusals_shown(request):
        workflow.accept_proposal(allocation=known, act=act_of(request))
        messages.success(
            request,
            _("%(device)s is reserved for %(ref)s.") % {"device": known.device, "ref": known.request.ref},
        )
    return redirect("beneficiaries:allocation-detail", public_id=public_id)


@require_POST
@requires(Permission.REQUEST_FILE, Permission.ALLOCATION_DECIDE)
def refuse(request: StaffRequest, public_id: str) -> HttpResponse:
    """Refuse the proposal, with a reason; the request keeps its place."""
    return _with_reason(request, public_id, AllocationMove.REFUSE)


@require_POST
@requires(Permission.ALLOCATION_DECIDE)
def release(request: StaffRequest, public_id: str) -> HttpResponse:
    """Put a reserved device back in stock, with a reason."""
    return _with_reason(request, public_id, AllocationMove.CANCEL)


def _with_reason(request: StaffRequest, public_id: str, move: AllocationMove) -> HttpResponse:
    known = found(request, public_id)
    form = ReasonForm(request.POST, reasons=ALLOCATION_REASONS[move])
    verb = workflow.refuse_proposal if move == AllocationMove.REFUSE else workflow.cancel_allocation
    if form.is_valid():
        with refusals_shown(request):
            verb(allocation=known, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The device is free again; the request keeps its place."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:request-detail", ref=known.request.ref)


@require_POST
@requires(Permission.ALLOCATION_DECIDE)
def overrule(request: StaffRequest, public_id: str) -> HttpResponse:
    """Reserve another device than the one proposed, with a reason."""
    known = found(request, public_id)
    form = ChoiceForm(request.POST, codes=_codes(queries.best_fit(known.request)))
    device = _device(form.cleaned_data["device"]) if form.is_valid() else None
    if device is None:
        messages.error(request, _("Choose the other device in the list, and a reason."))
        return redirect("beneficiaries:allocation-detail", public_id=public_id)
    with refusals_shown(request):
        chosen = workflow.overrule(
            allocation=known,
            device=device,
            reason_code=form.cleaned_data["reason_code"],
            note=form.cleaned_data["note"],
            act=act_of(request),
        )
        messages.success(
            request, _("%(device)s is reserved for %(ref)s.") % {"device": device, "ref": known.request.ref}
        )
        public_id = str(chosen.public_id)
    return redirect("beneficiaries:allocation-detail", public_id=public_id)


def _codes(fit: Fit | None) -> list[str]:
    return [one.device.code for one in (*fit.candidates, *fit.too_weak)] if fit else []


def _device(code: str) -> Device | None:
    return Device.objects.filter(code=code).select_related("type", "site", "owner").first() if code else None
