"""The page of an appointment: a place and a day, the times that are free there, one of them chosen."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beneficiaries import queries, workflow
from beneficiaries.forms import MeetingDayForm, PlanForm
from beneficiaries.models import Allocation, Handover
from beneficiaries.queries.appointments import Hours
from beneficiaries.states import HandoverStage
from beneficiaries.views.allocations import found as found_allocation
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.HAND_OVER)
def plan(request: StaffRequest, public_id: str) -> HttpResponse:
    """Make the appointment of a reserved device, or move it."""
    allocation, act = found_allocation(request, public_id), act_of(request)
    moved = Handover.objects.filter(allocation=allocation, stage=HandoverStage.PLANNED).first()
    form = PlanForm(request.POST or None, moved=moved)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            planned = workflow.plan_handover(allocation=allocation, act=act, **form.cleaned_data)
            messages.success(request, _("The hand-over is planned."))
            return redirect("beneficiaries:handover-detail", public_id=planned.public_id)
    context = {"allocation": allocation, "known": allocation.request, "form": form}
    context |= _day(request, allocation, act.at, moved)
    return render(request, "beneficiaries/handover_form.html", context)


def _day(
    request: StaffRequest, allocation: Allocation, now: datetime, moved: Handover | None
) -> dict[str, Any]:
    """The free times of the day asked for, or of the first day that has one."""
    rule = queries.holding_rule(now.date())
    hours = Hours.of(rule) if rule else Hours(30, 1)
    wanted = {"site": allocation.request.site_id, **request.GET.dict()}
    if request.method == "POST":
        wanted = {"site": request.POST.get("site", ""), "on": request.POST.get("planned_at", "")[:10]}
    if not wanted.get("on"):
        first = queries.first_free_day(allocation.request.site, hours, since=now)
        wanted["on"] = (first or (now + timedelta(days=1)).date()).isoformat()
    day = MeetingDayForm(wanted)
    if not day.is_valid():
        return {"day": day}
    site, on = day.cleaned_data["site"], day.cleaned_data["on"]
    times = queries.slots(site, on, hours, since=now, but=moved)
    free = [one for one in times if one.free]
    return {
        "day": day,
        "site": site,
        "on": on,
        "closed": queries.closed_on(site, on),
        "is_free_choice": not queries.hours_known(site, on),
        "times": free,
        "full": len(times) - len(free),
        "next": None if free else queries.first_free_day(site, hours, since=now),
    }
