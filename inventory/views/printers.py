"""Printers with their calibration, formats of one's own, and when labels print by themselves."""

import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import labels
from inventory import queries, workflow
from inventory.forms import OwnFormatForm, PrinterForm, ReadingsForm, SiteLabelsForm, format_words
from inventory.models import OwnFormat, Printer, SiteLabels
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission


@requires(Permission.LABEL_PRINT)
def printers(request: StaffRequest) -> HttpResponse:
    """The printers of one's sites; the form adds one."""
    sites = queries.sites_of(request.acting)
    form = PrinterForm(request.POST or None, membership=request.acting, sites=sites)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            made = workflow.add_printer(act=act_of(request), **form.cleaned_data)
            return redirect("inventory:label-printer", made.public_id)
    kept = {row.site_id: row for row in SiteLabels.objects.filter(site__in=sites).select_related("printer")}
    context = {
        "form": form,
        "printers": Printer.objects.visible_to(request.acting),
        "site_forms": [(site, _site_form(request, site, kept.get(site.pk))) for site in sites],
    }
    return render(request, "inventory/label_printers.html", context)


def _site_form(request: StaffRequest, site: Site, kept: SiteLabels | None) -> SiteLabelsForm:
    initial = {"format": labels.DEFAULT.name}
    if kept:
        printer = str(kept.printer.public_id) if kept.printer else ""
        initial = {"when": kept.when, "format": kept.format, "printer": printer}
    return SiteLabelsForm(
        initial=initial, membership=request.acting, site=site, prefix=f"site-{site.public_id}"
    )


@require_POST
@requires(Permission.LABEL_PRINT)
def site_labels(request: StaffRequest, site: UUID) -> HttpResponse:
    """Whether a site's labels are asked for by themselves."""
    row = get_object_or_404(Site, public_id=site, organisation=request.acting.organisation)
    form = SiteLabelsForm(request.POST, membership=request.acting, site=row, prefix=f"site-{row.public_id}")
    if form.is_valid():
        found = form.cleaned_data
        return carry_out(
            request,
            lambda act: workflow.set_site_labels(
                site=row, when=found["when"], format_name=found["format"], printer=found["printer"], act=act
            ),
            done=_("Saved."),
            then=redirect("inventory:label-printers"),
        )
    messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("inventory:label-printers")


@requires(Permission.LABEL_PRINT)
def printer(request: StaffRequest, printer: UUID) -> HttpResponse:
    """One printer: its test page, and the form for what a ruler says on it."""
    row = _printer(request, printer)
    on = _test_format(request, row)
    form = ReadingsForm(request.POST or None, initial={"format": on.name})
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.calibrate(printer=row, readings=form.readings(), on=on, act=act_of(request))
            messages.success(request, _("Calibrated. Print the test page once more to see that it fits."))
            return redirect("inventory:label-printer", printer)
    targets = labels.targets(on)
    wanted = [(form[name], getattr(targets, name)) for name in ("left", "across", "top", "along")]
    context = {"printer": row, "form": form, "on": on, "wanted": wanted}
    return render(request, "inventory/label_printer.html", context)


@requires(Permission.LABEL_PRINT)
def test_page(request: StaffRequest, printer: UUID) -> HttpResponse:
    """The page to print and to measure, with the correction in force."""
    row = _printer(request, printer)
    drawn = io.BytesIO()
    labels.write_test_page(_test_format(request, row), to=drawn, calibration=queries.calibration_of(row))
    answer = HttpResponse(drawn.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{_("test-page.pdf")}"'
    return answer


@require_POST
@requires(Permission.LABEL_PRINT)
def end_printer(request: StaffRequest, printer: UUID) -> HttpResponse:
    """The printer is gone."""
    row = _printer(request, printer)
    return carry_out(
        request,
        lambda act: workflow.end_printer(printer=row, act=act),
        done=_("“%(name)s” is not offered any more.") % {"name": row},
        then=redirect("inventory:label-printers"),
    )


def _printer(request: StaffRequest, public_id: UUID) -> Printer:
    return get_object_or_404(Printer.objects.visible_to(request.acting), public_id=public_id)


def _test_format(request: StaffRequest, row: Printer) -> labels.Format:
    return queries.format_named(row.format or labels.DEFAULT.name, request.acting.organisation)


@requires(Permission.LABEL_PRINT)
def formats(request: StaffRequest) -> HttpResponse:
    """One's own formats, drawn; the form measures another one: `do=show` draws it, `do=save` keeps it."""
    wanted = OwnFormat.objects.live().filter(
        organisation=request.acting.organisation, name=request.GET.get("like", "")
    )
    initial = wanted.values(*OwnFormatForm.base_fields).first()
    form = OwnFormatForm(request.POST or None, initial=initial)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("do") == "save":
        with refusals_shown(request, form):
            workflow.add_format(sizes=form.cleaned_data, act=act_of(request))
            messages.success(request, _("Format “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
            return redirect("inventory:label-formats")
    own = queries.own_formats(request.acting.organisation)
    context = {
        "form": form,
        "own": [(paper, format_words(paper), drawing_of(paper)) for paper in own.values()],
        "drawn": drawing_of(form.drawn) if is_valid and form.drawn else "",
        "carried": _carried(form.drawn) if is_valid and form.drawn else "",
    }
    return render(request, "inventory/label_formats.html", context)


@require_POST
@requires(Permission.LABEL_PRINT)
def retire_format(request: StaffRequest) -> HttpResponse:
    """A format is not offered any more."""
    name = request.POST.get("name", "")
    return carry_out(
        request,
        lambda act: workflow.retire_format(name=name, act=act),
        done=_("“%(name)s” is not offered any more.") % {"name": name},
        then=redirect("inventory:label-formats"),
    )


def drawing_of(paper: labels.Format) -> str:
    """The sheet with its numbered labels."""
    return mark_safe(labels.svg_sheet(paper, title=paper.name))  # noqa: S308 - drawn by us, its name escaped


def _carried(paper: labels.Format) -> str:
    try:
        return labels.symbols_of(paper).value
    except labels.SymbolTooLarge as wrong:
        return str(wrong)
