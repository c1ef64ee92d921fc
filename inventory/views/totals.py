"""What left before a workshop moved in here, as it declares it: read, corrected, withdrawn."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inventory import queries, workflow
from inventory.forms import CorrectTotalForm, WithdrawTotalForm
from inventory.models import DeclaredTotal
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

MOST_SHOWN = 500


@requires(Permission.DEVICE_CORRECT)
def totals(request: StaffRequest) -> HttpResponse:
    """Every total declared, those withdrawn with their reason and what replaces them."""
    found = queries.all_totals(request.acting).order_by("-at", "-id")
    replaced = found.prefetch_related(Prefetch("replacement", DeclaredTotal.objects.only("id", "replaces")))
    return render(request, "inventory/totals.html", {"totals": replaced[:MOST_SHOWN]})


@requires(Permission.DEVICE_CORRECT)
def total(request: StaffRequest, number: int) -> HttpResponse:
    """One total, to correct or to withdraw: nothing is overwritten."""
    one = get_object_or_404(queries.declared_totals(request.acting), pk=number)
    is_withdrawal = request.POST.get("do") == "withdraw"
    data = request.POST if request.method == "POST" else None
    correction = CorrectTotalForm(None if is_withdrawal else data, total=one)
    withdrawal = WithdrawTotalForm(data if is_withdrawal else None, prefix="w")
    form = withdrawal if is_withdrawal else correction
    if data is not None and form.is_valid():
        verb = workflow.withdraw_total if is_withdrawal else workflow.correct_total
        with refusals_shown(request, form):
            verb(total=one, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("Written down: the number before stays readable with your reason."))
            return redirect("inventory:totals")
    context = {"total": one, "correction": correction, "withdrawal": withdrawal}
    return render(request, "inventory/total.html", context)
