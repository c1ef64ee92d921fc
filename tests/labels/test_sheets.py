"""Positions on the sheet, in millimetres."""

from itertools import combinations, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels
from labels.sheets import place, places

SHEETS = list(labels.SHEETS.values())
sheets = st.sampled_from(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_labels_are_counted_along_the_rows(sheet):
    first, last = place(sheet, 1), place(sheet, sheet.per_sheet)
    below = place(sheet, sheet.columns + 1)

    assert (first.x, first.y) == (sheet.left, sheet.top)
    assert (below.x, below.y) == (sheet.left, pytest.approx(sheet.top + sheet.pitch_y))
    assert last.x == pytest.approx(sheet.left + (sheet.columns - 1) * sheet.pitch_x)
    assert last.y == pytest.approx(sheet.top + (sheet.rows - 1) * sheet.pitch_y)


def test_the_eighth_label_of_l7160_lies_in_the_third_row():
    eighth = place(labels.FORMATS["L7160"], 8)

    assert (eighth.x, eighth.y) == (pytest.approx(7.20 + 66.04), pytest.approx(15.15 + 2 * 38.10))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_two_labels_overlap_and_none_leaves_the_paper(sheet):
    spots = [place(sheet, number) for number in range(1, sheet.per_sheet + 1)]

    for one, other in combinations(spots, 2):
        apart = abs(one.x - other.x) > sheet.width - 1e-9 or abs(one.y - other.y) > sheet.height - 1e-9
        assert apart, (one, other)
    for spot in spots:
        assert spot.x >= 0
        assert spot.y >= 0
        assert spot.x + sheet.width <= 210.2  # 3475 is printed as 3 × 70.05 mm on 210 mm
        assert spot.y + sheet.height <= 297


@given(sheets, st.data())
def test_a_used_place_is_never_printed_on(sheet, data):
    numbers = st.integers(1, sheet.per_sheet)
    start_at, skip = data.draw(numbers), data.draw(st.sets(numbers))

    taken = list(islice(places(sheet, start_at=start_at, skip=skip), 2 * sheet.per_sheet))

    first_sheet = [spot.number for spot in taken if spot.sheet == 0]
    assert first_sheet == [n for n in range(1, sheet.per_sheet + 1) if n >= start_at and n not in skip]
    assert len({(spot.sheet, spot.number) for spot in taken}) == len(taken)
    assert [spot.number for spot in taken if spot.sheet == 1] == list(range(1, sheet.per_sheet + 1))


@given(sheets, st.one_of(st.integers(max_value=0), st.integers(min_value=190)))
def test_a_place_that_is_not_on_the_sheet_is_refused(sheet, number):
    with pytest.raises(labels.NoSuchPlace, match=sheet.name):
        place(sheet, number)
    with pytest.raises(labels.NoSuchPlace, match=sheet.name):
        next(places(sheet, start_at=number))
    with pytest.raises(labels.NoSuchPlace, match=sheet.name):
        next(places(sheet, skip=[number]))
