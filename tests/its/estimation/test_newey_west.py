"""Newey-West errors equal statsmodels' on a full series and leak across nothing."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.errors import InvalidInput
from evaluation.its.estimation.newey_west import newey_west_covariance


def problem(rows: int = 30) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(20250401)
    matrix = np.column_stack([np.ones(rows), np.arange(rows)])
    return matrix, generator.normal(size=rows)


def covariance(
    matrix: np.ndarray, outcome: np.ndarray, position: np.ndarray, unit: np.ndarray, lags: int
) -> np.ndarray:
    found = sm.OLS(outcome, matrix).fit()
    scores = matrix * found.resid[:, None]
    return newey_west_covariance(scores, found.normalized_cov_params, position, unit, lags)


@pytest.mark.parametrize("lags", [0, 1, 4])
def test_a_full_series_gives_what_statsmodels_gives_with_both_corrections(lags: int) -> None:
    matrix, outcome = problem()
    position, unit = np.arange(30), np.zeros(30, dtype=int)
    settings = {"maxlags": lags, "use_correction": True}
    theirs = sm.OLS(outcome, matrix).fit(cov_type="HAC", cov_kwds=settings, use_t=True)
    ours = covariance(matrix, outcome, position, unit, lags)
    np.testing.assert_allclose(ours, theirs.cov_params(), rtol=1e-10)


def test_a_gap_as_long_as_the_lags_separates_its_two_sides() -> None:
    matrix, outcome = problem()
    side = np.arange(30) // 15
    with_gap = np.arange(30) + 3 * side
    one_unit = covariance(matrix, outcome, with_gap, np.zeros(30, dtype=int), 3)
    two_units = covariance(matrix, outcome, np.arange(30), side, 3)
    np.testing.assert_allclose(one_unit, two_units)


def test_units_share_no_lag_even_where_one_ends_as_the_next_begins() -> None:
    matrix, outcome = problem()
    unit = np.arange(30) // 15
    apart = covariance(matrix, outcome, np.arange(30) + 100 * unit, unit, 3)
    stacked = covariance(matrix, outcome, np.arange(30), unit, 3)
    leaking = covariance(matrix, outcome, np.arange(30), np.zeros(30, dtype=int), 3)
    np.testing.assert_allclose(stacked, apart)
    assert not np.allclose(stacked, leaking)


def test_as_many_lags_as_points_are_refused() -> None:
    matrix, outcome = problem(5)
    with pytest.raises(InvalidInput, match="5 lags need more than 5 points"):
        covariance(matrix, outcome, np.arange(5), np.zeros(5, dtype=int), 5)
