"""The device an address names, and the answer after a verb was asked of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from inventory import codes
from inventory.models import Device
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of
from reuse.core.refusals import Refusal


def device_of(request: StaffRequest, code: str) -> Device:
    """The device that bears or bore this code, if the person may see it; else there is no such page."""
    bare = codes.parse(code)
    seen = Device.objects.visible_to(request.acting).select_related(
        "type", "site__organisation", "donation__donor", "owner", "holder", "merged_into"
    )
    device = seen.filter(identifiers__kind="code", identifiers__normalised=bare).first() if bare else None
    if device is None:
        raise Http404
    return device_of(request, device.merged_into.code) if device.merged_into else device


def carry_out(
    request: StaffRequest, device: Device, verb: Callable[[Act], object], *, done: str
) -> HttpResponse:
    """Ask the verb once, say what became of it, and go back to the device."""
    try:
        verb(act_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("inventory:device-detail", device.code)
