"""Asking somebody without an account to sign: the letter is sent, sent again, withdrawn."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors import queries, workflow
from donors.forms.signing import AskForm
from donors.models import Donation, SigningLink
from donors.states import Party
from reuse.accounts import throttle
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

ASKS = (Permission.DONATION_REGISTER, Permission.DONATION_DECIDE)


@requires(*ASKS)
def ask(request: StaffRequest, ref: str) -> HttpResponse:
    """Who signs for my side, and where the letter goes."""
    donation, act = _donation(request, ref), act_of(request)
    party = Party.DONOR if act.organisation == donation.donor else Party.RECEIVER
    form = AskForm(request.POST if request.method == "POST" else None, today=act.on)
    if request.method == "POST" and form.is_valid():
        if not throttle.allows(request, "invite"):
            return throttle.refused(request)
        return carry_out(
            request,
            lambda act: workflow.ask_signature(
                donation=donation,
                party=party,
                signatory=form.signatory(),
                last_day=form.cleaned_data["last_day"],
                act=act,
            ),
            done=_("The letter is on its way to %(email)s.") % {"email": form.cleaned_data["email"]},
            then=redirect("inventory:donation-detail", donation.ref),
        )
    context = {"donation": donation, "form": form, "is_donor": party == Party.DONOR}
    return render(request, "donors/signing_ask.html", context)


@require_POST
@requires(*ASKS)
def resend(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """A fresh link; the one before ends."""
    link = _link(request, ref, public_id)
    if not throttle.allows(request, "invite"):
        return throttle.refused(request)
    return carry_out(
        request,
        lambda act: workflow.resend_link(link=link, act=act),
        done=_("A new letter is on its way to %(email)s.") % {"email": link.email},
        then=redirect("inventory:donation-detail", ref),
    )


@require_POST
@requires(*ASKS)
def revoke(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The link no longer works."""
    link = _link(request, ref, public_id)
    return carry_out(
        request,
        lambda act: workflow.revoke_link(link=link, act=act),
        done=_("The link is withdrawn: it no longer works."),
        then=redirect("inventory:donation-detail", ref),
    )


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(queries.donations_for(request.acting), ref=ref)


def _link(request: StaffRequest, ref: str, public_id: UUID) -> SigningLink:
    return get_object_or_404(_donation(request, ref).signing_links, public_id=public_id)
