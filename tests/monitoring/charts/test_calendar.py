"""Missing periods, and times as they are shown and read."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts.calendar import as_time, missing_periods, shown_time, times_of
from evaluation.monitoring.charts.targets import TargetFrom, last_changes, targets_at


def gaps(times, chart=None):
    times = np.asarray(times)
    chart = np.zeros(len(times), dtype=int) if chart is None else np.array(chart)
    found = missing_periods(times, chart)
    return int(found.before.sum()), found.noun


def dates(start, periods, freq):
    return pd.date_range(start, periods=periods, freq=freq).to_numpy()


@pytest.mark.parametrize(
    ("freq", "noun"),
    [
        ("MS", "month"),
        ("ME", "month"),
        ("QS", "quarter"),
        ("YS", "year"),
        ("W-MON", "week"),
        ("D", "day"),
        ("B", "working day"),
    ],
)
def test_periods_are_named_and_a_whole_series_misses_none(freq, noun):
    times = dates("2023-01-02", 30, freq)
    assert gaps(times) == (0, noun)
    missing = np.delete(times, [10, 11, 20])
    assert gaps(missing) == (3, noun)


def test_numbered_points_may_miss_numbers():
    assert gaps([1.0, 2, 3, 7, 8]) == (3, "period")


def test_times_without_a_usual_step_have_no_periods_to_miss():
    assert gaps([1.0, 2, 5, 11, 12, 30])[0] == 0


def test_steps_between_charts_are_no_gaps():
    times = np.tile(dates("2024-01-01", 5, "MS"), 2)
    assert gaps(times, [0] * 5 + [1] * 5) == (0, "month")


def test_one_point_misses_nothing():
    assert gaps([3.0]) == (0, "period")


def test_times_are_shown_as_they_are_written():
    shown = [shown_time(time) for time in (dt.date(2024, 4, 1), 201604.0, 2.5)]
    assert shown == ["2024-04-01", "201604", "2.5"]


def test_a_time_of_another_kind_is_refused():
    with pytest.raises(InvalidInput, match="times are dates"):
        as_time(4, dates("2024-01-01", 2, "MS"), "rebase")
    with pytest.raises(InvalidInput, match="neither dates nor numbers"):
        times_of(pd.Series(["2024-01-01"]))


def test_targets_hold_from_their_time_in_whatever_order_they_are_named():
    steps = [TargetFrom("2024-03-01", 95.0), TargetFrom("2024-01-15", 90.0)]
    found = targets_at(steps, dates("2024-01-01", 4, "MS"), np.full(4, 1.0))
    np.testing.assert_array_equal(found, [np.nan, 90, 95, 95])
    assert targets_at(7, np.arange(2.0), np.full(2, 1.0)).tolist() == [7, 7]
    assert targets_at(None, np.arange(2.0), np.array([3.0, 4.0])).tolist() == [3, 4]


def test_the_stretch_of_a_target_begins_where_it_changes():
    targets = np.array([np.nan, np.nan, 90, 90, 95, 95])
    assert last_changes(targets, np.array([0, 0, 0, 0, 0, 1])).tolist() == [0, 0, 2, 2, 4, 5]
