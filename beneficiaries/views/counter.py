"""The counter: a voucher is scanned, the person chooses a device that lies here, scanning it hands it over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import CollectForm, CounterSiteForm
from beneficiaries.models import Allocation, Handover, Voucher
from beneficiaries.queries import narrative
from beneficiaries.states import AllocationStage, HandoverStage
from beneficiaries.views.vouchers import contact_of
from inventory.models import Device
from inventory.queries import price_cap
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core import clock

_SITE = "counter_site"


def site_of(request: StaffRequest) -> Site | None:
    """Where this counter is: chosen before, else one's own site."""
    chosen = Site.objects.filter(pk=request.session.get(_SITE, 0), hands_over=True).first()
    own = request.acting.site
    return chosen or (own if own and own.hands_over else None)


@requires(Permission.HAND_OVER)
def scan(request: StaffRequest) -> HttpResponse:
    """One box: a voucher opens its page, a device with an appointment its hand-over."""
    site = site_of(request)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\0", "")
        if voucher := queries.voucher_named(text):
            return redirect("beneficiaries:counter-voucher", voucher.public_id)
        if planned := _planned(request, text):
            return redirect("beneficiaries:handover-detail", planned.public_id)
        messages.error(
            request,
            _(
                "This names no voucher, nor a device that is to be handed over. Scan again, or type the letters."
            ),
        )
    context = {"site": site, "site_form": CounterSiteForm(initial={"site": site})}
    return render(request, "beneficiaries/counter.html", context)


def _planned(request: StaffRequest, text: str) -> Handover | None:
    device = queries.device_named(text)
    seen = Handover.objects.visible_to(request.acting).filter(stage=HandoverStage.PLANNED)
    return seen.filter(device=device).first() if device else None


@require_POST
@requires(Permission.HAND_OVER)
def choose_site(request: StaffRequest) -> HttpResponse:
    """Say at which counter one stands; kept for the session."""
    form = CounterSiteForm(request.POST)
    if form.is_valid():
        request.session[_SITE] = form.cleaned_data["site"].pk
    return redirect("beneficiaries:counter")


@requires(Permission.HAND_OVER)
def collect(request: StaffRequest, public_id: str) -> HttpResponse:
    """The devices that fit and lie here; the one scanned, with what is checked, paid and signed."""
    act = act_of(request)
    voucher = get_object_or_404(Voucher.objects.with_labels(), public_id=public_id)
    site = site_of(request)
    if site is None:
        messages.warning(request, _("Say first at which counter you are."))
        return redirect("beneficiaries:counter")
    on = clock.local_date(act.at, site.time_zone)
    known, refused = voucher.request, workflow.why_not(voucher, on)
    context: dict[str, Any] = {
        "voucher": voucher,
        "known": known,
        "site": site,
        "refused": refused,
        "contact": contact_of(known, act.on),
        "legs_asked": queries.legs_asked(known),
        "items": narrative.facts(known)[:3],
    }
    if not refused:
        text = (request.POST.get("code") or request.GET.get("code", "")).replace("\0", "")
        device = queries.device_named(text) if text else None
        if text and device is None:
            messages.error(request, _("No device bears this code: scan the label on the device."))
        elif device and request.method == "GET" and (why := workflow.why_not_this(known, device, site)):
            messages.error(request, why)
            device = None
        answer = _hand_over(request, voucher, site, act, device, context)
        if answer:
            return answer
    return render(request, "beneficiaries/counter_voucher.html", context)


def _hand_over(
    request: StaffRequest,
    voucher: Voucher,
    site: Site,
    act: Act,
    device: Device | None,
    context: dict[str, Any],
) -> HttpResponse | None:
    """Fill the page in; an answer of its own once the device is handed over."""
    known = voucher.request
    on = clock.local_date(act.at, site.time_zone)
    reserved = Allocation.objects.filter(request=known, stage=AllocationStage.ACCEPTED).with_labels().first()
    context |= {"reserved": reserved, "device": device}
    if device is None:
        if reserved is None:
            fit = queries.best_fit(known, site=site)
            context["fit"] = fit
            context["choices"] = [(one, price_cap(one.device, on=on)) for one in fit.candidates]
        return None
    parts = queries.items_of(reserved) if reserved else []
    offered = [] if reserved else queries.parts_at(known, site)
    others = [item.device for item in parts] or [part for _type, part in offered if part]
    cap = price_cap(device, on=on, others=others)
    price = None if cap.cents else 0
    form = CollectForm(
        request.POST if request.method == "POST" else None,
        known=known,
        on=on,
        zone=site.time_zone,
        initial={"code": device.code, "price": price},
    )
    context |= {"set_items": parts, "offered": offered}
    context |= {"form": form, "cap": cap, "candidate": queries.candidate_for(known, device)}
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.redeem(voucher=voucher, site=site, given=form.given_at_counter(), act=act)
            messages.success(request, _("The device is handed over. Print the form, or open it later."))
            return redirect("beneficiaries:counter-done", public_id=voucher.public_id)
    return None


@requires(Permission.HAND_OVER)
def done(request: StaffRequest, public_id: str) -> HttpResponse:
    """What was handed over with a voucher, for any counter: the papers to print, and nothing of the case."""
    voucher = get_object_or_404(Voucher.objects.with_labels(), public_id=public_id)
    if voucher.handover is None:
        return redirect("beneficiaries:counter-voucher", public_id=public_id)
    handover = Handover.objects.with_labels().select_related("terms__receipt").get(pk=voucher.handover.pk)
    context = {"voucher": voucher, "handover": handover}
    return render(request, "beneficiaries/counter_done.html", context)
