"""Where the marks of a chart stand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reuse.web import charts, departments


def _points(text):
    return [tuple(float(number) for number in pair.split(",")) for pair in text.split()]


def _share(text):
    assert text.endswith("%")
    return float(text[:-1])


class TestBar:
    def test_parts_stand_side_by_side(self):
        bar = charts.bar([58, 31, 34, 23], whole=146)

        assert [part.tone for part in bar.parts] == ["a", "b", "c", "d"]
        assert [(part.x, part.width) for part in bar.parts] == [
            ("0%", "39.73%"), ("39.73%", "21.23%"), ("60.96%", "23.29%"), ("84.25%", "15.75%"),
        ]  # fmt: skip
        assert bar.cuts == ("39.73%", "60.96%", "84.25%")
        assert bar.target == ""

    def test_the_target_is_a_place_on_the_bar(self):
        assert charts.bar([41], whole=100, target=50).target == "50%"

    def test_nothing_out_of_nothing_is_empty(self):
        assert charts.bar([0], whole=0).parts[0].width == "0%"

    @given(values=st.lists(st.integers(-5, 1000), min_size=1, max_size=4), whole=st.integers(0, 500))
    def test_no_part_leaves_the_bar(self, values, whole):
        bar = charts.bar(values, whole=whole)

        assert all(_share(part.width) >= 0 for part in bar.parts)
        assert _share(bar.parts[-1].x) + _share(bar.parts[-1].width) <= 100.02


def test_a_funnel_counts_against_its_first_step():
    rows = charts.funnel(
        [charts.Step("announced", 150), charts.Step("received", 146), charts.Step("handed over", 58)]
    )

    assert [row.bar.parts[0].width for row in rows] == ["100%", "97.33%", "38.67%"]
    assert [row.bar.parts[0].tone for row in rows] == ["c", "a", "a"]
    assert charts.funnel([]) == ()


def test_bars_count_against_the_longest():
    rows = charts.bars([charts.Row("received", 38), charts.Row("erasure", 112)])

    assert [row.bar.parts[0].width for row in rows] == ["33.93%", "100%"]
    assert charts.bars([]) == ()


def test_a_stack_says_its_parts_in_words():
    stack = charts.stack([("remis", 58), ("en atelier", 42)])

    assert stack.sentence == "58 remis, 42 en atelier"
    assert [key.tone for key in stack.keys] == ["a", "b"]
    assert [part.width for part in stack.bar.parts] == ["58%", "42%"]


class TestBurnUp:
    START, END = date(2026, 1, 1), date(2026, 12, 31)

    def chart(self, achieved=((31, 100), (181, 300)), target=1000, forecast=None):
        days = [charts.Achieved(self.START + timedelta(days=day), total) for day, total in achieved]
        return charts.burn_up(start=self.START, end=self.END, target=target, achieved=days, forecast=forecast)

    def test_the_curve_starts_at_nought_and_ends_today(self):
        chart = self.chart()

        assert _points(chart.done) == [(0, 100), (31, 90), (181, 70)]
        assert _points(chart.area)[-1] == (181, 100)
        assert (chart.now_x, chart.now_y) == ("49.73%", "64.8%")

    def test_the_regular_pace_reaches_the_target_on_the_last_day(self):
        chart = self.chart()

        assert _points(chart.regular) == [(0, 100), (364, 0)]
        assert chart.regular_now == round(1000 * 181 / 364)
        assert chart.missing == chart.regular_now - 300

    def test_the_needed_pace_goes_from_today_to_the_target(self):
        chart = self.chart()

        assert _points(chart.needed) == [(181, 70), (364, 0)]
        assert chart.needed_each_month == 117  # 700 missing over 183 days

    def test_a_reached_target_needs_nothing_more(self):
        chart = self.chart(achieved=[(181, 1200)])

        assert chart.missing == 0
        assert chart.needed_each_month == 0
        assert _points(chart.done)[-1] == (181, 0), "the highest value is the top"

    def test_no_pace_is_asked_for_once_it_is_reached_or_over(self):
        assert self.chart().needs_pace
        assert not self.chart(achieved=[(181, 1200)]).needs_pace
        over = self.chart(achieved=[(364, 700)])
        assert (over.needs_pace, over.left) == (False, 300)

    def test_the_number_of_today_stands_where_there_is_room(self):
        assert (self.chart().is_low, self.chart().is_first) == (False, False)
        early = self.chart(achieved=[(5, 12)])
        assert (early.is_low, early.is_first) == (True, True)

    def test_a_forecast_is_a_band_around_its_middle(self):
        chart = self.chart(forecast=charts.Forecast(low=600, middle=700, high=1250))

        assert _points(chart.band) == [(181, 76), (364, 0), (364, 52)]
        assert _points(chart.likely) == [(181, 76), (364, 44)]
        assert chart.table[-1] == charts.Line(
            on=self.END, achieved=None, regular=1000, forecast=chart.forecast
        )

    def test_the_table_follows_the_periods_and_ends_with_today_and_the_target(self):
        chart = self.chart()

        assert [line.on for line in chart.table] == [
            date(2026, 2, 28), date(2026, 4, 30), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31),
        ]  # fmt: skip
        assert [line.achieved for line in chart.table] == [100, 100, 100, 300, None]

    def test_many_points_are_thinned_but_never_the_last(self):
        chart = self.chart(achieved=[(day, day * 2) for day in range(1, 301)])

        assert len(_points(chart.done)) <= charts.MOST_POINTS + 1
        assert _points(chart.done)[-1][0] == 300

    @pytest.mark.parametrize(
        ("start", "end", "first_days"),
        [
            (date(2023, 1, 1), date(2027, 12, 31), [date(year, 1, 1) for year in range(2023, 2028)]),
            (date(2026, 9, 1), date(2026, 12, 31), [date(2026, month, 1) for month in (9, 10, 11, 12)]),
            (date(2026, 3, 15), date(2027, 2, 28), [date(2026, 3, 15), *(date(2026, month, 1) for month in (5, 7, 9, 11)), date(2027, 1, 1)]),
        ],
    )  # fmt: skip
    def test_periods_are_few_enough_to_be_labelled(self, start, end, first_days):
        chart = charts.burn_up(start=start, end=end, target=10, achieved=[charts.Achieved(start, 1)])

        assert [period.first_day for period in chart.periods] == first_days
        assert len(chart.periods) <= charts.MOST_PERIODS
        assert all(period.is_year == (period.first_day.month == 1) for period in chart.periods)

    @given(target=st.integers(1, 5_000_000))
    def test_levels_are_few_and_inside(self, target):
        chart = self.chart(achieved=[(10, 0)], target=target)

        assert 2 <= len(chart.levels) <= 5
        assert all(0 <= level.value <= target and 6 <= _share(level.y) <= 90 for level in chart.levels)


class TestDepartments:
    def test_all_of_them_have_one_place_of_their_own(self):
        tiles = departments.tiles({})

        assert len(tiles) == 101
        assert len({(tile.x, tile.y) for tile in tiles}) == 101

    def test_a_tile_is_filled_from_the_bottom(self):
        tiles = {tile.code: tile for tile in departments.tiles({"38": 0.5, "2A": 1.7})}

        assert (tiles["38"].name, tiles["38"].fill_height, tiles["38"].fill_y) == ("Isère", "11.5", "12.0")
        assert tiles["2A"].fill_height == "23.0", "what goes beyond is full"
        assert tiles["01"].share is None
