"""Targets in one another: the tree, what the parts leave out of the whole, and what two parts both count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from reuse.core.communes import department_of
from reuse.reports.models import Target
from reuse.reports.queries.counting import counted_by_both
from reuse.reports.queries.progress import Progress, progress
from reuse.reports.queries.territories import Ground, Home, ground, homes, in_words

MOST_OVERLAPS = 12  # counted on a page; of more, only that they are


@dataclass(frozen=True, slots=True)
class Branch:
    """A target in the tree, with how deep it lies and whether parts follow."""

    progress: Progress
    depth: int
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two parts of one whole that count some devices both: so many until today. Of `quantity` at most, both promise."""

    one: Target
    other: Target
    quantity: int
    counted_twice: int
    step: int = 1  # above 1: told in steps of so many, by `queries.openly`


@dataclass(frozen=True, slots=True)
class Coverage:
    """The parts of a target against the whole.

    `promised`: their quantities together. `missing`: territories no part is in; `partly`: departments of which some
    communes or sites alone are in a part.
    """

    parts: tuple[Progress, ...]
    promised: int
    missing: tuple[str, ...]
    partly: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    unknown_overlaps: int
    rest: int  # of the whole, in nobody's part

    @property
    def counted_twice(self) -> int:
        return sum(one.counted_twice for one in self.overlaps)


def line(target: Target) -> list[Target]:
    """What a target is part of, the nearest first; with itself when it runs in a circle."""
    found: list[Target] = []
    above = target.parent
    while above is not None and above not in found:
        found.append(above)
        if above == target:
            break
        above = above.parent
    return found


def descendants(target: Target) -> list[Target]:
    """The parts of a target, of its parts, and so on. One statement a level."""
    found: list[Target] = []
    level = [target] if target.pk else []
    while level:
        level = [one for one in Target.objects.filter(parent__in=level) if one not in found]
        found += level
    return found


def tree(targets: Sequence[Target], *, as_of: date) -> list[Branch]:
    """The targets with their parts below them, the largest first; a part whose whole is not followed stands alone."""
    known = {one.pk for one in targets}
    below: dict[int | None, list[Target]] = {}
    for one in targets:
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)

    def branches(key: int | None, depth: int) -> Iterator[Branch]:
        for one in below.get(key, []):
            yield Branch(progress(one, as_of=as_of, is_short=True), depth, one.pk in below)
            yield from branches(one.pk, depth + 1)

    return list(branches(None, 0))


def coverage(target: Target, *, as_of: date) -> Coverage | None:
    """What the parts of a target cover of it; None where it has none."""
    parts = list(target.children.filter(ended_at=None).prefetch_related("types").select_related("parent"))
    if not parts:
        return None
    places = homes()
    grounds = {one.pk: ground(one.territory) for one in parts}
    whole, partial = _covered(grounds.values(), places)
    wanted = ground(target.territory)
    pairs = [pair for pair in combinations(parts, 2) if _may_overlap(*pair, grounds, places)]
    return Coverage(
        parts=tuple(progress(one, as_of=as_of, is_short=True) for one in parts),
        promised=(promised := sum(one.quantity for one in parts)),
        rest=max(target.quantity - promised, 0),
        missing=tuple(in_words(wanted.departments - whole - partial)),
        partly=tuple(in_words((wanted.departments - whole) & partial)),
        overlaps=tuple(_overlap(one, other, as_of) for one, other in pairs[:MOST_OVERLAPS]),
        unknown_overlaps=max(len(pairs) - MOST_OVERLAPS, 0),
    )


def _covered(grounds: Iterable[Ground], places: Mapping[str, Home]) -> tuple[set[str], set[str]]:
    """The departments the parts are in whole, and those of which they name communes, sites or districts alone."""
    whole: set[str] = set()
    partial: set[str] = set()
    for one in grounds:
        (partial if one.districts else whole).update(one.departments)
        partial |= {department_of(code) for code in one.communes}
        partial |= {places[site].department for site in one.sites if site in places}
    return whole, partial


def _may_overlap(one: Target, other: Target, grounds: dict[int, Ground], places: Mapping[str, Home]) -> bool:
    """Whether one device may count for both: their periods, types and territories meet, and not both are exclusive."""
    if one.is_exclusive and other.is_exclusive:
        return False
    if one.until < other.since or other.until < one.since:
        return False
    mine, theirs = ({kind.pk for kind in each.types.all()} for each in (one, other))
    if mine and theirs and not mine & theirs:
        return False
    return grounds[one.pk].meets(grounds[other.pk], places)


def _overlap(one: Target, other: Target, as_of: date) -> Overlap:
    return Overlap(one, other, min(one.quantity, other.quantity), counted_by_both(one, other, as_of))
