"""What is published tells no count under five, by itself, by sums and differences, or from one version to the next."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reuse.reports.queries import disclosure
from reuse.reports.queries.disclosure import LEAST, Group

pytestmark = pytest.mark.any_database
REGION_OF = {"38": "ARA", "73": "ARA", "74": "ARA", "75": "IDF", "93": "IDF", "": ""}
TYPES = ("laptop", "tablet", "screen")
CELLS = [(department, kind) for department in REGION_OF for kind in TYPES]
tables = st.dictionaries(st.sampled_from(CELLS), st.integers(0, 12), max_size=len(CELLS))


def grouped(counts):
    return disclosure.grouped(counts, region_of=REGION_OF)


def as_told(groups):
    return {tuple(sorted(group.cells)): group.count for group in groups}


def solved(rows, unknowns):
    """The unknowns a system of equations settles, by elimination: {unknown: value}."""
    system = [
        [Fraction(int(name in cells)) for name in unknowns] + [Fraction(total)] for cells, total in rows
    ]
    pivots = []
    for column in range(len(unknowns)):
        found = next((row for row in range(len(pivots), len(system)) if system[row][column]), None)
        if found is None:
            continue
        place = len(pivots)
        system[place], system[found] = system[found], system[place]
        lead = system[place][column]
        system[place] = [value / lead for value in system[place]]
        for row, values in enumerate(system):
            if row != place and values[column]:
                factor = values[column]
                system[row] = [one - factor * other for one, other in zip(values, system[place], strict=True)]
        pivots.append(column)
    return {
        unknowns[column]: system[row][-1]
        for row, column in enumerate(pivots)
        if sum(1 for value in system[row][:-1] if value) == 1
    }


def test_large_cells_are_told_as_they_are():
    counts = {("38", "laptop"): 20, ("38", "tablet"): 5, ("75", "laptop"): 8}

    assert as_told(grouped(counts)) == {(cell,): count for cell, count in counts.items()}


def test_a_small_type_goes_with_the_smallest_large_one():
    told = as_told(grouped({("38", "laptop"): 20, ("38", "screen"): 6, ("38", "tablet"): 3}))

    assert told == {(("38", "laptop"),): 20, (("38", "screen"), ("38", "tablet")): 9}


def test_a_small_department_goes_with_the_others_of_its_region():
    told = as_told(grouped({("38", "laptop"): 3, ("73", "tablet"): 4, ("75", "laptop"): 9}))

    assert told == {(("38", "laptop"), ("73", "tablet")): 7, (("75", "laptop"),): 9}


def test_a_small_region_hides_in_the_smallest_group_of_the_country():
    told = as_told(grouped({("38", "laptop"): 3, ("75", "laptop"): 9, ("93", "laptop"): 30}))

    assert told == {(("38", "laptop"), ("75", "laptop")): 12, (("93", "laptop"),): 30}


def test_four_devices_in_all_are_not_told():
    assert grouped({("38", "laptop"): 3, ("75", "laptop"): 1}) == []


def test_as_many_devices_as_cells_would_be_one_in_each():
    ones = {(department, kind): 1 for department in ("38", "73") for kind in TYPES}

    assert grouped(ones) == []
    assert as_told(grouped({**ones, ("75", "laptop"): 9})) == {(*sorted(ones), ("75", "laptop")): 15}


@settings(max_examples=300, deadline=None)
@given(tables)
def test_no_sum_or_difference_of_what_is_told_is_a_cell_under_five(counts):
    told = grouped(counts)
    seen = [cell for group in told for cell in group.cells]
    left_out = {cell: count for cell, count in counts.items() if count and cell not in seen}

    assert len(seen) == len(set(seen))
    assert all(group.count == sum(counts[cell] for cell in group.cells) for group in told)
    assert sum(left_out.values()) < LEAST or set(left_out.values()) == {1}
    found = solved([(group.cells, group.count) for group in told], CELLS)
    assert all(value >= LEAST for value in found.values())
    for group in told:  # who knows that no named cell is empty learns of none what it is, but of a large one
        most = group.count - len(group.cells) + 1
        assert most > 1 if len(group.cells) > 1 else most >= LEAST


@settings(max_examples=300, deadline=None)
@given(tables, tables, tables)
def test_neither_do_two_versions_tell_one(first, second, third):
    """Neither a cell nor what changed in it: the unknowns are the cells of the first, and each change since."""
    versions = [grouped(first)]
    for counts in (second, third):
        versions.append(disclosure.told_again(versions[-1], counts, region_of=REGION_OF))

    for before, after in pairwise(versions):
        kept = as_told(before)
        for group in after:
            change = group.count - kept.get(tuple(sorted(group.cells)), 0)
            assert change == 0 or abs(change) >= LEAST
            assert group.count == 0 or group.count >= LEAST
        seen = [cell for group in after for cell in group.cells]
        assert len(seen) == len(set(seen))
        assert kept.keys() <= as_told(after).keys()


def test_a_group_keeps_its_number_until_it_differs_by_five():
    before = [Group(frozenset({("38", "laptop")}), 10)]

    def later(count):
        return as_told(disclosure.told_again(before, {("38", "laptop"): count}, region_of=REGION_OF))

    assert [later(count)[("38", "laptop"),] for count in (14, 15, 6, 5, 3, 0)] == [10, 15, 10, 5, 10, 0]


@pytest.mark.parametrize(("count", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_what_overlaps_is_told_in_steps(count, told):
    assert disclosure.in_steps(count) == told
