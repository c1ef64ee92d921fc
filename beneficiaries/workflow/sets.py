"""The verbs of a set: its other devices are held, reserved, released and handed over with the one allocated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import LIVE, Allocation, AllocationItem, Handover, HandoverEvent
from beneficiaries.states import HandoverEventKind, HandoverStage
from beneficiaries.workflow.moves import HANDOVER, coarse, locked_handover
from beneficiaries.workflow.refusals import DeviceTaken, NotOfThisSet
from beneficiaries.workflow.terms import Terms
from inventory import queries as stock
from inventory import workflow as inventory
from inventory.models import AccessoryKind, Device
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed


@dataclass(frozen=True, slots=True)
class Together:
    """What is handed over beside the device: other devices, kinds of accessories; and the terms with what is missing."""

    items: tuple[AllocationItem, ...]
    kinds: tuple[tuple[AccessoryKind, ...], ...]
    terms: Terms

    @property
    def devices(self) -> list[Device]:
        return [item.device for item in self.items]


def free_again(pk: int) -> Device:
    """The device as it is now, held until the transaction ends. Raises DeviceTaken unless it is ready and free."""
    held = Device.objects.select_for_update(of=("self",)).select_related("type", "site", "owner").get(pk=pk)
    is_proposed = held.allocations.filter(stage__in=LIVE).exists()
    if held.stage != Stage.READY or is_proposed or held.set_items.filter(released_at=None).exists():
        raise DeviceTaken(
            _("%(device)s is held by another proposal or has left the stock: choose another device.")
            % {"device": held}
        )
    return held


def hold_set(allocation: Allocation) -> list[AllocationItem]:
    """Hold the other devices of the set that lie where the first one does. What is not there is left out, and shown.

    The caller holds the allocation and its device; two sets that want the same screen go one after the other.
    """
    held = []
    for code in queries.devices_with(allocation.request):
        for offered in queries.free_for_set(allocation.request, code, allocation.device.site):
            try:
                device = free_again(offered.pk)
            except DeviceTaken:  # somebody was faster: the next one
                continue
            held.append(AllocationItem.objects.create(allocation=allocation, device=device))
            break
    return held


def reserve_set(allocation: Allocation, act: Act) -> None:
    """Reserve what is held with the device."""
    for item in queries.items_of(allocation):
        inventory.reserve(device=item.device, act=act, allocation=str(allocation.public_id))


def release_set(allocation: Allocation, act: Act, *, but: Sequence[AllocationItem] = ()) -> None:
    """Nothing of the set is held any longer, but what is given."""
    kept = {item.pk for item in but}
    for item in queries.items_of(allocation):
        if item.pk in kept:
            continue
        if item.device.stage == Stage.RESERVED:
            inventory.unreserve(device=item.device, act=act, allocation=str(allocation.public_id))
        _release(item, act)


def _release(item: AllocationItem, act: Act) -> None:
    item.released_at = act.at
    item.save(update_fields=["released_at"])


def bring_together(held: Handover, terms: Terms, act: Act, on: date) -> Together:
    """What goes with the device now: what was scanned, else what was said to be there. The rest goes back to the stock.

    `terms.scanned`: the labels of the set's other devices, always; of accessories, where the site scans them.
    Raises NotOfThisSet, OtherDevice, DeviceTaken.
    """
    allocation, request, device = held.allocation, held.request, held.device
    read = queries.read_scanned(terms.scanned)
    if read.unknown:
        raise NotOfThisSet(
            _("“%(text)s” names nothing that goes with this device.") % {"text": read.unknown[0]}
        )
    items = [_item_of(allocation, one, held.site, act) for one in read.devices if one.pk != device.pk]
    release_set(allocation, act, but=items)
    by_code = {queries.code_of(kind): kind for kind in read.kinds}
    _check_charger(device, by_code.get(queries.CHARGER))
    missing = [code for code in terms.missing if code not in by_code]
    given: dict[str, tuple[AccessoryKind, ...]] = {
        code: tuple(kinds)
        for code, kinds in queries.wanted_with(request, device, on).items()
        if code not in missing and (code != queries.SIM or terms.sim_given)
    }
    attached = set(device.accessories.filter(detached_at=None).values_list("kind", flat=True))
    given |= {code: (kind,) for code, kind in by_code.items() if kind.pk not in attached}
    have = {item.device.type.code for item in items}
    lacking = [code for code in queries.devices_with(request) if code not in have]
    terms = replace(terms, missing=[*missing, *lacking], sim_given=terms.sim_given or queries.SIM in by_code)
    return Together(tuple(items), tuple(given.values()), terms)


def _item_of(allocation: Allocation, device: Device, site: Site, act: Act) -> AllocationItem:
    """The part of the set that a scanned device is: one that was held, or another of its type that lies here and is free."""
    known = {item.device_id: item for item in queries.items_of(allocation)}
    if device.pk in known:
        return known[device.pk]
    return _added(allocation, device, site, act)


def _added(allocation: Allocation, device: Device, site: Site, act: Act) -> AllocationItem:
    if device.type.code not in queries.devices_with(allocation.request):
        raise NotOfThisSet(
            _("%(device)s is of type “%(type)s”, which does not go with this request.")
            % {"device": device, "type": device.type}
        )
    if device.site_id != site.pk:
        raise NotOfThisSet(
            _("%(device)s is recorded at %(where)s, not at %(here)s: receive it first.")
            % {"device": device, "where": device.site, "here": site}
        )
    free = free_again(device.pk)
    inventory.reserve(device=free, act=act, allocation=str(allocation.public_id))
    return AllocationItem.objects.create(allocation=allocation, device=free)


def _check_charger(device: Device, charger: AccessoryKind | None) -> None:
    takes = stock.chargers_of(device) if charger else []
    attached = device.accessories.filter(detached_at=None, kind=charger).exists()
    if charger and takes and not attached and not stock.charges(charger, takes):
        wanted = ", ".join(f"{stock.connector_name(one.connector)} ≥ {one.watts} W" for one in takes)
        raise NotOfThisSet(
            _("%(charger)s does not fit: this model takes %(wanted)s.")
            % {"charger": charger, "wanted": wanted}
        )


def deliver(item: AllocationItem, handover: Handover, act: Act, on: date) -> None:
    """This part of the set is the person's from now on, with the cap in force for it."""
    cap = stock.price_cap(item.device, on=on)
    inventory.deliver(device=item.device, act=act, handover=str(handover.public_id))
    item.handed_over_on, item.lane = on, item.device.lane
    item.cap_cents, item.cap_rule = cap.cents, cap.code
    item.save(update_fields=["handed_over_on", "lane", "cap_cents", "cap_rule"])


@transaction.atomic
def give_part(*, handover: Handover, code: str, act: Act) -> HandoverEvent:
    """Give later, at no charge, a part of the set that was missing or came back: its label is scanned.

    The hand-over's signature and warranty stand for it. Raises NotOfThisSet, DeviceTaken, MoveNotAllowed.
    """
    act.require(Permission.HAND_OVER)
    held = locked_handover(handover, act)
    if held.stage != HandoverStage.DONE:
        raise MoveNotAllowed(_("This device is not with the person."), allowed=HANDOVER.allowed(held, act))
    device = queries.device_named(code)
    if device is None:
        raise NotOfThisSet(_("No device bears this code: scan the label on the device."))
    item = _added(held.allocation, device, held.site, act)
    act = act.at_site(act.site or held.site)
    deliver(item, held, act, act.on)
    return _noted(held, HandoverEventKind.PART_ADDED, item, act)


def take_part_back(item: AllocationItem, act: Act, *, reason_code: str) -> HandoverEvent:
    """A part of a set comes back alone: the others stay with the person."""
    held = locked_handover(item.allocation.handover, act)
    if item.device.stage == Stage.HANDED_OVER:  # a workshop may have received it already
        inventory.take_back(device=item.device, act=act, reason_code=reason_code)
    _release(item, act)
    return _noted(held, HandoverEventKind.PART_RETURNED, item, act, reason_code)


def _noted(
    held: Handover, kind: HandoverEventKind, item: AllocationItem, act: Act, reason_code: str = ""
) -> HandoverEvent:
    details: dict[str, Any] = {**coarse(held.request), "device": item.device.code}
    happening = Happening(kind=kind, reason_code=reason_code, details=details)
    return record(HandoverEvent, held, happening, act)
