"""The page of loans: late, soon over, later; the scan that ends one; the day that is put off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.forms.aftersales import ProlongForm
from beneficiaries.queries import aftersales, loans
from beneficiaries.views.edge import show_errors
from beneficiaries.views.handovers import found
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.HAND_OVER, Permission.DEVICE_RECEIVE)
def due(request: StaffRequest) -> HttpResponse:
    """What is lent and when it comes back."""
    act = act_of(request)
    form = ProlongForm()
    context = {"due": loans.loans_of(request.acting, act.on), "form": form}
    context["may_end"] = request.acting.may(Permission.DEVICE_RECEIVE)
    return render(request, "beneficiaries/loans.html", context)


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def end(request: StaffRequest) -> HttpResponse:
    """A device that was lent was scanned: it is back."""
    device = aftersales.device_of_code(request.POST.get("code", "").replace("\0", "")[:120])
    if device is None:
        messages.error(request, _("No device answers to this code."))
        return redirect("beneficiaries:loans")
    with refusals_shown(request):
        workflow.end_loan(device=device, act=act_of(request))
        messages.success(
            request,
            _("%(device)s is back. Its data are erased again before anybody else has it.")
            % {"device": device},
        )
    return redirect("beneficiaries:loans")


@require_POST
@requires(Permission.HAND_OVER)
def prolong(request: StaffRequest, public_id: str) -> HttpResponse:
    """Another day for the return."""
    known, form = found(request, public_id), ProlongForm(request.POST)
    if form.is_valid():
        with refusals_shown(request):
            workflow.prolong(handover=known, until=form.cleaned_data["until"], act=act_of(request))
            messages.success(request, _("The loan is prolonged."))
    else:
        show_errors(request, form)
    return redirect("beneficiaries:loans")
