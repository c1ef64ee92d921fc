"""What may be told of a table of counts so that nobody finds a count under five, by looking or by subtracting.

The cells of a table, each a department and a type, are told in groups that share no cell. A group is one cell of five
devices at least, or several cells of five together and of more devices than cells, since each named cell has one at
least: so no sum or difference of what is told is a cell under five, and no cell is known to be one.
Small types of a department go together, then with its smallest large one; what is left of a department goes with what
is left in its region, then with the region's smallest group, and in the same way in the country. What is left then
is not told.

A table told again keeps its groups, and a group its number until it differs by five: so neither does the difference
of two tables tell a count under five.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

LEAST: Final = 5  # people, or another one's devices
Cell = tuple[str, str]  # department, type


@dataclass(frozen=True, slots=True)
class Group:
    """Cells told together, and their count."""

    cells: frozenset[Cell]
    count: int

    def may_be_told(self, least: int) -> bool:
        """As many devices as cells would be one in each."""
        return self.count >= least and (self.count > len(self.cells) or len(self.cells) == 1)


def grouped(counts: Mapping[Cell, int], *, region_of: Mapping[str, str], least: int = LEAST) -> list[Group]:
    """What may be told of these counts. Left out: at most `least` - 1 of them, or all where each cell is one device."""
    atoms = [Group(frozenset([cell]), count) for cell, count in sorted(counts.items()) if count > 0]
    for place in (_department, lambda group: region_of.get(_department(group), ""), lambda _group: ""):
        places: dict[str, list[Group]] = {}
        for group in atoms:
            places.setdefault(place(group), []).append(group)
        atoms = list(chain.from_iterable(_merged(groups, least) for groups in places.values()))
    return [group for group in atoms if group.may_be_told(least)]


def _department(group: Group) -> str:
    """Of a group within one department; of a wider one, any of its departments: all are of one region."""
    return min(department for department, _type in group.cells)


def _merged(groups: Sequence[Group], least: int) -> list[Group]:
    """The small groups as one, with the smallest large one where they are not enough."""
    small = [group for group in groups if not group.may_be_told(least)]
    large = sorted(
        (group for group in groups if group.may_be_told(least)),
        key=lambda group: (group.count, sorted(group.cells)),
    )
    if not small:
        return large
    if large and not _together(small).may_be_told(least):
        small.append(large.pop(0))
    return [*large, _together(small)]


def _together(groups: Iterable[Group]) -> Group:
    parts = list(groups)
    return Group(frozenset().union(*(group.cells for group in parts)), sum(group.count for group in parts))


def told_again(
    before: Sequence[Group], counts: Mapping[Cell, int], *, region_of: Mapping[str, str], least: int = LEAST
) -> list[Group]:
    """What may be told of these counts after `before` was: the same groups, and those of cells in none of them."""
    told = [Group(group.cells, _moved(group, counts, least)) for group in before]
    known = frozenset().union(*(group.cells for group in before))
    others = {cell: count for cell, count in counts.items() if cell not in known}
    return [*told, *grouped(others, region_of=region_of, least=least)]


def _moved(group: Group, counts: Mapping[Cell, int], least: int) -> int:
    """The count of a group now, where it may be told: it differs by five, and is nought or five."""
    now = sum(counts.get(cell, 0) for cell in group.cells)
    return now if abs(now - group.count) >= least and (now >= least or not now) else group.count


def in_steps(count: int, *, to: int = LEAST) -> int:
    """The last multiple reached: of what overlaps the cells, and would be compared with them."""
    return count // to * to


def rounded(count: int, *, to: int = LEAST) -> int:
    """To the nearest multiple: for shares, which steps would bend."""
    return (count + to // 2) // to * to
