"""The papers of a gift after it came: the value its donor states, receipts, attestations; and its legal lane."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from donors import queries as donation_queries
from donors import workflow as donations
from donors.models import Donation
from inventory import workflow
from inventory.forms.donations import LaneForm
from inventory.forms.gift_papers import AttestForm, IssueForm, ValueForm, VoidForm
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal


@requires(Permission.DONATION_REGISTER)
def value(request: StaffRequest, ref: str) -> HttpResponse:
    """The donor states what its gift is worth; nothing is proposed."""
    donation = _donation(request, ref)
    counts = workflow.counts_to_value(donation)
    known = donation.value_statements.order_by("-id").first()
    form = (
        ValueForm(request.POST, counts=counts) if request.method == "POST" else ValueForm.after(known, counts)
    )
    if request.method == "POST" and form.is_valid():
        try:
            donations.state_value(donation=donation, stated=form.stated(), counts=counts, act=act_of(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("inventory:donation-detail", donation.ref)
    context = {"donation": donation, "form": form, "known": known, "total": sum(counts.values())}
    return render(request, "inventory/gift_value.html", context)


@requires(Permission.DONATION_DECIDE)
def receipt(request: StaffRequest, ref: str) -> HttpResponse:
    """The receipt is read over, signed, issued under its number."""
    donation, act = _donation(request, ref), act_of(request)
    form = IssueForm(request.POST if request.method == "POST" else None, initial={"name": str(request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.issue_gift_receipt(donation=donation, issuing=form.issuing(), act=act)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("inventory:donation-detail", donation.ref)
    context = {
        "donation": donation,
        "form": form,
        "statement": donation.value_statements.select_related("by").order_by("-id").first(),
        "received": sum(workflow.received_counts(donation).values()),
    }
    return render(request, "inventory/gift_receipt.html", context)


@requires(Permission.DONATION_DECIDE)
def void(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """Take a receipt back, with the reason."""
    donation = _donation(request, ref)
    held = get_object_or_404(donation.receipts.select_related("document", "donation"), public_id=public_id)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda act: donations.void_receipt(receipt=held, reason=form.cleaned_data["reason"], act=act),
            done=_("The receipt is void. Another may be issued in its place."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return render(
        request, "inventory/gift_receipt_void.html", {"donation": donation, "receipt": held, "form": form}
    )


@requires(Permission.DONATION_DECIDE)
def attestation(request: StaffRequest, ref: str) -> HttpResponse:
    """The plain attestation: what came, with thanks."""
    donation = _donation(request, ref)
    form = AttestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda act: workflow.attest_gift(
                donation=donation, function=form.cleaned_data["function"], act=act
            ),
            done=_("The attestation is with the donor."),
            then=redirect("inventory:donation-detail", donation.ref),
        )
    return render(request, "inventory/gift_attestation.html", {"donation": donation, "form": form})


@requires(Permission.CONFIGURE)
def lane(request: StaffRequest, ref: str) -> HttpResponse:
    """Correct the legal lane, while no device was reserved."""
    donation = _donation(request, ref)
    form = LaneForm(request.POST if request.method == "POST" else None, initial={"lane": donation.lane})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.correct_lane(donation=donation, act=act_of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("inventory:donation-detail", donation.ref)
    return render(request, "inventory/donation_lane.html", {"donation": donation, "form": form})


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(
        donation_queries.donations_for(request.acting).select_related("agreement"), ref=ref
    )
