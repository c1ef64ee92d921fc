"""A decision is contested by the partner, and answered by somebody else than who declined."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms.conditions import AppealForm, ContestForm
from beneficiaries.models import Appeal
from beneficiaries.queries import narrative
from beneficiaries.views.edge import show_errors
from beneficiaries.views.requests import found
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@require_POST
@requires(Permission.REQUEST_FILE)
def contest(request: StaffRequest, ref: str) -> HttpResponse:
    """Say why a decision should be looked at again."""
    form = ContestForm(request.POST)
    if form.is_valid():
        with refusals_shown(request):
            workflow.contest(request=found(request, ref), act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The decision is contested: somebody else looks at it again."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:request-detail", ref=ref)


@requires(Permission.REQUEST_DECIDE)
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Look at a contested decision again."""
    act, known = act_of(request), found(request, ref)
    appeal = get_object_or_404(Appeal.objects.select_related("request"), request=known, answered_on=None)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            code = form.cleaned_data["reason_code"]
            workflow.answer_appeal(
                appeal=appeal,
                is_upheld=code == "decision_stands",
                reason_code=code,
                words=form.cleaned_data["words"],
                act=act,
            )
            messages.success(request, _("Your answer is recorded: the partner reads it."))
            return redirect("beneficiaries:request-detail", ref=ref)
    context = {
        "known": known,
        "appeal": appeal,
        "form": form,
        "events": narrative.events(known),
        "eligibility": queries.eligibility(known),
        "is_own": act.by == appeal.declined_by and workflow.others_who_decide(act.by, act.on),
    }
    return render(request, "beneficiaries/request_appeal.html", context)
