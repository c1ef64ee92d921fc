"""Pages of what partners without Reuse declare: the list, one by hand, a file of several, corrections, the sources."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from reuse.accounts import files
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock, tables
from reuse.reports import workflow
from reuse.reports.forms.declared import CorrectForm, DeclareForm, FileForm, source_of
from reuse.reports.models import PartnerTotal
from reuse.reports.queries import territories
from reuse.reports.sheets import declared as sheets
from reuse.reports.sheets.cells import in_words

MOST_SHOWN = 500
network = requires(Permission.TARGET_SET)


@network
def totals(request: StaffRequest) -> HttpResponse:
    """Every total, those that were replaced too, with the reason."""
    return render(request, "reports/declared.html", _listed(FileForm()))


@network
def total_new(request: StaffRequest) -> HttpResponseBase:
    """One total by hand."""
    form = DeclareForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.declare(
                said=[form.said()], source=source_of(form.cleaned_data["file"]), act=act_of(request)
            )
            messages.success(
                request, _("Written down, with its file: it shows beside the targets it lies in.")
            )
            return redirect("reports:declared")
    return render(request, "reports/declared_new.html", {"form": form})


@require_POST
@network
def totals_file(request: StaffRequest) -> HttpResponseBase:
    """A CSV file: every row is written, or none, and each row that cannot be is named."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        source = source_of(form.cleaned_data["file"])
        act = act_of(request)
        reading = sheets.read(source.content, today=act.on)
        for sentence in [reading.refused] if reading.refused else in_words(reading.problems):
            form.add_error("file", sentence)
        with refusals_shown(request, form, "file"):
            if form.is_valid():
                made = workflow.declare(said=reading.said, source=source, act=act)
                messages.success(
                    request,
                    ngettext("%(count)d total is written.", "%(count)d totals are written.", len(made))
                    % {"count": len(made)},
                )
                return redirect("reports:declared")
    return render(request, "reports/declared.html", _listed(form))


@network
def total_correct(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Another number, by a further row."""
    total = get_object_or_404(PartnerTotal.objects.select_related("type", "file"), public_id=public_id)
    form = CorrectForm(request.POST or None, request.FILES or None, total=total)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        file = facts.pop("file")
        with refusals_shown(request, form):
            workflow.correct_partner_total(
                total=total, source=source_of(file) if file else None, act=act_of(request), **facts
            )
            messages.success(request, _("Written down: the number before stays readable with your reason."))
            return redirect("reports:declared")
    return render(request, "reports/declared_correct.html", {"form": form, "total": total})


@network
def total_source(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The file as it came; each opening is recorded."""
    total = get_object_or_404(PartnerTotal.objects.select_related("file__owner"), public_id=public_id)
    with refusals_shown(request):
        stream = files.open_original(total.file, act=act_of(request), purpose=_("source of a declared total"))
        return FileResponse(stream, as_attachment=True, filename=total.file.name)
    return redirect("reports:declared")


@network
def totals_empty(_request: HttpRequest) -> HttpResponse:
    """The columns to fill in, with one row as an example."""
    return HttpResponse(
        "".join(tables.csv_lines(sheets.empty_file())),
        content_type=tables.MEDIA_TYPES[tables.CSV],
        headers={"Content-Disposition": 'attachment; filename="totals.csv"'},
    )


def _listed(form: FileForm) -> dict[str, object]:
    rows = PartnerTotal.objects.select_related("type", "file", "by").order_by("-at", "-id")
    shown = rows.prefetch_related(Prefetch("replacement", PartnerTotal.objects.only("id", "replaces")))
    return {
        "rows": [(one, ", ".join(territories.names(one.territory))) for one in shown[:MOST_SHOWN]],
        "form": form,
        "today": clock.now(),
    }
