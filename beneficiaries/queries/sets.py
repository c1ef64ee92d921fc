"""The set a request needs beside its device: what its type cannot do without, and what was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beneficiaries.models import Allocation, Request
from beneficiaries.states import Accessory, ConnectionHelp, Feature
from inventory import queries as inventory
from inventory.models import AccessoryHold, AccessoryKind, Category, Device

CHARGED = frozenset({"laptop", "smartphone", "tablet"})  # types that are of no use without their charger
# Codes of the kinds of the inventory that answer what is asked for; a screen is a device of its own.
KINDS: Mapping[str, tuple[str, ...]] = {
    Accessory.BAG: ("bag",),
    Accessory.MOUSE: ("mouse_usb",),
    Accessory.HEADSET: ("headset",),
    Accessory.WEBCAM: ("webcam",),
}


@dataclass(frozen=True, slots=True)
class Aside:
    """What was put aside with a device, and what could not be, in words."""

    held: tuple[str, ...]
    missing: tuple[str, ...]


def wanted_with(request: Request, device: Device) -> list[list[AccessoryKind]]:
    """For each thing needed, the kinds that would do, the best first."""
    kinds = list(AccessoryKind.objects.all())
    asked = [set(KINDS[code]) for code in request.accessories if code in KINDS]
    if request.connection_help == ConnectionHelp.SIM:
        asked.append({"sim"})
    if Feature.SIMPLE_KEYBOARD in request.features:
        asked.append({"keyboard_usb"})
    wanted = [[kind for kind in kinds if kind.code in codes] for codes in asked]
    charger = _chargers(request, device, kinds)
    return [*([charger] if charger else []), *(one for one in wanted if one)]


def _chargers(request: Request, device: Device, kinds: Sequence[AccessoryKind]) -> list[AccessoryKind]:
    """Chargers the model takes; none when one is attached, or nobody knows which it takes."""
    attached = device.accessories.filter(detached_at=None, kind__category=Category.CHARGER).exists()
    if request.type.code not in CHARGED or attached:
        return []
    takes = inventory.chargers_of(device)
    return [
        kind
        for kind in kinds
        if kind.category == Category.CHARGER
        and any(one.connector == kind.connector and (kind.watts or 0) >= one.watts for one in takes)
    ]


def aside_for(allocation: Allocation) -> Aside:
    """What lies aside for an allocation now, and what of its set is not there."""
    holds = AccessoryHold.objects.filter(allocation=allocation.public_id, ended_at=None)
    held = [one.stock.kind for one in holds.select_related("stock__kind")]
    have = {kind.pk for kind in held}
    missing = [
        choice[0]
        for choice in wanted_with(allocation.request, allocation.device)
        if not have & {kind.pk for kind in choice}
    ]
    return Aside(tuple(map(str, held)), tuple(map(str, missing)))
