"""A waiting request is moved by a person, or given back its place; and its rank told in full."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import explanation as paper
from beneficiaries.forms import PlacementForm
from beneficiaries.queries import explaining
from beneficiaries.states import RequestStage
from beneficiaries.views.requests import found
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.ALLOCATION_DECIDE)
def place(request: StaffRequest, ref: str) -> HttpResponse:
    """Put a waiting request first, or just after another."""
    act, known = act_of(request), found(request, ref)
    form = PlacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.place(request=known, act=act, **form.cleaned_data)
            messages.success(request, _("%(ref)s is moved; the reason is kept with it.") % {"ref": ref})
            return redirect("beneficiaries:request-detail", ref=ref)
    is_waiting = known.stage == RequestStage.WAITING
    row = queries.ranking(on=act.on, device_type=known.type).find(known) if is_waiting else None
    context: dict[str, Any] = {"known": known, "form": form, "place": row}
    return render(request, "beneficiaries/request_place.html", context)


@require_POST
@requires(Permission.ALLOCATION_DECIDE)
def unplace(request: StaffRequest, ref: str) -> HttpResponse:
    """Back to the place the rule gives."""
    with refusals_shown(request):
        workflow.unplace(request=found(request, ref), act=act_of(request))
        messages.success(request, _("%(ref)s stands where the rule puts it.") % {"ref": ref})
    return redirect("beneficiaries:request-detail", ref=ref)


@requires(Permission.REQUEST_VIEW)
def explanation(request: StaffRequest, ref: str) -> HttpResponse:
    """The rank of a request in full: a page to print, or a file."""
    act, known = act_of(request), found(request, ref)
    told = explaining.explanation(known, on=act.on)
    if request.GET.get("format") == "pdf":
        answer = HttpResponse(paper.pdf(told, at=act.at), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="rang-{known.ref}.pdf"'
        return answer
    return render(request, "beneficiaries/request_explanation.html", {"known": known, "told": told})
