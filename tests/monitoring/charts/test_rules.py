"""The four rules of single points, by hand and by what must hold of any series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.monitoring.charts.rules import beyond_limits, shift, trend, two_of_three
from evaluation.monitoring.charts.segments import (
    mean_by,
    median_by,
    places_in,
    run_lengths,
    sides,
)


def one(size):
    return np.zeros(size, dtype=np.int64)


def directions_of_trend(values, points=3, equal="break"):
    values = np.array(values, dtype=float)
    return trend(values, one(len(values)), points, equal).direction.tolist()


def directions_of_shift(side, length=3):
    return shift(np.array(side), one(len(side)), length).direction.tolist()


def directions_of_two(near, side=None, **choices):
    near = np.array(near)
    side = near if side is None else np.array(side)
    return two_of_three(near, side, one(len(near)), **choices).direction.tolist()


def test_a_point_on_a_limit_is_not_beyond_it():
    values = np.array([-1.0, 0.0, 5.0, 10.0, 11.0])
    fired = beyond_limits(values, np.zeros(5), np.full(5, 10.0))
    assert fired.direction.tolist() == [-1, 0, 0, 0, 1]


def test_where_there_are_no_limits_nothing_is_beyond_them():
    nothing = np.full(2, np.nan)
    assert beyond_limits(np.array([1.0, 2.0]), nothing, nothing).direction.tolist() == [0, 0]


def test_a_shift_is_ended_by_a_point_on_the_centre():
    assert directions_of_shift([1, 1, 0, 1, 1]) == [0] * 5
    assert directions_of_shift([1, 1, 1, 0, -1, -1, -1, -1]) == [1, 1, 1, 0, -1, -1, -1, -1]


def test_a_run_of_points_on_the_centre_is_no_shift():
    assert directions_of_shift([0] * 9, 7) == [0] * 9


def test_a_shift_does_not_go_on_in_the_next_segment():
    block = np.array([0, 0, 1, 1])
    assert shift(np.ones(4, dtype=int), block, 3).direction.tolist() == [0] * 4


def test_a_trend_of_seven_points_has_six_steps():
    assert directions_of_trend(range(6), 7) == [0] * 6
    assert directions_of_trend(range(7), 7) == [1] * 7
    assert directions_of_trend([5, *range(7), 3], 7) == [0, *[1] * 7, 0]


def test_the_peak_of_two_trends_counts_for_the_later():
    fired = trend(np.array([1.0, 2, 3, 2, 1]), one(5), 3)
    assert (fired.up[2], fired.down[2]) == (True, True)
    assert fired.direction.tolist() == [1, 1, -1, -1, -1]


def test_an_equal_value_ends_a_trend_unless_it_is_passed_over():
    values = [1, 2, 3, 3, 4]
    assert directions_of_trend(values, 4) == [0] * 5
    assert directions_of_trend(values, 4, "ignore") == [1] * 5


def test_an_equal_value_after_the_end_of_a_trend_is_not_part_of_it():
    assert directions_of_trend([1, 2, 3, 3, 2], 3, "ignore") == [1, 1, 1, 0, 0]
    assert directions_of_trend([5, 5, 5, 5], 2, "ignore") == [0] * 4


def test_a_trend_does_not_go_on_in_the_next_segment_even_over_equal_values():
    block = np.array([0, 0, 1, 1])
    values = np.array([1.0, 2.0, 2.0, 3.0])
    for equal in ("break", "ignore"):
        assert trend(values, block, 3, equal).direction.tolist() == [0] * 4


def test_two_of_three_flags_only_the_points_beyond_the_near_line():
    assert directions_of_two([1, 0, 1], [1, 1, 1]) == [1, 0, 1]
    assert directions_of_two([-1, -1, 0], [-1, -1, -1]) == [-1, -1, 0]
    assert directions_of_two([1, 0, 0, 1], [1, 1, 1, 1]) == [0] * 4


def test_the_third_point_must_be_on_the_same_side_unless_it_may_be_anywhere():
    assert directions_of_two([1, 0, 1], [1, -1, 1]) == [0, 0, 0]
    assert directions_of_two([1, 0, 1], [1, -1, 1], needs_same_side=False) == [1, 0, 1]
    assert directions_of_two([1, 0, 1], [1, 0, 1]) == [0, 0, 0]


def test_one_point_near_each_limit_is_no_signal():
    assert directions_of_two([1, -1, 0], needs_same_side=False) == [0, 0, 0]


def test_all_three_points_may_be_flagged():
    assert directions_of_two([1, 0, 1, 0], [1, 1, 1, 1], flags_all=True) == [1, 1, 1, 0]


def test_two_of_three_does_not_reach_into_the_next_segment():
    near, block = np.ones(4, dtype=int), np.array([0, 0, 1, 1])
    assert two_of_three(near, near, block).direction.tolist() == [0] * 4


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_series_too_short_for_a_rule_fires_none(size):
    values = np.arange(size, dtype=float)
    assert not directions_of_trend(values).count(1)
    assert directions_of_two([1] * size) == [0] * size
    assert directions_of_shift([1] * size) == [0] * size


SIDES = st.lists(st.sampled_from([-1, 0, 1]), max_size=40)
VALUES = st.lists(st.integers(-3, 3).map(float), max_size=40)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.integers(2, 5), st.sampled_from(["break", "ignore"]))
def test_a_series_turned_over_has_the_opposite_trends(values, points, equal):
    turned = directions_of_trend([-value for value in values], points, equal)
    assert turned == [-each for each in directions_of_trend(values, points, equal)]


@settings(max_examples=60, deadline=None)
@given(VALUES, st.integers(2, 6))
def test_trends_are_those_found_by_looking_at_every_window(values, points):
    found = trend(np.array(values), one(len(values)), points)
    for sign, flagged in ((1, found.up), (-1, found.down)):
        expected = np.zeros(len(values), dtype=bool)
        for start in range(len(values) - points + 1):
            window = np.diff(values[start : start + points])
            if (sign * window > 0).all():
                expected[start : start + points] = True
        assert flagged.tolist() == expected.tolist()


@settings(max_examples=60, deadline=None)
@given(SIDES, st.integers(1, 6))
def test_shifts_are_those_found_by_looking_at_every_window(side, length):
    expected = [0] * len(side)
    for start in range(len(side) - length + 1):
        window = set(side[start : start + length])
        if window in ({1}, {-1}):
            expected[start : start + length] = [side[start]] * length
    assert directions_of_shift(side, length) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([(0, 1), (1, 1), (0, -1), (-1, -1), (0, 0)]), max_size=30))
def test_two_of_three_is_what_every_window_of_three_says(points):
    near, side = [n for n, _ in points], [s for _, s in points]
    expected = [0] * len(points)
    for start in range(len(points) - 2):
        window = range(start, start + 3)
        for sign in (1, -1):
            two = sum(near[i] == sign for i in window) >= 2
            if two and all(side[i] == sign for i in window):
                for i in window:
                    expected[i] = near[i] or expected[i]
    assert directions_of_two(near, side) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-1e6, 1e6)), min_size=1, max_size=40))
def test_means_and_medians_of_blocks_are_those_of_numpy(rows):
    rows.sort(key=lambda row: row[0])
    block = np.array([row[0] for row in rows])
    values = np.array([row[1] for row in rows])
    for number in np.unique(block):
        own = values[block == number]
        assert mean_by(block, values, 3)[number] == pytest.approx(own.mean(), abs=1e-6)
        assert median_by(block, values, 3)[number] == pytest.approx(np.median(own))


def test_blocks_without_values_have_neither_mean_nor_median():
    block, values = np.array([0, 1]), np.array([np.nan, np.nan])
    assert np.isnan(mean_by(block, values, 2)).all()
    assert np.isnan(median_by(block, values, 2)).all()


def test_a_sum_that_differs_in_the_last_digit_is_equal():
    assert sides(np.array([0.1 + 0.2]), np.array([0.3])).tolist() == [0]
    assert sides(np.array([0.3 + 1e-9]), np.array([0.3])).tolist() == [1]


def test_runs_and_places_begin_again_in_each_block():
    block = np.array([0, 0, 1])
    assert run_lengths(np.array([1, 1, 1]), block).tolist() == [2, 2, 1]
    assert places_in(block).tolist() == [0, 1, 0]
