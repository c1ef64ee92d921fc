"""Accessories put aside with a reserved device: taken out of the counted stock, then given with it or put back."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import transaction

from inventory.models import AccessoryHold, AccessoryKind, AccessoryMovement, AccessoryStock, Device
from inventory.workflow.accessories import change_stock
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission

Reason, End = AccessoryMovement.Reason, AccessoryHold.End


@transaction.atomic
def hold_accessories(
    *, device: Device, wanted: Sequence[Sequence[AccessoryKind]], allocation: str, act: Act
) -> list[AccessoryHold]:
    """For each want, the first of its kinds that lies at the device's site. What is not there is left out.

    Called by the layer above, which holds the device. The quantity never goes below zero.
    """
    act.require(Permission.ALLOCATION_DECIDE)
    held = []
    for stock in _first_in_stock(device, wanted):
        change_stock(stock, -1, Reason.SET_ASIDE, act, device=device)
        held.append(
            AccessoryHold.objects.create(stock=stock, device=device, allocation=allocation, since=act.at)
        )
    return held


@transaction.atomic
def put_back_accessories(*, allocation: str, act: Act) -> int:
    """The device is released: what was put aside with it is in stock again; return how many."""
    act.require(Permission.ALLOCATION_DECIDE)
    return _ended(allocation, End.PUT_BACK, act)


@transaction.atomic
def give_accessories(
    *, allocation: str, device: Device, given: Sequence[Sequence[AccessoryKind]], act: Act
) -> int:
    """The device is handed over with these: for each, one of its kinds. What lies aside and is not given is put back.

    What was not put aside leaves the stock of the device's site, as far as it is counted there. Return how many left it.
    """
    act.require(Permission.HAND_OVER)
    wanted = {kind.pk for choice in given for kind in choice}
    open_ones = AccessoryHold.objects.filter(allocation=allocation, ended_at=None)
    held = set(open_ones.filter(stock__kind__in=wanted).values_list("stock__kind", flat=True))
    _ended(allocation, End.PUT_BACK, act, but=wanted)
    count = _ended(allocation, End.GIVEN, act)
    others = [choice for choice in given if not held & {kind.pk for kind in choice}]
    for stock in _first_in_stock(device, others):
        change_stock(stock, -1, Reason.GIVEN, act, device=device)
        count += 1
    return count


@transaction.atomic
def give_counted(*, site: Site, kinds: Mapping[AccessoryKind, int], act: Act) -> int:
    """Several of each kind go with several devices: they leave the site's stock, as far as they are counted there."""
    act.require(Permission.HAND_OVER)
    locked = AccessoryStock.objects.select_for_update(of=("self",)).filter(site=site, kind__in=kinds)
    count = 0
    for stock in locked.select_related("kind").order_by("pk"):
        if taken := min(kinds[stock.kind], stock.quantity):
            change_stock(stock, -taken, Reason.GIVEN, act)
            count += taken
    return count


def _first_in_stock(device: Device, wanted: Sequence[Sequence[AccessoryKind]]) -> Iterator[AccessoryStock]:
    """For each want, the stock of the first of its kinds that lies at the device's site, held. What is not there is left out.

    Stocks are locked in one order, so that two sets never wait for each other; the quantity is read under the lock.
    """
    kinds = {kind.pk for choice in wanted for kind in choice}
    locked = AccessoryStock.objects.select_for_update(of=("self",)).filter(site=device.site, kind__in=kinds)
    stocks = {one.kind_id: one for one in locked.select_related("kind").order_by("pk")}
    for choice in wanted:
        found = (stocks[kind.pk] for kind in choice if kind.pk in stocks and stocks[kind.pk].quantity)
        if stock := next(found, None):
            yield stock


def _ended(allocation: str, end: str, act: Act, *, but: Collection[int] = ()) -> int:
    """End what lies aside, but for these kinds."""
    open_ones = AccessoryHold.objects.filter(allocation=allocation, ended_at=None)
    open_ones = open_ones.exclude(stock__kind__in=but)
    keys = list(open_ones.values_list("stock", flat=True))
    locked = AccessoryStock.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    stocks = {one.pk: one for one in locked.select_related("kind").order_by("pk")}
    ended = 0
    for hold in open_ones.filter(stock__in=stocks).select_related("device").select_for_update(of=("self",)):
        hold.ended_at, hold.end = act.at, end
        hold.save(update_fields=["ended_at", "end"])
        stock = stocks[hold.stock_id]
        change_stock(stock, 1, Reason.PUT_BACK, act, device=hold.device)
        if end == End.GIVEN:  # the figures of what was given read this reason
            change_stock(stock, -1, Reason.GIVEN, act, device=hold.device)
        ended += 1
    return ended
