"""What an event changed in a device, put back as it was: places, sites and bodies as the ledger names them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from inventory.models import Device, DeviceEvent, Place, Transfer
from reuse.accounts.models import Organisation, Site
from reuse.core.ledger import Happening


def restored(device: Device, event: DeviceEvent) -> Happening:
    """The event that takes this one back: the device's columns as they were before it."""
    found = event.details["before"]
    changes = {name: _FOUND[name](value) for name, value in found.items() if name in _FOUND}
    before = {name: getattr(device, name) for name in changes}
    before |= {name: event.details.get(name) for name in found if name not in changes}
    details = {"before": named(before), **named({**found, **changes})}
    return Happening(kind=event.kind, details=details, changes=changes, corrects=event, reason_code="undo")


def put_back(event: DeviceEvent, columns: Iterable[str]) -> dict[str, Any]:
    """What the event changed of these columns, as it was before."""
    before = event.details.get("before", {})
    return {name: _FOUND[name](before[name]) for name in columns if name in before}


def place_of(code: str | None) -> Place | None:
    """The place of this code, if something can be put into it now."""
    return Place.objects.filter(code=code, closed_at=None).first() if code else None


def named(values: Mapping[str, Any]) -> dict[str, Any]:
    """As the ledger writes them: places by code, sites and bodies by public identifier."""
    return {name: _name(value) for name, value in values.items()}


def _name(value: Any) -> Any:
    if isinstance(value, Place):
        return value.code
    if isinstance(value, Transfer):
        return value.ref
    public = getattr(value, "public_id", None)
    return str(public) if public else value


_FOUND: Mapping[str, Callable[[Any], Any]] = {
    "place": place_of,
    "weight_g": lambda grams: grams,
    "grade": lambda grade: grade,
    "site": lambda public_id: Site.objects.get(public_id=public_id),
    "holder": lambda public_id: Organisation.objects.get(public_id=public_id),
    "transit": lambda ref: Transfer.objects.filter(ref=ref).first() if ref else None,
}
