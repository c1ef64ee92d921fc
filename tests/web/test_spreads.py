"""Where the marks of the charts of time stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.web import spreads

pytestmark = pytest.mark.any_database


def test_each_age_has_its_tone_and_the_longest_row_fills_the_width():
    short, long = spreads.ageing([spreads.Aged("tri", (1, 0, 0, 1)), spreads.Aged("prêt", (2, 1, 0, 1))])

    assert [part.tone for part in long.bar.parts] == list("dbae")
    assert [part.width for part in long.bar.parts] == ["50%", "25%", "0%", "25%"]
    assert [part.x for part in short.bar.parts] == ["0%", "25%", "25%", "25%"]
    assert long.row.total == 4


def test_a_histogram_tells_eight_of_ten_from_the_others():
    chart = spreads.histogram({1: 1, 3: 4, 5: 4, 9: 1}, low=3, middle=3, high=5)

    assert [(one.low, one.high, one.count) for one in chart.bins if one.count] == [
        (1, 1, 1), (3, 3, 4), (5, 5, 4), (9, 9, 1),
    ]  # fmt: skip
    assert [one.low for one in chart.bins if one.is_inside] == [3, 4, 5]
    assert chart.bins[3].height == "100%"
    assert chart.bins[1].y == "75%"


def test_what_is_very_long_stands_in_the_last_column():
    chart = spreads.histogram({10: 9, 4000: 1}, low=10, middle=10, high=10)

    assert chart.bins[-1].high is None
    assert chart.bins[-1].count == 1


@given(st.dictionaries(st.integers(0, 3000), st.integers(1, 50), min_size=1))
def test_no_length_is_lost_and_the_columns_are_few(lengths):
    ordered = sorted(lengths)
    chart = spreads.histogram(lengths, low=ordered[0], middle=ordered[len(ordered) // 2], high=ordered[-1])

    assert sum(one.count for one in chart.bins) == sum(lengths.values())
    assert len(chart.bins) <= spreads.MOST_BINS + 1
    assert len(chart.ticks) <= 7
