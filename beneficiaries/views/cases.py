"""The rights of the person of a case: what is kept, as a page and a file; erased on demand, by its reference alone."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.exports import cases as exports
from beneficiaries.models import Erasure, Request
from beneficiaries.views.requests import found as found_request
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@require_POST
@never_cache
@requires(Permission.REQUEST_FILE)
def export(request: StaffRequest, ref: str) -> HttpResponse:
    """All we hold of a case, as a page to print or a file to take away; the reading is noted."""
    known = found_request(request, ref)
    with refusals_shown(request):
        exported = exports.case(known, act=act_of(request))
        if request.POST.get("as") == "json":
            return JsonResponse(
                exported,
                json_dumps_params={"ensure_ascii": False, "indent": 1},
                headers={"Content-Disposition": f'attachment; filename="{known.ref}.json"'},
            )
        told = exports.parts(known, exported)
        if request.POST.get("as") == "pdf":
            return HttpResponse(
                exports.pdf(known, told, at=act_of(request).at),
                content_type="application/pdf",
                headers={"Content-Disposition": f'attachment; filename="{known.ref}.pdf"'},
            )
        context = {"known": known, "parts": told}
        return render(request, "beneficiaries/case_export.html", context)
    return redirect("beneficiaries:request-detail", ref=ref)


@require_POST
@requires(Permission.REQUEST_FILE)
def erase(request: StaffRequest, ref: str) -> HttpResponse:
    """Erase what is held of a case, because the person asked."""
    with refusals_shown(request):
        workflow.erase(request=found_request(request, ref), act=act_of(request))
        messages.success(request, _("The case is erased; only figures remain."))
    return redirect("beneficiaries:request-detail", ref=ref)


@requires(Permission.CONFIGURE)
def erasures(request: StaffRequest) -> HttpResponse:
    """The cases erased on demand. An administrator erases one by its reference, and sees nothing of it."""
    if request.method == "POST":
        wanted = Request.objects.filter(ref=request.POST.get("ref", "").strip().upper()).first()
        with refusals_shown(request):
            if wanted:
                workflow.erase(request=wanted, act=act_of(request))
                messages.success(request, _("The case is erased; only figures remain."))
            else:
                messages.error(request, _("No case has this reference."))
        return redirect("beneficiaries:erasures")
    latest = Erasure.objects.select_related("by", "organisation").order_by("-pk")[:100]
    return render(request, "beneficiaries/erasures.html", {"erasures": latest})
