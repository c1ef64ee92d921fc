"""How many devices each partner is due in a period: one page, one form, all partners."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries import workflow
from beneficiaries.forms.quotas import PeriodForm, QuotasForm
from beneficiaries.queries import quotas
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.REQUEST_DECIDE)
def partner_quotas(request: StaffRequest) -> HttpResponse:
    """The period asked for, else the current quarter."""
    act = act_of(request)
    since, until = quotas.quarter_of(act.on)
    asked = PeriodForm(request.POST if request.method == "POST" else request.GET)
    if asked.is_valid():
        since, until = asked.cleaned_data["since"], asked.cleaned_data["until"]
    shares = quotas.shares(since, until)
    period = {"since": since, "until": until}
    form = QuotasForm(request.POST if request.method == "POST" else None, shares=shares, initial=period)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.set_quotas(since=since, until=until, quantities=form.quantities(), act=act)
            messages.success(request, _("Saved."))
            address = reverse("beneficiaries:partner-quotas")
            return redirect(f"{address}?since={since}&until={until}")
    context = {
        "form": form,
        "lines": list(form.lines()),
        "since": since,
        "until": until,
        "periods": quotas.periods(),
        "due": sum(share.quantity or 0 for share in shares),
        "served": sum(share.served for share in shares),
    }
    return render(request, "beneficiaries/partner_quotas.html", context)
