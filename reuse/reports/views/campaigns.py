"""Campaigns: a page anyone may read, a poster to print, and the form that opens one."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from labels.svg import qr_svg
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.reports import workflow
from reuse.reports.forms.campaigns import CampaignForm
from reuse.reports.models import Target
from reuse.reports.queries import campaigns as queries


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """How far it is, where to bring devices, how to give a batch. Anyone may read it; no donor is named."""
    return render(request, "reports/campaign.html", _told(slug))


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet to print on A4 and pin up."""
    told = _told(slug)
    address = settings.PUBLIC_URL + reverse("reports:campaign", args=[slug])
    code = qr_svg(address, module=9, label=_("QR code of the campaign's page"))
    context = {**told, "address": address, "code": mark_safe(code)}  # noqa: S308 - drawn here, its label escaped
    return render(request, "reports/campaign_poster.html", context)


@requires(Permission.TARGET_SET)
def campaign_new(request: StaffRequest) -> HttpResponse:
    """Open a campaign."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        language = (get_language() or "fr").split("-")[0]
        introduction = facts.pop("introduction")
        with refusals_shown(request, form):
            target = workflow.open_campaign(
                act=act_of(request),
                name={language: facts.pop("name")},
                introduction={language: introduction} if introduction else {},
                types=list(facts.pop("types")),
                **facts,
            )
            messages.success(request, _("The campaign is open: anyone may read this page."))
            return redirect("reports:campaign", target.campaign.slug if target.campaign else "")
    return render(request, "reports/campaign_new.html", {"form": form})


def _told(slug: str) -> dict[str, object]:
    target = get_object_or_404(Target.objects.select_related("campaign"), campaign__slug=slug)
    today = timezone.localdate()
    told = queries.campaign(target, as_of=today)
    running = (
        target.campaign is not None
        and target.campaign.ended_at is None
        and target.since <= today <= target.until
    )
    return {
        "target": target,
        "campaign": target.campaign,
        "told": told,
        "today": today,
        "is_running": running,
    }
