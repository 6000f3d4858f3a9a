"""Baseline against after."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from evaluation.disclosure import NONE
from evaluation.errors import InvalidInput
from evaluation.intervals import rate_difference, welch_difference
from evaluation.kpi import Change, Kind, Window, change, estimates, summarise

BEFORE = Window(dt.date(2024, 1, 1), dt.date(2024, 2, 29))
AFTER = Window(dt.date(2024, 3, 1), dt.date(2024, 4, 30))


def series(**columns: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame({"period": pd.date_range("2024-01-01", periods=4, freq="MS"), **columns})


def changed(data: pd.DataFrame, kind: Kind, improvement: str = "increase", **how: float) -> Change:
    summaries = (summarise(data, kind, window, rule=NONE, **how) for window in (BEFORE, AFTER))
    return change(*summaries, improvement)


PROPORTIONS = series(numerator=[15, 15, 25, 20], denominator=[30, 30, 30, 30])


def test_a_proportion_changes_by_newcombes_difference() -> None:
    result = changed(PROPORTIONS, "proportion")
    assert result.value == pytest.approx(25)
    assert (result.lower, result.upper) == (
        pytest.approx(7.67795714342465),
        pytest.approx(40.3460798575329),
    )
    assert (result.n, result.verdict) == (120, "improved")


def test_a_rate_changes_by_movers_difference_in_its_own_unit() -> None:
    data = series(numerator=[40, 40, 20, 15], denominator=[1000, 1000, 1000, 1000])
    result = changed(data, "rate", "decrease", per=1000)
    limits = rate_difference(35, 2000, 80, 2000)
    assert result.value == pytest.approx(-22.5)
    assert result.lower == pytest.approx(1000 * limits.lower)
    assert (result.n, result.verdict) == (115, "improved")


def test_a_count_changes_per_period() -> None:
    result = changed(series(value=[10, 12, 30, 32]), "count", "decrease")
    assert (result.value, result.n, result.verdict) == (20, 4, "worsened")
    assert result.upper == pytest.approx(rate_difference(62, 2, 22, 2).upper)


def test_a_mean_changes_by_welchs_difference() -> None:
    result = changed(series(value=[10.0, 12.0, 11.0, 13.0]), "mean")
    limits = welch_difference([11, 13], [10, 12])
    assert (result.value, result.lower) == (1, pytest.approx(limits.lower))
    assert result.verdict == "no clear change"


def test_the_direction_decides_the_verdict() -> None:
    assert changed(PROPORTIONS, "proportion", "decrease").verdict == "worsened"


def test_a_suppressed_window_suppresses_the_change() -> None:
    data = series(numerator=[2, 2, 25, 20], denominator=[30, 30, 30, 30])
    summaries = [summarise(data, "proportion", window) for window in (BEFORE, AFTER)]
    result = change(*summaries, "increase")
    assert (result.value, result.lower, result.n, result.verdict) == (
        None,
        None,
        None,
        "suppressed",
    )


def test_a_window_without_data_leaves_the_change_not_estimable() -> None:
    data = series(numerator=[20, 20, None, None], denominator=[30, 30, 30, 30])
    assert changed(data, "proportion").verdict == "not estimable"


def test_windows_that_overlap_are_refused() -> None:
    one = summarise(PROPORTIONS, "proportion", BEFORE)
    with pytest.raises(InvalidInput, match="overlaps"):
        change(one, one, "increase")


def test_different_indicators_are_refused() -> None:
    one = summarise(PROPORTIONS, "proportion", BEFORE)
    other = summarise(PROPORTIONS, "rate", AFTER)
    with pytest.raises(InvalidInput, match="not the same indicator"):
        change(one, other, "increase")


def test_three_estimates_are_reported_with_the_caveat() -> None:
    made = estimates(changed(PROPORTIONS, "proportion"), "uptake", "", "measured", label="Uptake")
    assert [(e.measure, e.unit, e.period) for e in made] == [
        ("baseline", "%", "2024-01 to 2024-02"),
        ("after", "%", "2024-03 to 2024-04"),
        ("difference", "percentage points", "2024-03 to 2024-04 against 2024-01 to 2024-02"),
    ]
    assert "trend and season ignored" in made[2].method
    assert "rule none" in made[0].method
    assert made[1].label == "Uptake"


def test_other_kinds_keep_their_unit() -> None:
    result = changed(series(value=[10.0, 12.0, 11.0, 13.0]), "mean")
    made = estimates(result, "wait", "days", "measured")
    assert {e.unit for e in made} == {"days"}
    assert "disclosure" not in made[0].method


def test_suppressed_estimates_carry_no_number() -> None:
    data = series(numerator=[2, 2, 25, 20], denominator=[30, 30, 30, 30])
    summaries = [summarise(data, "proportion", window) for window in (BEFORE, AFTER)]
    made = estimates(change(*summaries, "increase"), "uptake", "%", "measured")
    assert [e.value is None for e in made] == [True, False, True]
    assert [e.n is None for e in made] == [True, False, True]
