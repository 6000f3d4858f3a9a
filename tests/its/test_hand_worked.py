"""A series of eight points worked by hand: two straight lines, one before and one after.

Before, at t = 0..3, the mean is 2.5 and the slope 4/5, so the line is 1.3 + 0.8 t with a sum of
squares of 1.8 left. After, at t = 4..7, the mean is 8 and the slope 1, so the line is 6.5 at
t = 4, with 5 left. The residual variance is (1.8 + 5) / (8 - 4) = 1.7.
"""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation import its

VARIANCE = 1.7
QUANTILE = stats.t.ppf(0.975, 4)
LAST = dt.date(2008, 1, 1)


@pytest.fixture
def found(hand_design: its.Design, hand_data: pd.DataFrame) -> its.Fit:
    return its.fit(hand_design, hand_data, its.Method("ols"))


def test_the_terms_are_those_of_the_two_lines(found: its.Fit) -> None:
    estimates = found.terms.set_index("term")["estimate"].to_dict()
    assert estimates == pytest.approx(
        {"intercept": 1.3, "trend": 0.8, "level:law": 2.0, "slope:law": 0.2}
    )


def test_the_standard_errors_are_those_of_the_two_lines(found: its.Fit) -> None:
    errors = found.terms.set_index("term")["std_error"]
    after_at_4 = 1 / 4 + 1.5**2 / 5
    before_at_4 = 1 / 4 + 2.5**2 / 5
    assert errors["level:law"] == pytest.approx(np.sqrt(VARIANCE * (after_at_4 + before_at_4)))
    assert errors["slope:law"] == pytest.approx(np.sqrt(VARIANCE * (1 / 5 + 1 / 5)))


def test_the_limits_and_p_values_are_those_of_t_with_four_degrees_of_freedom(
    found: its.Fit,
) -> None:
    row = found.terms.set_index("term").loc["level:law"]
    assert row["df"] == 4
    assert row["upper"] - row["estimate"] == pytest.approx(QUANTILE * row["std_error"])
    assert row["estimate"] - row["lower"] == pytest.approx(QUANTILE * row["std_error"])
    assert row["p"] == pytest.approx(2 * stats.t.sf(2.0 / row["std_error"], 4))


def test_the_effects_in_the_last_year_are_those_of_the_two_lines(found: its.Fit) -> None:
    effects = {effect.measure: effect for effect in its.effects(found)}
    assert {effect.at for effect in effects.values()} == {LAST}
    absolute = effects["absolute"]
    assert absolute.estimate == pytest.approx(2.6)
    after_at_7, before_at_7 = 1 / 4 + 1.5**2 / 5, 1 / 4 + 5.5**2 / 5
    half = QUANTILE * np.sqrt(VARIANCE * (after_at_7 + before_at_7))
    assert (absolute.lower, absolute.upper) == pytest.approx((2.6 - half, 2.6 + half))
    assert effects["relative"].estimate == pytest.approx(2.6 / 6.9)


def test_the_cumulative_effect_is_the_sum_over_four_years_with_its_own_interval(
    found: its.Fit,
) -> None:
    cumulative = next(e for e in its.effects(found) if e.measure == "cumulative")
    assert cumulative.estimate == pytest.approx(4 * 2.0 + 0.2 * (0 + 1 + 2 + 3))
    observed_part = 4
    line_part = 16 / 4 + (2.5 + 3.5 + 4.5 + 5.5) ** 2 / 5
    half = QUANTILE * np.sqrt(VARIANCE * (observed_part + line_part))
    assert cumulative.upper - cumulative.estimate == pytest.approx(half)


def test_the_relative_interval_follows_the_delta_method(found: its.Fit) -> None:
    relative = next(e for e in its.effects(found) if e.measure == "relative")
    after_at_7, before_at_7 = 1 / 4 + 1.5**2 / 5, 1 / 4 + 5.5**2 / 5
    ratio = 9.5 / 6.9
    variance = VARIANCE * (after_at_7 + ratio**2 * before_at_7) / 6.9**2
    assert relative.upper - relative.estimate == pytest.approx(QUANTILE * np.sqrt(variance))


def test_newey_west_without_lags_is_the_white_estimator(
    hand_design: its.Design, hand_data: pd.DataFrame
) -> None:
    found = its.fit(hand_design, hand_data, its.Method("newey-west", 0))
    residuals = np.array([-0.3, 0.9, -0.9, 0.3, -0.5, 1.5, -1.5, 0.5])
    weights_after = 1 / 4 - np.array([-1.5, -0.5, 0.5, 1.5]) * 1.5 / 5
    weights_before = 1 / 4 + np.array([-1.5, -0.5, 0.5, 1.5]) * 2.5 / 5
    weights = np.concatenate([-weights_before, weights_after])
    assert residuals.sum() == pytest.approx(0)
    variance = 8 / 4 * ((weights * residuals) ** 2).sum()
    error = found.terms.set_index("term").loc["level:law", "std_error"]
    assert error == pytest.approx(np.sqrt(variance))
    assert found.lags == 0
