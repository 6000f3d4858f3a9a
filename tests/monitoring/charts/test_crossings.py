"""Limits of runs analysis: by counting every series, and how often they are wrong by chance."""

from itertools import pairwise, product

import numpy as np
import pytest
from scipy import stats

from evaluation.monitoring.charts.crossings import _cells, run_limits
from evaluation.monitoring.charts.runs import runs_analysis


def counted(size, above):
    """Return the joint chances of crossings and longest run from all series of a size."""
    cells = np.zeros((size, size))
    for series in product((0, 1), repeat=size):
        changes = [a != b for a, b in pairwise(series)]
        longest = run = 1
        for changed in changes:
            run = 1 if changed else run + 1
            longest = max(longest, run)
        chance = above ** sum(series) * (1 - above) ** (size - sum(series))
        cells[sum(changes), longest - 1] += chance
    return cells


@pytest.mark.parametrize("above", [0.5, float(stats.norm.cdf(0.8))])
@pytest.mark.parametrize("size", [1, 2, 5, 10])
def test_the_joint_distribution_is_that_of_all_series_counted(size, above):
    np.testing.assert_allclose(_cells(size, above), counted(size, above), atol=1e-14)


@pytest.mark.parametrize("size", [10, 24, 75, 100])
def test_boxes_keep_the_chance_of_no_signal_that_they_promise(size):
    cells = _cells(size, 0.5)
    crossings, longest = np.indices(cells.shape)
    kept = {}
    for method in ("bestbox", "cutbox"):
        limits = run_limits(size, method)
        quiet = np.vectorize(
            lambda c, run, found=limits: (
                not (found.too_few(run + 1, c) or found.too_long(run + 1, c))
            )
        )(crossings, longest)
        kept[method] = cells[quiet].sum()
    assert 0.925 <= kept["cutbox"] <= kept["bestbox"] < 0.96


def test_outside_ten_to_a_hundred_values_boxes_are_those_of_anhoej():
    for size in (9, 101):
        assert run_limits(size, "cutbox") == run_limits(size)
        assert run_limits(size, "cutbox").method == "anhoej"


def test_one_value_has_limits_that_it_cannot_break():
    limits = run_limits(1)
    assert (limits.longest_run, limits.crossings) == (3, 0)


def test_points_on_the_centre_neither_end_runs_nor_add_to_them():
    with_some = np.array([1, 1, 0, 1, -1, 0, 0, -1])
    without = with_some[with_some != 0]
    for side in (with_some, without):
        table = runs_analysis(side, np.zeros(len(side), dtype=int), 1, "anhoej").table
        assert table.loc[0, ["useful", "longest_run", "crossings"]].tolist() == [5, 3, 1]


def test_a_segment_with_all_points_on_the_centre_has_no_signal():
    runs = runs_analysis(np.zeros(9, dtype=int), np.zeros(9, dtype=int), 1, "anhoej")
    assert runs.table.loc[0, ["useful", "longest_run", "crossings", "signal"]].tolist() == [
        0,
        0,
        0,
        False,
    ]


def test_a_long_run_is_flagged_where_it_is_and_few_crossings_everywhere():
    side = np.array([1, -1] * 5 + [0] + [1] * 9)
    runs = runs_analysis(side, np.zeros(20, dtype=int), 1, "anhoej")
    assert runs.long_run.direction.tolist() == [0] * 11 + [1] * 9
    assert not runs.few_crossings.direction.any()
    few = runs_analysis(np.repeat([1, 0, -1], 7), np.zeros(21, dtype=int), 1, "anhoej")
    # a point on the centre has the side of the last one off it
    assert few.few_crossings.direction.tolist() == [1] * 14 + [-1] * 7


def test_the_side_of_one_segment_is_not_carried_into_the_next():
    side = np.array([-1] * 6 + [0] + [1] * 8)
    runs = runs_analysis(side, np.array([0] * 6 + [1] * 9), 2, "anhoej")
    assert runs.few_crossings.direction[6] == 0


def false_alarms(size, method, draws=3000):
    """Return the share of series of chance alone, about their own median, with a signal."""
    values = np.random.default_rng(20260401).normal(size=(draws, size))
    side = np.sign(values - np.median(values, axis=1, keepdims=True)).astype(int).ravel()
    block = np.repeat(np.arange(draws), size)
    return runs_analysis(side, block, draws, method).table["signal"].mean()


@pytest.mark.parametrize("size", [12, 24, 36])
@pytest.mark.parametrize("method", ["anhoej", "bestbox", "cutbox"])
def test_runs_rules_alarm_by_chance_about_one_time_in_twenty(size, method):
    # about a median of the same values runs are a little shorter than of coins: below 7.5%
    assert 0.01 < false_alarms(size, method) < 0.075
