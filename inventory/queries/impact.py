"""An estimate of the CO2e that reuse avoids: a range, never a number, with the factors and their version.

Avoided = what making a new device emits × how often reuse takes a new one's place × the part of a new device's
life that the reused one serves. Refurbishing is not taken off: no source gives it yet, and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inventory.models import ImpactAssumption, ImpactFactor


@dataclass(frozen=True, slots=True)
class Estimate:
    """Grams of CO2e avoided by so many devices. `without`: devices reused that no factor speaks of, counted as nought."""

    low_g: int
    high_g: int
    devices: int
    without: int
    versions: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def is_told(self) -> bool:
        return self.high_g > 0


def estimate(reused: Mapping[int, int], *, on: date) -> Estimate:
    """For devices reused, by the key of their type; with the factors in force on a day. Two statements."""
    assumption = ImpactAssumption.objects.filter(since__lte=on).first()
    rows = ImpactFactor.objects.filter(since__lte=on, type__in=reused).order_by("type", "since")
    factors = {one.type_id: one for one in rows}
    if assumption is None:
        factors = {}
    low = high = 0
    for kind, factor in factors.items():
        low += reused[kind] * _avoided(factor, assumption, assumption.months_low) if assumption else 0
        high += reused[kind] * _avoided(factor, assumption, assumption.months_high) if assumption else 0
    counted = sum(count for kind, count in reused.items() if kind in factors)
    used = [factor for kind, factor in factors.items() if reused[kind]]
    return Estimate(
        low_g=low,
        high_g=high,
        devices=counted,
        without=sum(reused.values()) - counted,
        versions=tuple(sorted({factor.version for factor in used})),
        sources=(
            *sorted({factor.source for factor in used}),
            *([assumption.source] if assumption and used else []),
        ),
    )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What one type of device brings to an estimate: the factor, the assumption, grams avoided by one device."""

    factor: ImpactFactor
    assumption: ImpactAssumption
    devices: int

    @property
    def low_g(self) -> int:
        return _avoided(self.factor, self.assumption, self.assumption.months_low)

    @property
    def high_g(self) -> int:
        return _avoided(self.factor, self.assumption, self.assumption.months_high)


def reckoned(reused: Mapping[int, int], *, on: date) -> list[Reckoned]:
    """An estimate type by type, most devices first, with the factors in force on a day. Two statements."""
    assumption = ImpactAssumption.objects.filter(since__lte=on).first()
    rows = ImpactFactor.objects.filter(since__lte=on, type__in=reused).select_related("type")
    factors = {one.type_id: one for one in rows.order_by("type", "since")}
    if assumption is None:
        return []
    found = [Reckoned(one, assumption, reused[kind]) for kind, one in factors.items() if reused[kind]]
    return sorted(found, key=lambda one: (-one.devices, one.factor.type_id))


def _avoided(factor: ImpactFactor, assumption: ImpactAssumption, months: int) -> int:
    served = min(months, factor.life_months)
    return factor.new_g * assumption.displacement_percent * served // (100 * factor.life_months)
