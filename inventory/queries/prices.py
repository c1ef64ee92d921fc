"""What may be charged for a device, or for a set, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from donors.states import Lane
from inventory.models import (
    Device,
    PriceRule,
)


@dataclass(frozen=True, slots=True)
class PriceCap:
    """The most that may be charged, in euro cents, and the rule that says so."""

    cents: int
    code: str


def price_cap(device: Device, *, on: date, others: Sequence[Device] = ()) -> PriceCap:
    """The cap in force on a day for the device's lane, its owner's legal kind and its type; zero when none covers it.

    `others`: of its set; each adds its own cap, unless the rule's price covers it or nothing may be charged anyway.
    """
    rule = _rule(device, on)
    if rule is None:
        return PriceCap(0, "no_rule")
    added = 0
    if others and device.lane != Lane.PUBLIC_GIFT_FREE_ONLY:
        covered = set(rule.covers.values_list("type", flat=True))
        added = sum(price_cap(one, on=on).cents for one in others if one.type_id not in covered)
    return PriceCap(rule.cap_cents + added, rule.code)


def _rule(device: Device, on: date) -> PriceRule | None:
    return (
        PriceRule.objects.filter(
            Q(type=device.type_id) | Q(type=None),
            lane=device.lane,
            owner_kind=device.owner.legal_kind,
            since__lte=on,
        )
        .filter(Q(until=None) | Q(until__gte=on))
        .order_by(
            F("type").desc(nulls_last=True), "-since"
        )  # a type's own rule before the general one, the latest first
        .first()
    )
