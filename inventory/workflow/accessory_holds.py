"""Accessories put aside with a reserved device: taken out of the counted stock, then given with it or put back."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from inventory.models import AccessoryHold, AccessoryKind, AccessoryMovement, AccessoryStock, Device
from inventory.workflow.accessories import change_stock
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission

Reason, End = AccessoryMovement.Reason, AccessoryHold.End


@transaction.atomic
def hold_accessories(
    *, device: Device, wanted: Sequence[Sequence[AccessoryKind]], allocation: str, act: Act
) -> list[AccessoryHold]:
    """For each want, the first of its kinds that lies at the device's site. What is not there is left out.

    Called by the layer above, which holds the device. Stocks are locked in one order, so that two sets never wait for
    each other; the quantity is read under the lock and never goes below zero.
    """
    act.require(Permission.ALLOCATION_DECIDE)
    kinds = {kind.pk for choice in wanted for kind in choice}
    locked = AccessoryStock.objects.select_for_update(of=("self",)).filter(site=device.site, kind__in=kinds)
    stocks = {one.kind_id: one for one in locked.select_related("kind").order_by("pk")}
    held = []
    for choice in wanted:
        found = (stocks[kind.pk] for kind in choice if kind.pk in stocks and stocks[kind.pk].quantity)
        stock = next(found, None)
        if stock is None:
            continue
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
def give_accessories(*, allocation: str, act: Act, left_out: Iterable[str] = ()) -> int:
    """The device is handed over with what was put aside; `left_out`: codes or categories that stay. Return how many went."""
    act.require(Permission.HAND_OVER)
    kept = set(left_out)
    if kept:
        _ended(allocation, End.PUT_BACK, act, only=kept)
    return _ended(allocation, End.GIVEN, act)


def _ended(allocation: str, end: str, act: Act, *, only: Collection[str] | None = None) -> int:
    open_ones = AccessoryHold.objects.filter(allocation=allocation, ended_at=None)
    if only is not None:
        open_ones = open_ones.filter(Q(stock__kind__category__in=only) | Q(stock__kind__code__in=only))
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
