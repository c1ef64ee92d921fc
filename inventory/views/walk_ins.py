"""A gift at the counter: one form, a slip to print, and the next person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from donors.models import Donation
from donors.workflow import Giver
from inventory import workflow
from inventory.forms.receptions import WalkInForm
from inventory.models import WalkInDonor
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission

FIRST_NAME = "walk_in_first_name"


@requires(Permission.DEVICE_RECEIVE)
def walk_in(request: StaffRequest) -> HttpResponse:
    """What, how many; received at once."""
    form = WalkInForm(request.POST if request.method == "POST" else None, membership=request.acting)
    site = request.acting.site or request.acting.organisation.sites.open().first()
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        with refusals_shown(request, form):
            donation = workflow.receive_walk_in(
                site=get_object_or_404(Site, pk=site and site.pk),
                quantities=form.quantities,
                giver=Giver(found["giver"]),
                labels=found["labels"],
                act=act_of(request),
            )
            workflow.print_received(devices=list(donation.devices.all()), act=act_of(request))
            request.session[FIRST_NAME] = [
                donation.ref,
                found["first_name"],
            ]  # until the next gift, nowhere else
            return redirect("inventory:walk-in-done", donation.ref)
    return render(request, "inventory/walk_in.html", {"form": form, "site": site})


@requires(Permission.DEVICE_RECEIVE)
def done(request: StaffRequest, ref: str) -> HttpResponse:
    """Received: the codes, the labels to print, the slip to give."""
    return render(request, "inventory/walk_in_done.html", _gift(request, ref))


@requires(Permission.DEVICE_RECEIVE)
def thanks(request: StaffRequest, ref: str) -> HttpResponse:
    """The thank-you slip: what was brought, where it goes; no value, no surname, no address."""
    return render(request, "inventory/walk_in_thanks.html", _gift(request, ref))


def _gift(request: StaffRequest, ref: str) -> dict[str, object]:
    walked_in = WalkInDonor.objects.values("organisation")
    found = Donation.objects.filter(donor__in=walked_in, receiver=request.acting.organisation)
    donation = get_object_or_404(found.select_related("receiver", "site"), ref=ref)
    gift, first_name = request.session.get(FIRST_NAME, ["", ""])
    return {
        "donation": donation,
        "lines": donation.lines.select_related("type"),
        "devices": donation.devices.select_related("type").order_by("pk"),
        "first_name": first_name if gift == ref else "",
        "is_unknown": donation.events.filter(details__walk_in=Giver.UNKNOWN.value).exists(),
    }
