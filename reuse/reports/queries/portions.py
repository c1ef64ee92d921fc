"""What targets count, as portions of the roll-ups: those of two targets meet in portions again, and are read as fast."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final, TypeVar

from reuse.reports.queries import milestones, rollups, slicing
from reuse.reports.queries.rollups import Condition, Row, all_of, among

_Key = TypeVar("_Key", int, str)
EVERY: Final = frozenset({""})  # priority district of the country
_GIVEN_FOR = """device_id IN (SELECT device.id FROM donors_campaignbatch batch
    JOIN inventory_device device ON device.donation_id = batch.donation_id WHERE {campaigns})"""


@dataclass(frozen=True, slots=True)
class Portion:
    """The milestones of these types, at these sites, of people in the priority districts of these departments, claimed
    by these targets, of devices given for these campaigns; None: whatever it is. `outside`: at none of these sites.
    """

    types: frozenset[int] | None = None
    sites: frozenset[int] | None = None
    outside: frozenset[int] = frozenset()
    districts: frozenset[str] | None = None
    claims: frozenset[int] | None = None
    campaigns: frozenset[int] | None = None

    def __and__(self, other: "Portion") -> "Portion":
        return Portion(
            types=_both(self.types, other.types),
            sites=_both(self.sites, other.sites),
            outside=self.outside | other.outside,
            districts=_in_both(self.districts, other.districts),
            claims=_both(self.claims, other.claims),
            campaigns=_both(self.campaigns, other.campaigns),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be in it."""
        keys = (self.types, self.sites, self.districts, self.claims, self.campaigns)
        return any(one is not None and not one for one in keys)

    @property
    def slice(self) -> tuple[str, list[str] | None] | None:
        """The slice of the roll-ups that tells it, with its keys; None where milestones have to be counted."""
        if self.outside or self.campaigns is not None:
            return None
        if self.districts is None and self.claims is None:
            return slicing.told_apart(self.types, self.sites)
        if self.types is not None or self.sites is not None:
            return None
        if self.claims is None:
            return "district", None if self.districts == EVERY else sorted(self.districts or ())
        return ("claim", [str(key) for key in sorted(self.claims)]) if self.districts is None else None

    @property
    def condition(self) -> Condition:
        """The milestones in it. An index of milestones tells those of districts and claims."""
        found = [
            among("type_id", self.types),
            among("site_id", self.sites),
            among("claimed_by", self.claims),
            among("district_of", None if self.districts == EVERY else self.districts),
        ]
        if self.districts is not None:
            found.append(Condition("district_of <> ''", []))
        if self.outside:
            inside = among("site_id", self.outside)
            found.append(Condition(f"NOT {inside.sql}", inside.values))
        if self.campaigns is not None:
            given = among("batch.campaign_id", self.campaigns)
            found.append(Condition(_GIVEN_FOR.format(campaigns=given.sql), given.values))
        return all_of(found)

    def read(
        self,
        figures: Sequence[str],
        since: date | None = None,
        until: date | None = None,
        *,
        each: str = "",
        as_of: date | None = None,
    ) -> list[Row]:
        """How many of figures are in it, by time where it is asked for; with the days until `as_of`. One statement."""
        if self.is_empty:
            return []
        if self.slice is None:
            return rollups.matching(figures, since, until, self.condition, each=each, as_of=as_of)
        name, keys = self.slice
        return rollups.counts(figures, since, until, slice=name, keys=keys, each=each, as_of=as_of)


def _both(mine: frozenset[_Key] | None, other: frozenset[_Key] | None) -> frozenset[_Key] | None:
    if mine is None or other is None:
        return other if mine is None else mine
    return mine & other


def _in_both(mine: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if other is not None and mine == EVERY:
        return other
    if mine is not None and other == EVERY:
        return mine
    return _both(mine, other)


@dataclass(frozen=True, slots=True)
class Sought:
    """So many of a figure, in portions that share no device, but for those that came back `within` so many days."""

    figure: str
    portions: tuple[Portion, ...]
    within: int = 0

    def __and__(self, other: "Sought") -> "Sought":
        """What both count."""
        return Sought(
            _narrower(self.figure, other.figure),
            tuple(mine & theirs for mine, theirs in product(self.portions, other.portions)),
            max(self.within, other.within),
        )

    def claimed_by(self, targets: frozenset[int]) -> "Sought":
        """Of it, what these exclusive targets claim."""
        claimed = Portion(claims=targets)
        return replace(self, portions=tuple(one & claimed for one in self.portions))

    def by_day(self, since: date, until: date) -> Counter[date]:
        """How many on each day that has any. A statement for each portion, and one for what came back."""
        days: Counter[date] = Counter()
        for sign, row in self._rows(since, until, each=rollups.DAY):
            if row.on:
                days[row.on] += sign * row.sums.count
        return +days

    def total(self, since: date, until: date) -> int:
        return sum(sign * row.sums.count for sign, row in self._rows(since, until))

    def unclaimed(self, since: date, until: date, most: int) -> list[int]:
        """The devices that no exclusive target claims, the first so many of each portion, of their last day all. Of what
        is folded; a statement for each portion.
        """
        found: list[int] = []
        for portion in self.portions:
            if not portion.is_empty:
                free = all_of([portion.condition, Condition("claimed_by IS NULL", []), self._stays])
                found += rollups.first_devices(self.figure, since, until, free, most)
        return found

    @property
    def _stays(self) -> Condition:
        """That a device did not come back so soon."""
        if not self.within:
            return all_of([])
        back = all_of([among("figure", [self._came_back]), Condition("days <= %s", [self.within])])
        returned = f"SELECT device_id FROM reports_milestone WHERE {back.sql}"  # noqa: S608 - words of the code
        return Condition(f"device_id NOT IN ({returned})", back.values)

    @property
    def _came_back(self) -> str:
        return milestones.HOMES if self.figure == milestones.HOMES else milestones.RETURNED

    def _rows(self, since: date, until: date, each: str = "") -> list[tuple[int, Row]]:
        if not self.figure or since > until:
            return []
        found = []
        for portion in self.portions:
            found += [(1, row) for row in portion.read([self.figure], since, until, each=each)]
            if self.within and not portion.is_empty:
                soon = all_of([portion.condition, Condition("days <= %s", [self.within])])
                rows = rollups.matching([self._came_back], since, until, soon, each=each)
                found += [(-1, row) for row in rows]
        return found


def _narrower(one: str, other: str) -> str:
    """Of two figures, that of the events both count; none of different events."""
    if one == other:
        return one
    return milestones.HOMES if {one, other} == {milestones.HOMES, milestones.HANDED_OVER} else ""
