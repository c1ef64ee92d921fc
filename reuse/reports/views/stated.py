"""The page where needs, jobs and social outcomes are read with their sources, and stated by coordinators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.reports.forms.stated import SeveralForm, StatedForm
from reuse.reports.queries import stated as queries
from reuse.reports.queries import territories
from reuse.reports.workflow import stated as workflow

SHOWN = 100  # rows a page


@requires(Permission.REPORT_VIEW)
def stated(request: StaffRequest) -> HttpResponse:
    """Every row with its source; those replaced stay readable."""
    page = Paginator(queries.history(), SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, territories.name_of(row.territory)) for row in page],
        "may_set": request.acting.may(Permission.TARGET_SET),
    }
    return render(request, "reports/stated.html", context)


@requires(Permission.TARGET_SET)
def stated_new(request: StaffRequest) -> HttpResponseBase:
    """State a number."""
    form = StatedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.state(**form.facts(), act=act_of(request))
            messages.success(request, _("It is stated, with its source."))
            return redirect("reports:stated")
    return render(request, "reports/stated_new.html", {"form": form})


@requires(Permission.TARGET_SET)
def stated_several(request: StaffRequest) -> HttpResponseBase:
    """State the numbers of several territories: every line is written, or none, and each that cannot be is named."""
    form = SeveralForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            made = workflow.state_all(**form.cleaned_data, act=act_of(request))
            messages.success(
                request,
                ngettext(
                    "%(count)d number is stated, with its source.",
                    "%(count)d numbers are stated, with their source.",
                    len(made),
                )
                % {"count": len(made)},
            )
            return redirect("reports:stated")
    return render(request, "reports/stated_several.html", {"form": form})
