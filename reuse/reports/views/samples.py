"""Audit samples: the form that has one drawn, and the journal of those that were."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.reports.forms.figures import settled
from reuse.reports.forms.samples import SampleForm
from reuse.reports.models import AuditSample
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.workflow import samples as workflow

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AUDIT_SAMPLE)
def sample(request: StaffRequest) -> HttpResponse:
    """Choose a number by the address or the form; POST draws, in a job that makes the archive."""
    act = act_of(request)
    form = SampleForm(request.POST or None, initial=settled(request.GET).dict())
    if request.method == "POST" and form.is_valid():
        period = form.wanted_period(act.on)
        with refusals_shown(request, form):
            job = workflow.ask_for_sample(
                figure=form.cleaned_data["figure"],
                span=(period.since, period.until),
                narrowing=form.narrowing().filters,
                seed=form.cleaned_data["seed"],
                size=form.cleaned_data["size"],
                act=act,
            )
            return redirect("jobs:job-detail", job.public_id)
    drawn = AuditSample.objects.select_related("by", "organisation")[:SHOWN]
    rows = [(one, DEFINITIONS[one.figure].label, len(one.codes)) for one in drawn]
    return render(request, "reports/sample.html", {"form": form, "drawn": rows})
