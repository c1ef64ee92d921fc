"""The first fifteen minutes on paper: drawn here in three languages, reviewed elsewhere in others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import quick_start as paper
from beneficiaries.forms.quick_start import ReviewedSheetForm, SheetForm
from beneficiaries.models import QuickStartSheet
from beneficiaries.queries.quick_start import FAMILIES, family_of, systems_of
from beneficiaries.views.counter import site_of
from beneficiaries.views.edge import today
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import storage
from reuse.directory.queries import contact_for


@requires(Permission.HAND_OVER)
def index(request: StaffRequest) -> HttpResponse:
    """Which sheet to print; those reviewed in other languages; for coordinators a form to add one."""
    may_add = request.acting.may(Permission.REQUEST_DECIDE)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    form = ReviewedSheetForm(request.POST or None, request.FILES or None, auto_id="add_%s")
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data.pop("file")
        with refusals_shown(request, form):
            workflow.add_sheet(content=content, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The sheet is added."))
            return redirect("beneficiaries:quick-start")
    context = {
        "sheet_form": SheetForm(
            initial={"site": site_of(request), **_sheet_of(request.GET.get("code", "")), **request.GET.dict()}
        ),
        "form": form if may_add else None,
        "sheets": queries.reviewed_sheets(),
        "families": FAMILIES,
    }
    return render(request, "beneficiaries/quick_start.html", context)


def _sheet_of(code: str) -> dict[str, str]:
    """The sheet that goes with a device: the first system of its kind."""
    device = queries.device_named(code) if code else None
    family = family_of(device.type.code) if device else ""
    return {"system": f"{family}.{next(iter(systems_of(family)))}"} if family else {}


@requires(Permission.HAND_OVER)
def sheet(request: StaffRequest) -> HttpResponse:
    """The sheet as PDF."""
    form = SheetForm(request.GET)
    if not form.is_valid():
        return redirect("beneficiaries:quick-start")
    family, system = form.cleaned_data["system"].split(".")
    site, device = form.cleaned_data["site"], queries.device_named(form.cleaned_data["code"])
    contact = contact_for(site.department if site else "", today(act_of(request)))
    language = form.cleaned_data["language"]
    with translation.override("en" if language == "en" else "fr"):
        type_name = str(device.type if device else FAMILIES[family])
    drawn = paper.pdf(
        queries.quick_start(family, system, language),
        type_name=type_name,
        telephone=contact.telephone if contact else "",
        hours=", ".join(filter(None, [str(site or ""), contact.hours if contact else ""])),
        code=device.code if device else "",
    )
    return HttpResponse(drawn, content_type="application/pdf")


@requires(Permission.HAND_OVER)
def reviewed(request: StaffRequest, key: int) -> HttpResponse:
    """A sheet reviewed in another language."""
    found = get_object_or_404(queries.reviewed_sheets(), pk=key)
    with storage.open_stored(found.file.sha256) as stream:
        return HttpResponse(
            stream.read(),
            content_type="application/pdf",
            headers={"Content-Disposition": 'inline; filename="quick-start.pdf"'},
        )


@require_POST
@requires(Permission.REQUEST_DECIDE)
def withdraw(request: StaffRequest, key: int) -> HttpResponse:
    """Offer a sheet no more."""
    found = get_object_or_404(QuickStartSheet, pk=key)
    return carry_out(
        request,
        lambda act: workflow.withdraw_sheet(sheet=found, act=act),
        done=_("The sheet is withdrawn."),
        then=redirect("beneficiaries:quick-start"),
    )
