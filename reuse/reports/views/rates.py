"""A public body's reuse rate: our part with its proof, what the body states, the share once both are known."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.reports import workflow
from reuse.reports.exports import rates as exports
from reuse.reports.forms.rates import StatementForm
from reuse.reports.queries import rates as queries
from reuse.reports.workflow.rates import FIRST_YEAR


@requires(Permission.DONATION_REGISTER)
def rate(request: StaffRequest, year: int | None = None) -> HttpResponse:
    """The reckoning of a year, and the form to state it."""
    body, act = _body(request), act_of(request)
    year = act.on.year if year is None else _year(year, act.on.year)
    told = queries.rate(body, year)
    form = StatementForm(request.POST if request.method == "POST" else None, statement=told.statement)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.state_reuse(year=year, act=act, **form.cleaned_data)
            messages.success(
                request, _("Noted, with your name and the day. The versions before it are kept.")
            )
            return redirect("reports:reuse-rate-of", year)
    context = {
        "told": told,
        "mark_at": told.statement.stock * told.target.percent / 100
        if told.statement and told.statement.stock and told.target
        else None,
        "form": form,
        "years": range(act.on.year, FIRST_YEAR - 1, -1),
        "versions": queries.versions(body, year),
        "standings": [
            (exports.WORDS[standing], told.counts[standing])
            for standing in queries.Standing
            if told.counts[standing] or standing == queries.Standing.PROVEN
        ],
    }
    return render(request, "reports/reuse_rate.html", context)


@require_safe
@requires(Permission.DONATION_REGISTER)
def proof(request: StaffRequest, year: int) -> HttpResponseBase:
    """Every device of the year as CSV, with why it counts or not."""
    body = _body(request)
    items = queries.items(body, _year(year, act_of(request).on.year))
    answer = StreamingHttpResponse(
        tables.csv_lines(exports.proof_rows(items)), content_type=tables.MEDIA_TYPES[tables.CSV]
    )
    answer["Content-Disposition"] = f'attachment; filename="taux-de-reemploi-{year}.csv"'
    return answer


def _body(request: StaffRequest) -> Organisation:
    if not request.acting.organisation.is_public_body:
        raise Http404
    return request.acting.organisation


def _year(year: int, last: int) -> int:
    if not FIRST_YEAR <= year <= last:
        raise Http404
    return year
