"""The receipts an organisation has issued in a year, with their number and their total (CGI, article 222 bis)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donors import queries
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables


@require_safe
@requires(Permission.DONATION_DECIDE)
def receipts(request: StaffRequest) -> HttpResponse:
    """A year's receipts; void ones are listed and not counted."""
    asked = request.GET.get("year", "")
    years = queries.receipt_years(request.acting.organisation)
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else act_of(request).on.year
    found = queries.receipts_of(request.acting.organisation, year)
    named = [str(one) for one in sorted({*years, year}, reverse=True)]  # years are read, not counted
    context = {"list": found, "year": str(year), "years": named}
    return render(request, "donors/receipts.html", context)


@require_safe
@requires(Permission.DONATION_DECIDE)
def receipts_file(request: StaffRequest, year: int) -> StreamingHttpResponse:
    """The same as a file."""
    found = queries.receipts_of(request.acting.organisation, year)
    heads = [
        _("Number"),
        _("Date"),
        _("Donor"),
        "SIREN",
        _("Batch"),
        _("Amount (€)"),
        _("State"),
        _("Replaces"),
    ]
    rows: list[list[tables.Cell]] = [list(heads)]
    rows += [
        [
            row.number,
            row.on,
            row.donor,
            row.siren,
            row.batch,
            row.euros,
            _("void") if row.is_void else _("valid"),
            row.replaces,
        ]
        for row in found.rows
    ]
    rows.append([_("Receipts that hold"), found.count, "", "", _("Total"), found.euros, "", ""])
    answer = StreamingHttpResponse(tables.csv_lines(rows), content_type=tables.MEDIA_TYPES[tables.CSV])
    answer["Content-Disposition"] = f'attachment; filename="recus-{year}.csv"'
    return answer
