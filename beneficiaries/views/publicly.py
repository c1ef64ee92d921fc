"""The page behind a label's QR: for anyone, without an account, without a script, without a word on any person."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beneficiaries import workflow
from beneficiaries.forms.aftersales import FaultForm
from beneficiaries.queries import aftersales
from beneficiaries.queries.given import last_given
from beneficiaries.states.aftersales import Fault
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts import throttle
from reuse.accounts.answers import refusals_shown
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock

LOOKS, SECONDS = 120, 60  # at pages of devices, from one address
FAULTS, AN_HOUR = 5, 3600  # told, from one address


@never_cache
@require_safe
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """What a label leads to: the workshop's page for those who work on the device, else the public page."""
    acting: Membership | None = getattr(request, "acting", None)
    device = aftersales.device_of_code(code)
    if acting and acting.may(Permission.DEVICE_VIEW):
        seen = Device.objects.visible_to(acting)
        if device is None or (seen.filter(pk=device.pk).exists() and "public" not in request.GET):
            return redirect("inventory:device-scanned", code)
    if not throttle.may_look(request, "device", most=LOOKS, seconds=SECONDS):
        return throttle.refused(request)
    return _page(request, device, FaultForm())


@never_cache
@require_POST
def tell(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the device tells what is wrong with it. Nothing is kept of who.

    No `no-referrer` here: browsers then send the form with an origin of null, which the guard of forms refuses.
    """
    device = aftersales.device_of_code(code)
    form = FaultForm(request.POST)
    if not throttle.may_look(request, "device-fault", most=FAULTS, seconds=AN_HOUR):
        return throttle.refused(request)
    if device and form.is_valid():
        with refusals_shown(request, form, "note"):
            told = {"fault": Fault(form.cleaned_data["fault"]), "note": form.cleaned_data["note"]}
            workflow.tell_fault(device=device, at=clock.now(), **told)
            messages.success(request, _("Thank you. The structure that handed the device over reads it."))
            return redirect("beneficiaries:device-public", device.code)
    return _page(request, device, form)


def _page(request: HttpRequest, device: Device | None, form: FaultForm) -> HttpResponse:
    acting: Membership | None = getattr(request, "acting", None)
    handover = last_given(device) if device else None
    context = {
        "device": device,
        "handover": handover,
        "is_out": bool(device and handover and device.stage == Stage.HANDED_OVER),
        "is_missing": bool(device and device.stage == Stage.LOST),
        "may_tell": bool(handover and handover.is_out),
        "is_guaranteed": bool(handover and handover.warranty_until and handover.warranty_until >= _today()),
        "site": handover.site if handover else device.site if device else None,
        "network": aftersales.network(),
        "contact": aftersales.network_contact(),
        "form": form,
        "is_staff": bool(
            acting and (acting.may(Permission.HAND_OVER) or acting.may(Permission.DEVICE_RECEIVE))
        ),
        "may_open": bool(
            acting and device and Device.objects.visible_to(acting).filter(pk=device.pk).exists()
        ),
    }
    response = render(request, "beneficiaries/device_public.html", context, status=200 if device else 404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _today() -> date:
    return clock.local_date(clock.now(), clock.HOME_ZONE)
