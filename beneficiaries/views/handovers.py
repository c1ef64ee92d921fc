"""The pages of a hand-over: the appointment, the check-list and signature, what comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import AlsoForm, HandOverForm, ReasonForm
from beneficiaries.forms.identities import PurposeForm
from beneficiaries.models import FollowUpConsent, Handover, SignedPaper
from beneficiaries.queries import narrative
from beneficiaries.queries.nearby import nearby
from beneficiaries.states import HANDOVER_REASONS, HandoverMove, HandoverStage
from beneficiaries.views.edge import show_errors, today
from inventory.queries import price_cap
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


def found(request: StaffRequest, public_id: str) -> Handover:
    """The hand-over, if this person may see it."""
    return get_object_or_404(
        Handover.objects.visible_to(request.acting).with_labels().select_related("terms__receipt"),
        public_id=public_id,
    )


@requires(Permission.HAND_OVER)
def detail(request: StaffRequest, public_id: str) -> HttpResponse:
    """Check, sign, hand over; afterwards the form, the warranty, and what to do if it breaks down."""
    act, known = act_of(request), found(request, public_id)
    set_items, lacking = queries.items_of(known.allocation), queries.lacking(known.allocation)
    cap = price_cap(known.device, on=today(act), others=[one.device for one in set_items])
    form = HandOverForm(
        request.POST or None,
        known=known.request,
        on=today(act),
        zone=known.site.time_zone,
        initial={"price": None if cap.cents else 0},
    )
    is_planned = known.stage == HandoverStage.PLANNED
    others = [
        AlsoForm(request.POST or None, handover=one, on=today(act))
        for one in (queries.to_sign_together(known) if is_planned else ())
    ]
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in others)]):
        with refusals_shown(request, form):
            own = workflow.Part(known, form.cleaned_data["code"], form.price_cents, form.terms())
            paid_by = form.cleaned_data["paid_by"]
            also = [one.part(paid_by) for one in others if one.cleaned_data["code"]]
            workflow.hand_over_together(parts=[own, *also], signature=form.signature(), act=act)
            messages.success(request, _("The device is handed over. Print the form, or open it later."))
            return redirect("beneficiaries:handover-detail", public_id=public_id)
    context: dict[str, Any] = {
        "handover": known,
        "known": known.request,
        "cap": cap,
        "form": form,
        "others": others,
        "set_items": set_items,
        "lacking": lacking,
        "accessories": list(queries.items_with(known.request, queries.set_rules(today(act))).values()),
        "events": narrative.handover_events(known),
        "near": nearby(known.request, act.on),
        "consent": FollowUpConsent.objects.filter(handover=known).first(),
        "take_back_form": ReasonForm(reasons=HANDOVER_REASONS[HandoverMove.TAKE_BACK]),
        "purpose": PurposeForm(auto_id="signed_%s"),
        "may_name": queries.may_name(request.acting, known.request),
        "legs_asked": queries.legs_asked(known.request),
        "has_paper": SignedPaper.objects.filter(signature__handover=known).exists(),
        "is_planned": is_planned,
        "is_over": known.planned_at <= act.at,
        "is_done": known.stage == HandoverStage.DONE,
        "may_take_back": known.stage == HandoverStage.DONE and act.membership.may(Permission.DEVICE_RECEIVE),
    }
    return render(request, "beneficiaries/handover_detail.html", context)


@require_POST
@requires(Permission.HAND_OVER)
def cancel(request: StaffRequest, public_id: str) -> HttpResponse:
    """Cancel the appointment; the device stays reserved."""
    known = found(request, public_id)
    with refusals_shown(request):
        workflow.cancel_handover(handover=known, act=act_of(request))
        messages.success(request, _("The appointment is cancelled; the device stays reserved."))
    return redirect("beneficiaries:allocation-detail", public_id=known.allocation.public_id)


@require_POST
@requires(Permission.HAND_OVER)
def give_part(request: StaffRequest, public_id: str) -> HttpResponse:
    """Give later what was missing of the set, or another one for what came back."""
    known = found(request, public_id)
    with refusals_shown(request):
        code = request.POST.get("code", "").replace("\0", "")[:200]
        workflow.give_part(handover=known, code=code, act=act_of(request))
        messages.success(request, _("Given. It belongs to the set from now on."))
    return redirect("beneficiaries:handover-detail", public_id=public_id)


@require_POST
@requires(Permission.HAND_OVER)
def fault(request: StaffRequest, public_id: str) -> HttpResponse:
    """Report a fault of a device handed over."""
    with refusals_shown(request):
        workflow.report_fault(
            handover=found(request, public_id),
            note=request.POST.get("note", "").replace("\0", "")[:300],
            act=act_of(request),
        )
        messages.success(request, _("The fault is reported: a coordinator calls the device back."))
    return redirect("beneficiaries:handover-detail", public_id=public_id)


@require_POST
@requires(Permission.HAND_OVER)
def take_back(request: StaffRequest, public_id: str) -> HttpResponse:
    """A device comes back; the request waits again in its place unless nothing is needed any more."""
    known = found(request, public_id)
    form = ReasonForm(request.POST, reasons=HANDOVER_REASONS[HandoverMove.TAKE_BACK])
    if form.is_valid():
        with refusals_shown(request):
            workflow.take_back(
                handover=known,
                act=act_of(request),
                is_replaced="replace" in request.POST,
                **form.cleaned_data,
            )
            messages.success(request, _("The device is back. It goes through erasure and control again."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:request-detail", ref=known.request.ref)
