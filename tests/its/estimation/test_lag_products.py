"""Sums at lags against generalised least squares with dense covariance matrices."""

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.estimation.lag_products import lag_products
from evaluation.its.estimation.partial import autocovariances

POSITION = np.array([0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 0, 1, 2, 4, 5, 6, 7])
UNIT = np.repeat([0, 1], [10, 7])
MATRIX = np.column_stack([np.ones(17), UNIT, POSITION, POSITION >= 5]).astype(float)
OUTCOMES = np.random.default_rng(8).normal(size=(3, 17))


def dense(partial: np.ndarray) -> np.ndarray:
    shares = autocovariances(partial, 13)
    full = shares[np.abs(np.subtract.outer(POSITION, POSITION))]
    return full * np.equal.outer(UNIT, UNIT)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_two_units_with_gaps_give_what_dense_matrices_give(order: int) -> None:
    products = lag_products(MATRIX, OUTCOMES, POSITION, UNIT, order)
    partial = np.array([[0.5, -0.4, 0.3], [-0.2, 0.7, 0.1], [0.0, 0.0, 0.0]])[:, :order]
    found = products.profiles(partial)
    heights = np.empty((3, 3))
    for row, one in enumerate(partial):
        covariance = dense(one)
        inverse = np.linalg.inv(covariance)
        information = MATRIX.T @ inverse @ MATRIX
        for series, outcome in enumerate(OUTCOMES):
            coefficients = np.linalg.solve(information, MATRIX.T @ inverse @ outcome)
            residuals = outcome - MATRIX @ coefficients
            square = residuals @ inverse @ residuals
            ours = products.start[series] + products.turn @ found.coefficients[row, :, series]
            assert ours == pytest.approx(coefficients)
            assert found.square[row, series] == pytest.approx(square)
            height = 13 * np.log(square) + np.linalg.slogdet(covariance)[1]
            heights[row, series] = -0.5 * (height + np.linalg.slogdet(information)[1])
        bread = products.turn @ found.bread[row] @ products.turn.T
        assert bread == pytest.approx(np.linalg.inv(information))
    difference = found.log_likelihood - heights
    assert difference == pytest.approx(np.full((3, 3), difference[0, 0]))


def test_likelihoods_of_two_orders_can_be_compared() -> None:
    low = lag_products(MATRIX, OUTCOMES, POSITION, UNIT, 1).profiles(np.array([[0.6]]))
    high = lag_products(MATRIX, OUTCOMES, POSITION, UNIT, 3).profiles(np.array([[0.6, 0.0, 0.0]]))
    assert high.log_likelihood == pytest.approx(low.log_likelihood)


def test_periods_that_never_follow_each_other_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no two periods used follow each other"):
        lag_products(np.ones((4, 1)), np.ones((1, 4)), 2 * np.arange(4), np.zeros(4, int), 1)


def test_a_series_too_short_for_the_order_is_refused() -> None:
    with pytest.raises(InvalidInput, match="need more than 4 periods"):
        lag_products(np.ones((4, 1)), np.ones((1, 4)), np.arange(4), np.zeros(4, int), 2)
