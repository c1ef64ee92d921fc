"""Rows of a donor's list that name several devices: a person chooses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from donors import queries as donation_queries
from donors import workflow as donations
from inventory import queries, workflow
from inventory.forms.waiting_rows import ChoiceForm
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

AT_ONCE = 20  # questions a page


@requires(Permission.DONATION_REGISTER, Permission.DEVICE_RECEIVE)
def waiting_rows(request: StaffRequest, ref: str) -> HttpResponse:
    """The rows that wait, with the devices each may speak of; those answered are settled, the others wait on."""
    donation = get_object_or_404(donation_queries.donations_for(request.acting), ref=ref)
    doubts = queries.doubts(donation, most=AT_ONCE)
    form = ChoiceForm(request.POST if request.method == "POST" else None, doubts=doubts)
    if request.method == "POST" and form.is_valid():
        settled = 0
        with refusals_shown(request):
            for row, outcome, device in form.chosen():
                row.donation = donation
                workflow.choose(row=row, outcome=outcome, device=device, act=act_of(request))
                settled += 1
        if settled:
            told = ngettext("%(count)d row is settled.", "%(count)d rows are settled.", settled)
            messages.success(request, told % {"count": settled})
        is_done = not queries.waiting_rows(donation)
        return redirect("inventory:donation-detail" if is_done else "inventory:waiting-rows", ref)
    context = {
        "donation": donation,
        "form": form,
        "waiting": queries.waiting_rows(donation),
        "may_choose": donations.can_change_lists(donation, act_of(request)),
    }
    return render(request, "inventory/waiting_rows.html", context)
