"""The pages of an identity: opened for a purpose, by POST alone, kept, erased, printed with its signature."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beneficiaries import documents, queries, workflow
from beneficiaries.codes import Purpose
from beneficiaries.forms.identities import IdentityForm, PurposeForm
from beneficiaries.models import Identity, Request
from beneficiaries.views.edge import show_errors
from beneficiaries.views.handovers import found as found_handover
from beneficiaries.views.requests import found as found_request
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


def _nameable(request: StaffRequest, ref: str) -> Request:
    """The request, if this person may see it and open its identity."""
    known = found_request(request, ref)
    if not queries.may_name(request.acting, known):
        raise PermissionDenied
    return known


def _page(
    request: StaffRequest,
    known: Request,
    *,
    opened: workflow.Opened | None = None,
    form: IdentityForm | None = None,
) -> HttpResponse:
    context = {
        "known": known,
        "opened": opened,
        "form": form or IdentityForm(),
        "purpose": PurposeForm(auto_id="open_%s"),
        "is_kept": Identity.objects.filter(request=known).exists(),
        "may_keep": queries.is_ours(known),
        "readings": queries.readings_of(known),
    }
    return render(request, "beneficiaries/identity.html", context)


@require_safe
@requires(Permission.HAND_OVER)
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """Whether an identity is kept, and who has read it; the identity itself only by `show`."""
    return _page(request, _nameable(request, ref))


@require_POST
@never_cache
@requires(Permission.HAND_OVER)
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """The identity, once the purpose is said; nothing of it stays in an address or a cache."""
    known = _nameable(request, ref)
    with refusals_shown(request):
        purpose = request.POST.get("purpose", "")
        return _page(
            request, known, opened=workflow.open_identity(request=known, purpose=purpose, act=act_of(request))
        )
    return redirect("beneficiaries:identity", ref)


@require_POST
@requires(Permission.HAND_OVER)
def keep(request: StaffRequest, ref: str) -> HttpResponse:
    """Keep the name, or correct it."""
    known = _nameable(request, ref)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, known, form=form)
    with refusals_shown(request):
        workflow.keep_identity(request=known, act=act_of(request), **form.cleaned_data)
        messages.success(request, _("The name is kept, encrypted."))
    return redirect("beneficiaries:identity", ref)


@require_POST
@requires(Permission.HAND_OVER)
def forget(request: StaffRequest, ref: str) -> HttpResponse:
    """Erase the name and telephone."""
    with refusals_shown(request):
        workflow.forget_identity(request=_nameable(request, ref), act=act_of(request))
        messages.success(request, _("The name and telephone are erased."))
    return redirect("beneficiaries:identity", ref)


@require_POST
@never_cache
@requires(Permission.HAND_OVER)
def signed_form(request: StaffRequest, public_id: str) -> HttpResponse:
    """The hand-over form with name and signature, drawn for this once: it is stored nowhere."""
    handover = found_handover(request, public_id)
    known = _nameable(request, handover.request.ref)
    form = PurposeForm(request.POST)
    if not form.is_valid() or handover.document is None:
        show_errors(request, form)
        return redirect("beneficiaries:handover-detail", public_id=public_id)
    opened = workflow.open_identity(request=known, purpose=form.cleaned_data["purpose"], act=act_of(request))
    signed = next((one for one in opened.signatures if one.handover == str(handover.public_id)), None)
    drawn = documents.signed_copy(
        handover.document,
        name=(signed.name if signed else "") or opened.name,
        strokes=signed.strokes if signed else [],
        purpose=str(Purpose(form.cleaned_data["purpose"]).label),
    )
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{handover.document.number}.pdf"'},
    )
