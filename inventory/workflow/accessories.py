"""The only module that changes quantities of accessories, and what goes with a device. Every change has its reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import (
    AccessoryKind,
    AccessoryMovement,
    AccessoryStock,
    Device,
    DeviceAccessory,
    DeviceEvent,
)
from inventory.states import RULES, EventKind, Move, Stage
from inventory.workflow import media
from inventory.workflow.refusals import NothingToUndo, PartElsewhere, ReasonNeeded, StockTooLow
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted

Reason = AccessoryMovement.Reason
ADDING = (Reason.ARRIVED,)
TAKING = (Reason.GIVEN, Reason.USED, Reason.BROKEN)
AT_HAND = RULES[Move.RECYCLE].sources | {Stage.RESERVED}  # stages of a device something can be put with
BEFORE_READY = (Stage.SETUP, Stage.QUALITY_CHECK)  # where what is still missing is told
MOST = 10_000  # at once: beyond, a finger slipped


@transaction.atomic
def move_accessories(
    *, site: Site, kind: AccessoryKind, change: int, reason: str, act: Act, device: Device | None = None
) -> AccessoryMovement:
    """Some came in, or went: given with a hand-over, used up, broken. `device`: the one they were given with."""
    allowed = ADDING if change > 0 else TAKING
    if change == 0 or abs(change) > MOST or reason not in allowed:
        raise ReasonNeeded(_("Say how many, and why they came or went."), allowed=list(allowed))
    return change_stock(_stock(site, kind, act), change, reason, act, device=device)


@transaction.atomic
def count_accessories(
    *, site: Site, kind: AccessoryKind, counted: int, note: str, act: Act
) -> AccessoryMovement | None:
    """Somebody counted: the quantity becomes what was found, with why it differed; nothing when it was right."""
    stock = _stock(site, kind, act)
    if counted == stock.quantity:
        return None
    if not note.strip():
        raise ReasonNeeded(_("Say why the count differs."))
    return change_stock(stock, counted - stock.quantity, Reason.COUNTED, act, note=note.strip()[:120])


@transaction.atomic
def undo_movement(*, movement: AccessoryMovement, act: Act) -> AccessoryMovement:
    """Take back one's own latest movement of a kind. What is attached to a device is taken off there."""
    stock = _stock(movement.stock.site, movement.stock.kind, act)
    last = stock.movements.first()
    if last is None or last.pk != movement.pk or last.by_id != act.by.pk or last.corrects_id:
        raise NothingToUndo(_("Your last movement is no longer the latest of this kind: count it instead."))
    if last.reason in {Reason.ATTACHED, Reason.DETACHED}:
        raise NothingToUndo(_("Take it off, or put it back, on the device's page."))
    return change_stock(stock, -last.change, Reason.UNDONE, act, corrects=last)


@transaction.atomic
def attach_accessory(
    *, device: Device, kind: AccessoryKind, act: Act, is_from_stock: bool = True
) -> DeviceAccessory:
    """An accessory goes with a device from now on: taken from its site's stock, or it came with the device."""
    device = media.workable(device, act)
    if device.stage not in AT_HAND:
        raise MoveNotAllowed(_("This device is not here: nothing can be attached to it."))
    if is_from_stock:
        change_stock(_stock(device.site, kind, act), -1, Reason.ATTACHED, act, device=device)
    kept = DeviceAccessory.objects.create(device=device, kind=kind, attached_by=act.by, attached_at=act.at)
    details = {"accessory": kind.code, "label": kind.label, "from_stock": is_from_stock}
    record(DeviceEvent, device, Happening(kind=EventKind.ACCESSORY_ATTACHED, details=details), act)
    return kept


@transaction.atomic
def detach_accessory(*, accessory: DeviceAccessory, act: Act) -> DeviceEvent:
    """Taken from its device, it goes into the stock of the device's site."""
    device = media.workable(accessory.device, act)
    if device.stage not in AT_HAND:
        raise MoveNotAllowed(_("This device is not here: nothing can be taken from it."))
    taken = DeviceAccessory.objects.filter(pk=accessory.pk, detached_at=None).update(detached_at=act.at)
    if not taken:
        raise PartElsewhere(_("It was already taken off."))
    change_stock(_stock(device.site, accessory.kind, act), 1, Reason.DETACHED, act, device=device)
    details = {"accessory": accessory.kind.code, "label": accessory.kind.label}
    return record(DeviceEvent, device, Happening(kind=EventKind.ACCESSORY_DETACHED, details=details), act)


def _stock(site: Site, kind: AccessoryKind, act: Act) -> AccessoryStock:
    """The quantity of a kind at a site, held until the transaction ends."""
    act.require(Permission.DEVICE_WORK)
    if act.membership.description.reach == Reach.SITES and site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This stock is at another organisation's site."))
    AccessoryStock.objects.get_or_create(site=site, kind=kind)
    return (
        AccessoryStock.objects.select_for_update(of=("self",))
        .select_related("kind")
        .get(site=site, kind=kind)
    )


def change_stock(
    stock: AccessoryStock,
    change: int,
    reason: str,
    act: Act,
    *,
    note: str = "",
    device: Device | None = None,
    corrects: AccessoryMovement | None = None,
) -> AccessoryMovement:
    """The quantity of a stock the caller holds, and why it changed; never below zero."""
    after = stock.quantity + change
    if after < 0:
        raise StockTooLow(
            _("%(kind)s: only %(count)d in stock.") % {"kind": stock.kind, "count": stock.quantity}
        )
    stock.quantity = after
    stock.save(update_fields=["quantity"])
    return AccessoryMovement.objects.create(
        stock=stock,
        change=change,
        after=after,
        reason=reason,
        note=note,
        device=device,
        corrects=corrects,
        by=act.by,
        at=act.at,
        recorded_at=act.recorded_at,
    )
