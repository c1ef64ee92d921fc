"""What each site takes from donors, kept up by those who run it: a dated rule after another."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donors import queries, workflow
from donors.forms import CollectingForm
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission

DECIDERS = (Permission.DONATION_DECIDE, Permission.CONFIGURE)


@require_safe
@requires(*DECIDERS)
def points(request: StaffRequest) -> HttpResponse:
    """The sites whose rule one may decide, each with what holds today."""
    rules = queries.rules_on(act_of(request).on)
    sites = [one for one in queries.receiving_sites() if _may(request, one)]
    shown = [queries.Point(one, rules.get(one.pk), queries.Nearness.UNKNOWN, None) for one in sites]
    return render(request, "donors/points.html", {"points": shown})


@requires(*DECIDERS)
def point(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One site: its rule from a day on, and those before."""
    site = get_object_or_404(Site.objects.open().select_related("organisation"), public_id=public_id)
    if not site.organisation.is_workshop or not _may(request, site):
        raise Http404
    act = act_of(request)
    form = CollectingForm(
        request.POST if request.method == "POST" else None,
        rule=queries.rule_on(site, act.on),
        today=act.on,
        may_place=act.membership.may(Permission.CONFIGURE),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, "since"):
            workflow.decide_collecting(site=site, since=form.cleaned_data["since"], rule=form.rule(), act=act)
            messages.success(request, _("Saved: donors see it from that day on."))
            return redirect("donors:collecting-point", public_id)
    context = {
        "site": site,
        "form": form,
        "today": act.on,
        "rules": site.collecting_rules.select_related("by").order_by("-since"),
    }
    return render(request, "donors/point.html", context)


def _may(request: StaffRequest, site: Site) -> bool:
    return workflow.may_decide_collecting(site, request.acting)
