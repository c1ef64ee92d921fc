"""Kilograms and CO2e of a period: as weighed or at the usual weight, and an estimate with the factors of its last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reuse.reports.queries import milestones, period, slicing
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import EVERYTHING, Narrowing

WEIGHED: Final = (milestones.RECEIVED, milestones.HANDED_OVER, milestones.RECYCLED)


@dataclass(frozen=True, slots=True)
class Impacts:
    """`weights`: of each figure the devices, grams, and how many count for nothing; `avoided`: from low to high grams."""

    weights: Sequence[Mapping[str, Any]]
    avoided: Mapping[str, Any]


def impacts(wanted: Period, narrowing: Narrowing = EVERYTHING) -> Impacts | None:
    """None where devices are not told apart by type, which weights and factors rest on. Four statements."""
    try:
        by_type = slicing.sums(WEIGHED, wanted, narrowing, by="type")
    except slicing.CannotCombine:
        return None
    return Impacts(period.weights(by_type, wanted.until), period.avoided(by_type, wanted.until))
