"""An indicator over one window."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import NONE
from evaluation.errors import InvalidInput
from evaluation.intervals import byar_rate, mean_interval, wilson
from evaluation.kpi import Window, summarise

WINDOW = Window(dt.date(2024, 4, 1), dt.date(2024, 6, 30))


def monthly(**columns: list[float | None]) -> pd.DataFrame:
    months = pd.date_range("2024-04-01", periods=4, freq="MS")
    return pd.DataFrame({"period": months, **columns})


def test_a_proportion_is_pooled_over_the_window_then_protected() -> None:
    series = monthly(numerator=[11, 12, 13, 99], denominator=[30, 30, 30, 99])
    summary = summarise(series, "proportion", WINDOW)
    assert summary.value == pytest.approx(100 * 35 / 90)
    assert summary.lower == pytest.approx(100 * wilson(35, 90).lower)
    assert (summary.n, summary.periods, summary.status) == (90, 3, "estimated")


def test_small_months_add_up_before_they_are_protected() -> None:
    series = monthly(numerator=[3, 3, 4, 0], denominator=[30, 30, 30, 30])
    assert summarise(series, "proportion", WINDOW).numerator == 10


@pytest.mark.parametrize("numerator", [[2, 2, 3, 0], [30, 30, 29, 0]])
def test_a_small_numerator_or_a_false_whole_is_suppressed(numerator: list[float | None]) -> None:
    series = monthly(numerator=numerator, denominator=[30, 30, 30, 30])
    summary = summarise(series, "proportion", WINDOW)
    assert summary.status == "suppressed"
    assert (summary.value, summary.lower, summary.upper, summary.n) == (None,) * 4


def test_a_rate_is_per_the_unit_stated() -> None:
    series = monthly(numerator=[10, 10, 15, 0], denominator=[900.5, 1000, 1100, 1])
    summary = summarise(series, "rate", WINDOW, per=1000, level=0.9)
    limits = byar_rate(35, 3000.5, 0.9)
    assert summary.value == pytest.approx(1000 * 35 / 3000.5)
    assert (summary.lower, summary.upper) == (
        pytest.approx(1000 * limits.lower),
        pytest.approx(1000 * limits.upper),
    )
    assert summary.n == 35


def test_a_count_is_a_mean_per_period() -> None:
    summary = summarise(monthly(value=[4, 5, 6, 50]), "count", WINDOW, rule=NONE)
    assert (summary.value, summary.n, summary.numerator) == (5, 3, 15)
    assert summary.upper == pytest.approx(byar_rate(15, 3).upper)


def test_a_mean_has_students_interval_over_periods() -> None:
    summary = summarise(monthly(value=[4.0, 6.0, 8.0, 50.0]), "mean", WINDOW)
    limits = mean_interval([4, 6, 8])
    assert (summary.value, summary.n) == (6, 3)
    assert (summary.lower, summary.upper) == (
        pytest.approx(limits.lower),
        pytest.approx(limits.upper),
    )


def test_a_mean_of_too_few_people_is_suppressed() -> None:
    few = monthly(value=[4.0, 6.0, 8.0, 1.0], denominator=[2, 2, 3, 90])
    summary = summarise(few, "mean", WINDOW)
    assert (summary.status, summary.value, summary.values, summary.n) == (
        "suppressed",
        None,
        (),
        None,
    )
    enough = monthly(value=[4.0, 6.0, 8.0, 1.0], denominator=[2, 3, 3, 90])
    assert summarise(enough, "mean", WINDOW).status == "estimated"


def test_one_period_has_a_mean_but_no_interval() -> None:
    summary = summarise(monthly(value=[4.0, None, None, 1.0]), "mean", WINDOW)
    assert (summary.value, summary.lower, summary.status) == (4, None, "not estimable")


def test_periods_with_anything_missing_are_left_out() -> None:
    series = monthly(numerator=[10, None, 20, 1], denominator=[20, 20, 30, 1])
    summary = summarise(series, "proportion", WINDOW, rule=NONE)
    assert (summary.value, summary.periods) == (60, 2)


@pytest.mark.parametrize("kind", ["proportion", "rate", "count", "mean"])
def test_a_window_without_data_is_not_estimable(kind: str) -> None:
    later = Window(dt.date(2030, 1, 1), dt.date(2030, 12, 31))
    series = monthly(value=[1] * 4, numerator=[1] * 4, denominator=[2] * 4)
    summary = summarise(series[["period", *needs(kind)]], kind, later)
    assert (summary.status, summary.value, summary.periods) == ("not estimable", None, 0)


def needs(kind: str) -> list[str]:
    return ["numerator", "denominator"] if kind in ("proportion", "rate") else ["value"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InvalidInput, match="no column numerator, denominator"):
        summarise(monthly(value=[1] * 4), "rate", WINDOW)


@pytest.mark.parametrize("numerator", [[50] * 4, [0.5] * 4, [-9] * 4])
def test_counts_that_cannot_be_are_refused(numerator: list[float | None]) -> None:
    with pytest.raises(InvalidInput, match="cannot be summed up"):
        summarise(monthly(numerator=numerator, denominator=[30] * 4), "proportion", WINDOW)


def test_the_limits_of_a_count_cover_the_truth() -> None:
    generator = np.random.default_rng(11)
    covered = 0
    for _ in range(300):
        series = monthly(value=generator.poisson(9.0, 4).tolist())
        summary = summarise(series, "count", WINDOW, rule=NONE)
        covered += summary.lower <= 9 <= summary.upper
    assert covered / 300 == pytest.approx(0.955, abs=0.035)
