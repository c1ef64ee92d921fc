"""The device an address names."""

from django.http import Http404

from inventory import codes
from inventory.models import Device
from reuse.accounts.decorators import StaffRequest


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
