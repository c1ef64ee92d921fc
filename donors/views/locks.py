"""The locks of a batch: what each is, how it is lifted, and what the donor says of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from donors import queries, workflow
from donors.forms import LocksForm
from donors.models import LockAnswer
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.DONATION_REGISTER, Permission.DONATION_VIEW)
def locks(request: StaffRequest, ref: str) -> HttpResponse:
    """Every lock of every type in the batch; the workshop reads the answers."""
    donation, act = get_object_or_404(queries.donations_for(request.acting), ref=ref), act_of(request)
    rows = queries.lock_rows(donation)
    form = LocksForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        rest = LockAnswer.Answer.NONE if request.POST.get("do") == "none" else ""
        with refusals_shown(request):
            workflow.answer_locks(donation=donation, answers=form.answers(rest=rest), act=act)
            messages.success(
                request, _("Your answers are kept; they may change until the batch is received.")
            )
            return redirect("inventory:donation-detail", donation.ref)
    context = {
        "donation": donation,
        "form": form,
        "rows": rows,
        "may_answer": workflow.can_answer_locks(donation, act),
    }
    return render(request, "donors/locks.html", context)
