"""Whether a device has what its type needs to be used: attached, or lying in stock at its site and known to fit.

Which types need what is data; that they need it before they are ready is not.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from inventory import queries
from inventory.models import AccessoryKind, Category, Device, ModelCharger
from inventory.workflow.refusals import AccessoryMissing
from reuse.core.refusals import Refusal


def accessory_refusal(device: Device) -> Refusal | None:
    """Why this device may not be released as long as nothing is attached or in stock; None if it may."""
    for need in device.type.accessory_needs.all():
        if refusal := _missing(device, Category(need.category)):
            return refusal
    return None


def _missing(device: Device, category: Category) -> Refusal | None:
    attached = [
        one.kind
        for one in device.accessories.all()
        if one.detached_at is None and one.kind.category == category
    ]
    takes = queries.chargers_of(device) if category == Category.CHARGER else []
    is_known = bool(takes) or category != Category.CHARGER
    if any(not takes or queries.charges(kind, takes) for kind in attached):
        return None
    in_stock = queries.in_stock_at(device, category)
    if is_known and any(not takes or queries.charges(kind, takes) for kind in in_stock):
        return None
    return AccessoryMissing(_sentence(device, category, takes, attached))


def _sentence(
    device: Device, category: Category, takes: Sequence[ModelCharger], attached: Sequence[AccessoryKind]
) -> str:
    if takes:
        wanted = _(" or ").join(f"{queries.connector_name(one.connector)} ≥ {one.watts} W" for one in takes)
        if attached:
            return _("The charger attached (%(attached)s) does not fit: this model takes %(wanted)s.") % {
                "attached": ", ".join(map(str, attached)),
                "wanted": wanted,
            }
        return _("No charger that fits is attached or in stock at %(site)s: this model takes %(wanted)s.") % {
            "site": device.site,
            "wanted": wanted,
        }
    if category == Category.CHARGER:
        return _("Which charger this model takes is not known: attach the one you tried with it.")
    return _("It needs an accessory: %(what)s. None is attached or in stock at %(site)s.") % {
        "what": category.label,
        "site": device.site,
    }
