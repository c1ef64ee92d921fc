"""Local commissions: whom they decide for, the day they meet, the list they sit over, what they decided."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import commission as paper
from beneficiaries.forms.conditions import CommissionForm, SessionForm, SignedListForm, VerdictForm
from beneficiaries.models import Commission, CommissionLine, CommissionSession
from beneficiaries.queries import Case
from beneficiaries.states import POSTPONE_REASONS, REQUEST_REASONS, RequestMove
from beneficiaries.views.edge import show_errors
from reuse.accounts.answers import kept_file, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

REASONS = {**POSTPONE_REASONS, **REQUEST_REASONS[RequestMove.DECLINE]}


def _session(public_id: uuid.UUID) -> CommissionSession:
    known = CommissionSession.objects.select_related("commission__programme", "commission__partner")
    return get_object_or_404(known.select_related("signed_list__owner"), public_id=public_id)


@requires(Permission.REQUEST_DECIDE)
def commissions(request: StaffRequest) -> HttpResponse:
    """The commissions and their sessions; name another."""
    act, form = act_of(request), CommissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.name_commission(act=act, **form.cleaned_data)
            messages.success(request, _("Requests of this scope now wait for the commission."))
            return redirect("beneficiaries:commissions")
    known = Commission.objects.select_related("programme", "partner").prefetch_related("sessions")
    context = {"commissions": known, "form": form, "session_form": SessionForm(), "today": act.on}
    return render(request, "beneficiaries/commission_list.html", context)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def plan(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """The commission meets on a day."""
    commission, form = get_object_or_404(Commission, public_id=public_id), SessionForm(request.POST)
    if not form.is_valid():
        show_errors(request, form)
        return redirect("beneficiaries:commissions")
    session = workflow.plan_session(commission=commission, on=form.cleaned_data["on"], act=act_of(request))
    return redirect("beneficiaries:session", public_id=session.public_id)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def end(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """The commission decides no more."""
    workflow.end_commission(
        commission=get_object_or_404(Commission, public_id=public_id), act=act_of(request)
    )
    messages.success(request, _("Coordinators decide again on these requests."))
    return redirect("beneficiaries:commissions")


@requires(Permission.REQUEST_DECIDE)
def session(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """One page: the list, and each decision entered beside its request."""
    act, found = act_of(request), _session(public_id)
    waiting = queries.cases(found, act.on)
    if request.GET.get("format") == "pdf":
        answer = HttpResponse(
            paper.pdf(found, waiting, issuer=str(act.organisation), at=act.at), content_type="application/pdf"
        )
        answer["Content-Disposition"] = f'inline; filename="commission-{found.on}.pdf"'
        return answer
    data = request.POST or None
    forms = [(case, VerdictForm(data, prefix=case.request.ref)) for case in waiting]
    if request.method == "POST" and all(form.is_valid() for _case, form in forms):
        verdicts = [_verdict(case, form) for case, form in forms if form.cleaned_data["decision"]]
        with refusals_shown(request):
            count = workflow.decide_session(session=found, verdicts=verdicts, act=act)
            told = ngettext("%(count)s decision entered", "%(count)s decisions entered", count)
            messages.success(request, told % {"count": count})
            return redirect("beneficiaries:session", public_id=public_id)
    lines = CommissionLine.objects.filter(session=found).select_related("request__partner")
    context: dict[str, Any] = {
        "session": found,
        "forms": forms,
        "lines": [(line, REASONS.get(line.reason_code, "")) for line in lines],
        "has_met": found.on <= act.on,
        "list_form": SignedListForm(),
    }
    return render(request, "beneficiaries/commission_session.html", context)


def _verdict(case: Case, form: VerdictForm) -> workflow.Verdict:
    given = form.cleaned_data
    return workflow.Verdict(case.request, given["decision"], given["reason_code"])


@require_POST
@requires(Permission.REQUEST_DECIDE)
def attach(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep the scan of the signed list."""
    form = SignedListForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_shown(request):
            scan = form.cleaned_data["file"]
            workflow.attach_list(session=_session(public_id), scan=scan, act=act_of(request))
            messages.success(request, _("The signed list is kept."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:session", public_id=public_id)


@requires(Permission.REQUEST_DECIDE)
def signed_list(request: StaffRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The signed list; each opening is recorded."""
    found = _session(public_id)
    if found.signed_list is None:
        raise Http404
    return kept_file(request, found.signed_list, purpose="commission")
