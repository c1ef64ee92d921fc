"""Small numbers are not told, nor any number from which one of them follows by subtraction."""

from collections.abc import Sequence
from typing import Final

from reuse.reports.queries import disclosure

LEAST: Final = disclosure.LEAST


def is_small(count: int, *, least: int = LEAST) -> bool:
    """Too few to be told, and not none."""
    return 0 < count < least


def told(count: int, *, least: int = LEAST) -> int | None:
    """A count as others may know it: nothing of a small one, else the last five reached, so that neither the difference
    of two tables nor that of two periods tells one. With 1 as `least`: as it is."""
    return None if is_small(count, least=least) else disclosure.in_steps(count, to=least)


def hidden(counts: Sequence[int], *, least: int = LEAST) -> frozenset[int]:
    """The places of the parts of a known whole that are not told.

    Those that are small; and as the whole less all the others would tell a single one, the next smallest with them,
    until two at least are hidden that are `least` together.
    """
    found = {place for place, count in enumerate(counts) if is_small(count, least=least)}
    if not found:
        return frozenset()
    others = sorted((count, place) for place, count in enumerate(counts) if count and place not in found)
    while others and (len(found) < 2 or sum(counts[place] for place in found) < least):
        found.add(others.pop(0)[1])
    return frozenset(found)
