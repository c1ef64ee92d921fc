"""What may be charged for a device on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from inventory.models import (
    Device,
    PriceRule,
)


@dataclass(frozen=True, slots=True)
class PriceCap:
    """The most that may be charged for a device, in euro cents, and the rule that says so."""

    cents: int
    code: str


def price_cap(device: Device, *, on: date) -> PriceCap:
    """The cap in force on a day for the device's lane, its owner's legal kind and its type; zero when none covers it."""
    rule = (
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
    return PriceCap(rule.cap_cents, rule.code) if rule else PriceCap(0, "no_rule")
