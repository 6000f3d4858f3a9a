"""A contrast in many series at once is what a fit of each series gives."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.solution import Problem
from evaluation.its.planning.repeated import repeated

ROWS = 20
POSITION = np.arange(ROWS)
MATRIX = np.column_stack(
    [np.ones(ROWS), POSITION, POSITION >= 10, np.maximum(POSITION - 10, 0)]
).astype(float)
CONTRAST = np.array([0.0, 0.0, 1.0, 9.0])
GAUSSIAN = Problem(
    ("intercept", "trend", "level", "slope"),
    MATRIX,
    np.zeros(ROWS),
    np.ones(ROWS),
    POSITION,
    np.zeros(ROWS, dtype=np.int64),
    "gaussian",
)
COUNTS = replace(GAUSSIAN, family="quasi-poisson")
NOISE = np.random.default_rng(8).normal(size=(4, ROWS)).cumsum(axis=1)


@pytest.mark.parametrize(
    "method",
    [
        Method("ols"),
        Method("ols", quantiles="normal"),
        Method("newey-west"),
        Method("newey-west", lags=0),
        Method("newey-west", lags=5),
        Method("prais-winsten"),
        Method("reml-ar1"),
        Method("arima"),
        Method("rho-integrated"),
        Method("ar-integrated"),
        Method("ar-integrated", order=3),
        Method("order-averaged"),
    ],
    ids=str,
)
def test_each_of_many_series_is_as_alone(method) -> None:
    found = repeated(GAUSSIAN, NOISE, CONTRAST, method, 0.9)
    for row, outcome in enumerate(NOISE):
        alone = ESTIMATORS[method.name].estimate(replace(GAUSSIAN, outcome=outcome), method)
        value = float(CONTRAST @ alone.coefficients)
        limits = alone.uncertainty.limits(value, CONTRAST, 0.9)
        assert found.estimate[row] == pytest.approx(value, rel=1e-5)
        assert (found.lower[row], found.upper[row]) == pytest.approx(limits, rel=1e-4, nan_ok=True)


def test_counts_are_fitted_one_by_one() -> None:
    counts = np.random.default_rng(1).poisson(30, size=(2, ROWS)).astype(float)
    found = repeated(COUNTS, counts, CONTRAST, Method("glm"), 0.95)
    alone = ESTIMATORS["glm"].estimate(replace(COUNTS, outcome=counts[1]), Method("glm"))
    assert found.estimate[1] == pytest.approx(float(CONTRAST @ alone.coefficients))


def test_a_series_that_cannot_be_fitted_has_no_interval() -> None:
    counts = np.random.default_rng(1).poisson(30, size=(2, ROWS)).astype(float)
    counts[0, 10:] = 0
    found = repeated(COUNTS, counts, CONTRAST, Method("glm"), 0.95)
    assert found.has_interval.tolist() == [False, True]


def test_an_effect_moves_estimates_and_limits_of_linear_models_by_its_size() -> None:
    for method in (Method("newey-west"), Method("prais-winsten"), Method("order-averaged")):
        without = repeated(GAUSSIAN, NOISE, CONTRAST, method, 0.95)
        course = MATRIX @ np.array([40.0, -0.7, 2.0, 0.3])
        having = repeated(GAUSSIAN, NOISE + course, CONTRAST, method, 0.95)
        moved = without.shifted(4.7)
        for name in ("estimate", "lower", "upper"):
            assert getattr(having, name) == pytest.approx(getattr(moved, name), abs=1e-4)


def test_more_newey_west_lags_than_periods_are_refused() -> None:
    with pytest.raises(InvalidInput, match="20 lags need more than 20 points"):
        repeated(GAUSSIAN, NOISE, CONTRAST, Method("newey-west", lags=20), 0.95)
