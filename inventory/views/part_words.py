"""What the ledgers of two devices tell of a part, and of an accessory, as sentences."""

from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import DeviceEvent
from inventory.states import EventKind
from reuse.core.translated import in_language


def told(event: DeviceEvent) -> str:
    """What was done with the part, from which device or into which, as seen from this device."""
    details = event.details
    words = {
        "part": _part(event),
        "source": codes.shown(details["source"]),
        "other": codes.shown(details["fitted_in"] or ""),
    }
    if event.corrects_id:
        return _("%(part)s, from %(source)s: the last gesture was taken back") % words
    is_source = details["source"] == event.device.code
    match event.kind:
        case EventKind.PART_HARVESTED:
            return _("%(part)s taken out for the stock of parts") % words
        case EventKind.PART_FITTED if is_source and details["fitted_in"] != details["source"]:
            return _("%(part)s, taken from here, fitted in %(other)s") % words
        case EventKind.PART_FITTED:
            return _("%(part)s fitted, taken from %(source)s") % words
        case EventKind.PART_RETURNED:
            return _("%(part)s, from %(source)s, taken out and back in stock") % words
        case _:
            return _("%(part)s, from %(source)s, scrapped") % words


def awaited(event: DeviceEvent) -> str:
    """Which part it waits for."""
    return _("Waits for a part: %(part)s") % {"part": _part(event)}


def accessory(event: DeviceEvent) -> str:
    """Which accessory, and from where."""
    words = {"accessory": in_language(event.details["label"])}
    if event.kind == EventKind.ACCESSORY_DETACHED:
        return _("%(accessory)s taken off, back in stock") % words
    if event.details.get("from_stock"):
        return _("%(accessory)s attached, from stock") % words
    return _("%(accessory)s attached, it came with the device") % words


def _part(event: DeviceEvent) -> str:
    """SSD SATA 256 Go (S3Z8NX0K)"""
    details = event.details
    name = f"{in_language(details['label'])} {details['spec']}".strip()
    serial = details.get("serial")
    return f"{name} ({serial})" if serial else name
