"""A donor's yearly report: its page, its file, its numbered PDF."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.documents.wording import yearly as words
from reuse.reports import workflow
from reuse.reports.exports import yearly as exports
from reuse.reports.queries import yearly as queries
from reuse.web import charts
from reuse.web.templatetags.look import number


@require_safe
@requires(Permission.DONATION_REGISTER)
def yearly(request: StaffRequest, year: int | None = None) -> HttpResponse:
    """What happened to the donor's devices in a year; this one unless told otherwise."""
    told = _told(request, year)
    donor = request.acting.organisation
    issued = Document.objects.readable_by(donor).filter(kind=Kind.OUTCOME_REPORT, facts__year=told.year)
    context = {
        "told": told,
        "years": queries.years_of(donor, today=act_of(request).on),
        "outcomes": charts.bars(
            charts.Row(
                str(words.OUTCOME[one.code]), one.devices, words.kilograms(number(one.grams / 1000, 1))
            )
            for one in told.outcomes
        ),
        "documents": issued.order_by("-issued_at", "-pk")[:5],
        "is_public_body": donor.is_public_body,
    }
    return render(request, "reports/yearly.html", context)


@require_safe
@requires(Permission.DONATION_REGISTER)
def yearly_file(request: StaffRequest, year: int) -> HttpResponseBase:
    """The same figures as CSV."""
    answer = HttpResponse(
        "".join(tables.csv_lines(exports.rows(_told(request, year)))),
        content_type=tables.MEDIA_TYPES[tables.CSV],
    )
    answer["Content-Disposition"] = f'attachment; filename="bilan-{year}.csv"'
    return answer


@require_POST
@requires(Permission.DONATION_REGISTER)
def issue(request: StaffRequest, year: int) -> HttpResponse:
    """Number the report and open its PDF."""
    told = _told(request, year)
    with refusals_shown(request):
        language = (get_language() or "fr").split("-")[0]
        document = workflow.issue_yearly(told=told, act=act_of(request), language=language)
        return redirect("documents:document-download", document.public_id)
    return redirect("reports:yearly-of", year)


def _told(request: StaffRequest, year: int | None) -> queries.Yearly:
    act = act_of(request)
    wanted = act.on.year if year is None else year
    if not 2000 <= wanted <= act.on.year:
        raise Http404
    return queries.yearly(act.organisation, wanted, now=act.at, today=act.on)
