"""The page on which a public body says when the decision is expected, enters it, and takes the draft away."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donors import queries, workflow
from donors.forms.deliberations import DecidedForm, ExpectedForm
from donors.models import Deliberation
from reuse.accounts.answers import carry_out, kept_file
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.DONATION_REGISTER)
def deliberation(request: StaffRequest, ref: str) -> HttpResponse:
    """Expected, or entered."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    act, known = act_of(request), Deliberation.objects.filter(donation=donation).first()
    if not donation.donor.is_public_body:
        raise Http404
    which = request.POST.get("do") if request.method == "POST" else None
    expected = ExpectedForm(
        request.POST if which == "expect" else None, initial={"on": known.expected_on if known else None}
    )
    decided = DecidedForm(
        request.POST if which == "enter" else None,
        request.FILES if which == "enter" else None,
        today=act.on,
        initial={"reference": donation.deliberation_ref, "decided_on": known.decided_on if known else None},
    )
    back = redirect("inventory:donation-detail", donation.ref)
    if which == "expect" and expected.is_valid():
        return carry_out(
            request,
            lambda act: workflow.expect_deliberation(
                donation=donation, on=expected.cleaned_data["on"], act=act
            ),
            done=_("Noted: you are reminded before that day."),
            then=back,
        )
    if which == "enter" and decided.is_valid():
        return carry_out(
            request,
            lambda act: workflow.enter_deliberation(donation=donation, act=act, **decided.cleaned_data),
            done=_("The decision is entered: the agreement bears its reference."),
            then=back,
        )
    context = {"donation": donation, "known": known, "expected": expected, "decided": decided}
    return render(request, "donors/deliberation.html", context)


@require_safe
@requires(Permission.DONATION_VIEW)
def scan(request: StaffRequest, ref: str) -> HttpResponseBase:
    """The signed decision, for the two parties; the opening is recorded."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    known = get_object_or_404(Deliberation, donation=donation, scan__isnull=False)
    holder = request.acting.organisation
    if known.scan is None or holder not in (donation.donor, donation.receiver):
        raise Http404
    return kept_file(request, known.scan, purpose="deliberation", holder=holder)
