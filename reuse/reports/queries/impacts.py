"""Kilograms and CO2e of a period: as weighed or at the usual weight, and an estimate with the factors of its last day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inventory.queries.impact import Reckoned, reckoned
from reuse.reports.queries import crossing, milestones, period, slicing, suppression
from reuse.reports.queries.presets import Period
from reuse.reports.queries.rollups import Sums
from reuse.reports.queries.slicing import EVERYTHING, Narrowing

WEIGHED: Final = (milestones.RECEIVED, milestones.HANDED_OVER, milestones.RECYCLED)


@dataclass(frozen=True, slots=True)
class Impacts:
    """`weights`: of each figure the devices, grams, and how many count for nothing; `avoided`: from low to high grams.

    `reckoned`: what each type brings to it, with its factor.
    """

    weights: Sequence[Mapping[str, Any]]
    avoided: Mapping[str, Any]
    reckoned: Sequence[Reckoned]


def impacts(wanted: Period, narrowing: Narrowing = EVERYTHING, *, least: int = 1) -> Impacts | None:
    """Of counts as who reads them may know those, told in steps of `least`. Six statements.

    None where too many would be counted one by one to tell types apart, which weights and factors rest on.
    """
    try:
        by_type = slicing.sums(WEIGHED, wanted, narrowing, by="type")
    except crossing.TooMany:
        return None
    by_type = {
        key: {figure: _told(one, least) for figure, one in sums.items()} for key, sums in by_type.items()
    }
    reused = {
        int(key): sums[milestones.HANDED_OVER].count
        for key, sums in by_type.items()
        if milestones.HANDED_OVER in sums
    }
    return Impacts(
        period.weights(by_type, wanted.until),
        period.avoided(by_type, wanted.until),
        reckoned(reused, on=wanted.until),
    )


def _told(sums: Sums, least: int) -> Sums:
    """So many devices as may be told, each as heavy as the mean of all."""
    count = suppression.told(sums.count, least=least) or 0
    weighed = round(sums.weighed * count / sums.count) if sums.count else 0
    grams = round(sums.grams * weighed / sums.weighed) if sums.weighed else 0
    return Sums(count=count, weighed=weighed, grams=grams)
