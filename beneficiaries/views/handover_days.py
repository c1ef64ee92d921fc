"""The page of a hand-over day: what the rule offers to all who wait there, decided in one gesture; and the day's list."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms.fields import ReasonForm
from beneficiaries.forms.handover_days import AppointmentsForm, HandoverDayForm, LineForm, usual_day
from beneficiaries.models import Handover
from beneficiaries.queries import HandoverDay, narrative
from beneficiaries.states import PROLONG_REASONS
from beneficiaries.views.allocations import found as found_allocation
from beneficiaries.views.edge import show_errors
from beneficiaries.views.handovers import found as found_handover
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.web.templatetags import look

MOST = 60  # lines on a page: more people than that do not come in a day


@requires(Permission.ALLOCATION_DECIDE)
def day(request: StaffRequest) -> HttpResponse:
    """For a place and a day: whom the rule serves with what, what is short; accept all, some or none."""
    act = act_of(request)
    site = act.site or Site.objects.open().filter(hands_over=True).first()
    usual = usual_day(queries.holding_rule(act.on), act.on, site)
    form = HandoverDayForm({**usual, **request.GET.dict()}, today=act.on)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = _computed(form, act.on)
        if request.method == "POST":
            return _decided(request, form, found)
        times = queries.slots(form.cleaned_data["site"], form.cleaned_data["on"], form.hours, since=act.at)
        free = sum(one.free for one in times)
        lines = [LineForm(line=one, has_time=at < free) for at, one in enumerate(found.lines[:MOST])]
        more = len(found.lines) - len(lines)
        context |= {
            "day": found,
            "lines": lines,
            "more": more,
            "times": times,
            "slots": free,
            "here": request.get_full_path(),
        }
    return render(request, "beneficiaries/handover_day.html", context)


def _computed(form: HandoverDayForm, on: date) -> HandoverDay:
    given = form.cleaned_data
    return queries.handover_day(
        site=given["site"], on=on, serving=given["serving"], bringing=given["bringing"]
    )


def _decided(request: StaffRequest, form: HandoverDayForm, found: HandoverDay) -> HttpResponse:
    """Each outcome told, the refused ones first; computed anew, so that nothing taken meanwhile is given twice."""
    told: list[workflow.Outcome] = []
    choices = list(_choices(request, found, told))
    given = form.cleaned_data
    told += workflow.decide_day(
        day=found, on=given["on"], hours=form.hours, choices=choices, act=act_of(request)
    )
    done = sum(one.is_done for one in told)
    context = {
        "form": form,
        "given": given,
        "done": done,
        "outcomes": sorted(told, key=lambda one: one.is_done),
        "here": request.get_full_path(),
    }
    return render(request, "beneficiaries/handover_day_told.html", context)


def _choices(
    request: StaffRequest, found: HandoverDay, told: list[workflow.Outcome]
) -> Iterator[workflow.Choice]:
    """What was decided of the lines shown. What cannot be read, or is offered no more, goes into `told`."""
    accepts_all = "all" in request.POST
    for ref in request.POST.getlist("ref")[:MOST]:
        line, shown = found.find(ref), request.POST.get(f"{ref}-shown", "")
        if line is None or accepts_all:
            if accepts_all or request.POST.get(f"{ref}-decision"):
                yield workflow.Choice(ref, is_accepted=True, shown=shown)
            continue
        form = LineForm(request.POST, line=line)
        if not form.is_valid():
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            told.append(workflow.Outcome(ref, is_done=False, text=words))
        elif choice := form.choice():
            yield choice


@requires(Permission.HAND_OVER)
def appointments(request: StaffRequest) -> HttpResponse:
    """Who comes on a day at a place, by time: a list to print, or a file for a calendar. No person is named."""
    act = act_of(request)
    site = act.site or Site.objects.open().filter(hands_over=True).first()
    usual = {"site": site.pk if site else "", "on": act.on.isoformat()}
    form = AppointmentsForm({**usual, **request.GET.dict()})
    context: dict[str, Any] = {"form": form, "now": act.at}
    if form.is_valid():
        given = form.cleaned_data
        rows = list(queries.appointments_of_day(request.acting, given["site"], given["on"]))
        if request.GET.get("format") == "ics":
            return _calendar(rows)
        context |= {"rows": [(one, narrative.accessories(one.request)) for one in rows], **given}
    return render(request, "beneficiaries/appointments.html", context)


@requires(Permission.REQUEST_VIEW)
def calendar(request: StaffRequest, public_id: str) -> HttpResponse:
    """One appointment, as a file."""
    return _calendar([found_handover(request, public_id)])


def _calendar(rows: list[Handover]) -> HttpResponse:
    answer = HttpResponse(workflow.calendar_of(rows), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="remises.ics"'
    return answer


@require_POST
@requires(Permission.HAND_OVER)
def missed(request: StaffRequest, public_id: str) -> HttpResponse:
    """Nobody came: given again once, then the device is free."""
    known = found_handover(request, public_id)
    with refusals_shown(request):
        again = workflow.miss(handover=known, act=act_of(request))
        if again:
            told = _("Given again once: %(when)s.") % {"when": look.instant(again.planned_at)}
        else:
            told = _("The device is free again; the request keeps its place.")
        messages.success(request, told)
    return redirect("beneficiaries:handover-detail", public_id=public_id)


@require_POST
@requires(Permission.HAND_OVER)
def prolong(request: StaffRequest, public_id: str) -> HttpResponse:
    """Hold the device longer, once, with a reason."""
    known = found_allocation(request, public_id)
    form = ReasonForm(request.POST, reasons=PROLONG_REASONS)
    if form.is_valid():
        with refusals_shown(request):
            workflow.hold_longer(allocation=known, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The device is held longer."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:allocation-detail", public_id=public_id)
