"""The pages of a request: explained, decided on."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import AdditionForm, ReasonForm
from beneficiaries.forms.conditions import ContestForm
from beneficiaries.models import LIVE, Handover, Request
from beneficiaries.queries import narrative
from beneficiaries.queries.nearby import nearby
from beneficiaries.states import ALLOCATION_REASONS, AllocationMove, RequestMove, RequestStage
from beneficiaries.views.edge import show_errors, today
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import User
from reuse.accounts.roles import Permission
from reuse.directory import queries as directory


def found(request: StaffRequest, ref: str) -> Request:
    """The request of that number, if this person may see it; else there is nothing at this address."""
    return get_object_or_404(Request.objects.visible_to(request.acting).with_labels(), ref=ref)


@requires(Permission.REQUEST_VIEW)
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """Where a request stands, why, and what can be done."""
    act, known = act_of(request), found(request, ref)
    allowed = workflow.REQUEST.allowed(known, act)
    is_waiting = known.stage == RequestStage.WAITING
    placed = queries.ranking(on=today(act), device_type=known.type) if is_waiting else None
    allocation = known.allocations.filter(stage__in=LIVE).with_labels().first()
    context: dict[str, Any] = {
        "known": known,
        "mark": known.mark if known.partner_id == request.acting.organisation_id else "",
        "steps": narrative.steps(known),
        "facts": narrative.facts(known),
        "legs": narrative.legs(known),
        "near": nearby(known, today(act)),
        "events": narrative.events(known),
        "eligibility": queries.eligibility(known),
        "changed": queries.changes_since(known, today(act)) if known.stage == RequestStage.DRAFT else (),
        "standing": queries.standing(known, today(act)),
        "contest_form": ContestForm(),
        "may_decide": act.membership.may(Permission.REQUEST_DECIDE),
        "rule": placed.rule if placed else None,
        "place": placed.find(known) if placed else None,
        "allocation": allocation,
        "proposal_reasons": narrative.reasons_of(allocation) if allocation else [],
        "answer_form": ReasonForm(reasons=ALLOCATION_REASONS[AllocationMove.REFUSE], is_needed=False),
        "cancel_form": ReasonForm(reasons=workflow.REQUEST.reasons[RequestMove.CANCEL], auto_id="cancel_%s"),
        "handovers": Handover.objects.filter(request=known).select_related(
            "device__type", "site", "document"
        ),
        "colleagues": queries.colleagues_of(known, today(act))
        if act.membership.may(Permission.REQUEST_FILE)
        else [],
        "household": queries.household_of(known, request.acting),
        "addition_form": AdditionForm(auto_id="addition_%s"),
        "may": {move: move in allowed for move in RequestMove.values},
        "may_add": known.stage in workflow.UNDER_WAY and act.membership.may(Permission.REQUEST_FILE),
        "may_duplicate": bool(known.commune) and act.membership.may(Permission.REQUEST_FILE),
        "may_edit": known.stage in {RequestStage.DRAFT, RequestStage.SUBMITTED}
        and act.membership.may(Permission.REQUEST_FILE),
        "may_answer": act.membership.may(Permission.REQUEST_FILE),
        "may_hand_over": act.membership.may(Permission.HAND_OVER),
        "may_print_voucher": known.stage in workflow.GOOD_FOR and act.membership.may(Permission.HAND_OVER),
        "voucher": queries.voucher_of(known),
        "may_name": queries.may_name(request.acting, known),
        "readings": queries.readings_of(known),
        "may_export": act.membership.may(Permission.REQUEST_FILE),
        "may_erase": known.stage in queries.ENDED and act.membership.may(Permission.REQUEST_FILE),
    }
    return render(request, "beneficiaries/request_detail.html", context)


@requires(Permission.REQUEST_DECIDE)
def decide(request: StaffRequest, ref: str) -> HttpResponse:
    """Accept or decline a request, its conditions in view."""
    act, known = act_of(request), found(request, ref)
    eligibility, commission = queries.eligibility(known), queries.commission_of(known, today(act))
    verbs = {"accept": workflow.accept, "decline": workflow.decline, "review": workflow.review}
    decision = request.POST.get("decision", "")
    forms = {
        move: ReasonForm(
            request.POST if decision == move else None,
            reasons=workflow.REQUEST.reasons[move],
            is_needed=move != RequestMove.ACCEPT or not eligibility.is_met or commission is not None,
            prefix=move,
        )
        for move in verbs
    }
    if request.method == "POST" and decision in verbs and forms[decision].is_valid():
        with refusals_shown(request, forms[decision]):
            verbs[decision](request=known, act=act, **forms[decision].cleaned_data)
            messages.success(request, _("Your decision on %(ref)s is recorded.") % {"ref": ref})
            return redirect("beneficiaries:coordinator-home")
    context = {
        "known": known,
        "facts": narrative.facts(known),
        "additions": narrative.additions(known),
        "eligibility": eligibility,
        "commission": commission,
        "is_served": directory.serves(known.partner, commune=known.commune, department=known.department),
        "forms": forms,
        "may": {move: move in workflow.REQUEST.allowed(known, act) for move in verbs},
    }
    return render(request, "beneficiaries/request_decide.html", context)


@require_POST
@requires(Permission.REQUEST_FILE, Permission.REQUEST_DECIDE)
def cancel(request: StaffRequest, ref: str) -> HttpResponse:
    """Give a request up, with a reason."""
    form = ReasonForm(request.POST, reasons=workflow.REQUEST.reasons[RequestMove.CANCEL])
    if form.is_valid():
        with refusals_shown(request):
            workflow.cancel(request=found(request, ref), act=act_of(request), **form.cleaned_data)
            messages.success(request, _("Request %(ref)s is cancelled.") % {"ref": ref})
    else:
        show_errors(request, form)
    return redirect("beneficiaries:request-detail", ref=ref)


@require_POST
@requires(Permission.REQUEST_FILE, Permission.REQUEST_DECIDE)
def hold(request: StaffRequest, ref: str) -> HttpResponse:
    """Put a request on hold, or back into the queue: it keeps the day it was sent."""
    known = found(request, ref)
    verb = workflow.resume if known.stage == RequestStage.PAUSED else workflow.pause
    with refusals_shown(request):
        verb(request=known, act=act_of(request))
        messages.success(request, _("Done: the waiting time goes on counting."))
    return redirect("beneficiaries:request-detail", ref=ref)


@require_POST
@requires(Permission.REQUEST_FILE)
def entrust(request: StaffRequest, ref: str) -> HttpResponse:
    """Hand the case to a colleague."""
    try:
        worker = get_object_or_404(User, public_id=uuid.UUID(request.POST.get("worker", "")))
    except ValueError:
        raise Http404 from None
    with refusals_shown(request):
        workflow.hand_on(request=found(request, ref), worker=worker, act=act_of(request))
        messages.success(request, _("%(name)s now follows this request.") % {"name": worker.name})
    return redirect("beneficiaries:request-detail", ref=ref)
