import datetime as dt
import math

import pytest

from evaluation.estimate import Estimate
from evaluation.present import numbers


def estimate(value, lower, upper, unit="days"):
    return Estimate(
        analysis="kpi",
        outcome="wait",
        measure="difference",
        unit=unit,
        value=value,
        lower=lower,
        upper=upper,
        n=12,
        method="t interval",
        period="2024-04",
        provenance="synthetic",
    )


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234.5, 0, "1,234"),
        (999, 0, "999"),
        (-1234.56, 1, "−1,234.6"),
        (-0.04, 1, "0.0"),
        (None, 1, "*"),
        (math.nan, 1, "*"),
    ],
)
def test_a_number_has_commas_a_true_minus_and_a_star_where_it_is_suppressed(value, decimals, shown):
    assert numbers.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "unit", "decimals"),
    [
        (12.34, "%", 1),
        (1234.0, "%", 1),
        (0.876, "ratio", 2),
        (77.7, "count", 0),
        (0.0, "days", 1),
        (0.123, "per 1,000", 2),
        (9.99, "days", 2),
        (10.0, "days", 1),
        (100.0, "days", 0),
        (math.inf, "days", 1),
    ],
)
def test_decimals_follow_the_named_rule(value, unit, decimals):
    assert numbers.decimals_for(value, unit) == decimals


def test_limits_have_as_many_decimals_as_the_value():
    assert numbers.interval_text(estimate(9.5, 8.123, 10.877)) == "8.12 to 10.88"
    assert numbers.value_text(estimate(9.5, 8.123, 10.877)) == "9.50 days"


def test_a_suppressed_estimate_is_a_star_and_one_without_limits_says_so():
    assert numbers.value_text(estimate(None, None, None)) == "*"
    assert numbers.interval_text(estimate(None, None, None)) == "*"
    assert numbers.interval_text(estimate(3.0, None, None)) == "not available"


def test_limits_without_a_value_are_shown_by_the_upper_limit():
    assert numbers.interval_text(estimate(None, 1.0, 20.0)) == "1.0 to 20.0"


def test_units_follow_nhs_style():
    assert numbers.with_unit("12.0", "%") == "12.0%"
    assert numbers.with_unit("12", "days") == "12 days"
    assert numbers.with_unit("0.87", "ratio") == "0.87"
    assert numbers.value_text(estimate(3.0, 1.0, 5.0, "%"), unit=False) == "3.0"


def test_dates_are_written_in_words():
    assert numbers.day_text(dt.date(2018, 8, 6)) == "6 August 2018"
    window = numbers.window_text(dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert window == "April 2024 to March 2025"


def test_a_cell_has_value_and_limits_without_the_unit_or_a_star():
    cell = numbers.cell_text(estimate(12.34, 8.0, 16.7))
    assert cell == f"12.3 (8.0{numbers.NO_BREAK_SPACE}to{numbers.NO_BREAK_SPACE}16.7)"
    assert numbers.cell_text(estimate(None, None, None)) == "*"


def test_limits_too_small_for_more_decimals_are_shown_as_nought():
    assert numbers.limits_text(1e-9, 2.0, 1) == "0.0 to 2.0"


def test_dates_inside_a_text_are_written_in_words_and_other_numbers_left():
    text = (
        "PLGF-2025 of 2025-04 to 2026-03, since 2018-08-06; not 2018-99 nor 2018-02-31 or 1-2025-04"
    )
    assert numbers.dates_in_words(text) == (
        "PLGF-2025 of April 2025 to March 2026, since 6 August 2018; not 2018-99 nor 2018-02-31 "
        "or 1-2025-04"
    )
