"""A donor says which campaign its batch is given for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors import queries
from donors.models import Campaign
from donors.workflow import campaigns
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission


@require_POST
@requires(Permission.DONATION_REGISTER)
def join(request: StaffRequest, ref: str) -> HttpResponse:
    """Join a campaign, or leave it with an empty choice."""
    donation = get_object_or_404(queries.donations_for(request.acting), ref=ref)
    slug = request.POST.get("campaign", "")
    campaign = get_object_or_404(Campaign, slug=slug) if slug else None
    return carry_out(
        request,
        lambda act: campaigns.join(donation=donation, campaign=campaign, act=act),
        done=_("Noted: this batch is for %(campaign)s.") % {"campaign": campaign}
        if campaign
        else _("Noted: this batch is for no campaign."),
        then=redirect("inventory:donation-detail", ref),
    )
