"""The trip of one batch: days proposed and answered by both sides, how to pack, what was loaded, the file for a calendar."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors import queries, workflow
from donors.forms import AnswerForm, SlotForm
from donors.models import Appointment, AppointmentProposal, Donation
from donors.states import Party
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

EITHER = (Permission.DONATION_REGISTER, Permission.DONATION_DECIDE)


@requires(Permission.DONATION_VIEW)
def appointment(request: StaffRequest, ref: str) -> HttpResponse:
    """Where the trip stands, what each side said, and what may be done now."""
    return _page(request, _donation(request, ref))


def _page(request: StaffRequest, donation: Donation, form: SlotForm | None = None) -> HttpResponse:
    act = act_of(request)
    trips = list(donation.appointments.select_related("carrier", "site", "slip").order_by("-pk"))
    for trip in trips:
        trip.donation = donation
    current = next((trip for trip in trips if trip.state != Appointment.State.CALLED_OFF), None)
    side = workflow.side_of(donation, act)
    may_act = side is not None and workflow.may_travel(donation)
    waiting = current.proposals.filter(outcome="waiting").first() if current else None
    types = donation.lines.values_list("type__code", flat=True)
    context: dict[str, Any] = {
        "donation": donation,
        "current": current,
        "waiting": waiting,
        "may_answer": may_act and waiting is not None and waiting.party != side,
        "doubts": workflow.doubts(donation, side, waiting.slot, current.carrier)
        if side and current and waiting and waiting.party != side
        else [],
        "history": AppointmentProposal.objects.filter(appointment__donation=donation)
        .select_related("by", "answered_by")
        .order_by("-pk"),
        "windows": queries.offered_days(donation),
        "advice": queries.packing_advice(types, act.on),
        "may_see_calendar": act.membership.may(Permission.DEVICE_RECEIVE),
        "is_donor": side == Party.DONOR,
        "may_act": may_act,
        "form": form or (_blank(request, donation, current, side) if may_act and side else None),
        "answer_form": AnswerForm(),
        "may_load": workflow.may_load(donation, act)
        and current is not None
        and current.is_agreed
        and current.may_be_loaded(act.on),
        "may_make_slip": side == Party.RECEIVER and current is not None and current.has_day,
        "may_print": act.membership.may(Permission.LABEL_PRINT),
    }
    return render(request, "donors/collections/appointment.html", context, status=400 if form else 200)


def _blank(request: StaffRequest, donation: Donation, current: Appointment | None, side: Party) -> SlotForm:
    offered = queries.offered_days(donation)
    first = max(offered[0][0], act_of(request).on) if offered else None
    initial = {"on": first, "carrier": current.carrier.public_id if current and current.carrier else None}
    return SlotForm(party=side, organisation=request.acting.organisation, initial=initial)


@require_POST
@requires(*EITHER)
def propose(request: StaffRequest, ref: str) -> HttpResponse:
    """Put a day to the other side, or note the one agreed on by telephone."""
    donation, act = _donation(request, ref), act_of(request)
    side = workflow.side_of(donation, act) or Party.DONOR
    form = SlotForm(request.POST, party=side, organisation=request.acting.organisation)
    if not form.is_valid():
        return _page(request, donation, form)
    found, known = form.cleaned_data, request.POST.getlist("known")
    facts = {
        "donation": donation,
        "carrier": found.get("carrier"),
        "words": found["words"],
        "known": known,
        "act": act,
    }
    with refusals_shown(request, form):
        try:
            if found.get("is_settled"):
                workflow.plan_collection(on=found["on"], start=found["start"], end=found["end"], **facts)
            else:
                workflow.propose(slot=form.slot, **facts)
            return redirect("donors:appointment", ref)
        except workflow.NotSure as unsure:
            form.ask(unsure.doubts)
    return _page(request, donation, form)


@require_POST
@requires(*EITHER)
def agree(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Say yes."""
    proposal, known = _proposal(request, ref, public_id), request.POST.getlist("known")
    return carry_out(
        request,
        lambda act: workflow.agree(proposal=proposal, act=act, known=known),
        done=_("The day is agreed on. Both sides receive it for their calendars."),
        then=redirect("donors:appointment", ref),
    )


@require_POST
@requires(*EITHER)
def decline_day(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Say no."""
    proposal = _proposal(request, ref, public_id)
    return carry_out(
        request,
        lambda act: workflow.decline_day(proposal=proposal, words=_words(request), act=act),
        done=_("The other side is told that this day does not suit."),
        then=redirect("donors:appointment", ref),
    )


@require_POST
@requires(*EITHER)
def call_off(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The trip does not take place."""
    trip = _trip(request, ref, public_id)
    return carry_out(
        request,
        lambda act: workflow.call_off(appointment=trip, words=_words(request), act=act),
        done=_("Called off. Another day may be proposed."),
        then=redirect("donors:appointment", ref),
    )


@requires(Permission.DONATION_VIEW)
def file(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The appointment for one's own calendar."""
    trip = _trip(request, ref, public_id)
    if not trip.on:
        return redirect("donors:appointment", ref)
    answer = HttpResponse(workflow.file_of(trip), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{workflow.file_name(trip)}"'
    return answer


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(
        queries.donations_for(request.acting).select_related("donor", "receiver", "site__organisation"),
        ref=ref,
    )


def _trip(request: StaffRequest, ref: str, public_id: UUID) -> Appointment:
    return get_object_or_404(queries.appointments_for(request.acting), donation__ref=ref, public_id=public_id)


def _proposal(request: StaffRequest, ref: str, public_id: UUID) -> AppointmentProposal:
    donation = _donation(request, ref)
    return get_object_or_404(
        AppointmentProposal.objects.select_related("appointment__donation"),
        appointment__donation=donation,
        public_id=public_id,
    )


def _words(request: StaffRequest) -> str:
    form = AnswerForm(request.POST)
    return form.cleaned_data["words"] if form.is_valid() else ""
