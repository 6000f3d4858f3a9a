"""Partial autocorrelations against autoregressions worked by hand and dense matrices."""

import numpy as np
import pytest
from scipy import linalg, stats
from statsmodels.tsa.arima_process import ArmaProcess

from evaluation.its.estimation.partial import (
    autocovariances,
    coefficients_of,
    grid,
    log_determinant,
    marginal_variance,
)

PARTIAL = np.array([0.5, -0.4, 0.3])


def test_coefficients_of_order_two_by_hand() -> None:
    found = coefficients_of(np.array([[0.5, -0.4], [0.9, 0.0]]))
    assert found == pytest.approx(np.array([[0.5 * 1.4, -0.4], [0.9, 0.0]]))


def test_autocovariances_are_those_of_the_process() -> None:
    phi = coefficients_of(PARTIAL[None])[0]
    known = ArmaProcess(np.append(1, -phi), [1]).acovf(12)
    assert autocovariances(PARTIAL, 12) == pytest.approx(known)
    assert marginal_variance(PARTIAL[None])[0] == pytest.approx(known[0])
    assert autocovariances(PARTIAL, 2) == pytest.approx(known[:2])


def test_the_determinant_is_that_of_the_covariance_of_two_series() -> None:
    dense = linalg.toeplitz(autocovariances(PARTIAL, 9))
    expected = 2 * np.linalg.slogdet(dense)[1]
    assert log_determinant(PARTIAL[None], 2)[0] == pytest.approx(expected)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_first_partial_autocorrelation_is_beta_beforehand_and_the_others_arcsine(
    order: int,
) -> None:
    points = grid(order, 100)
    masses = np.exp(points.log_weights)
    assert masses.sum() == pytest.approx(1)
    angle = 0.98 * np.pi / 2
    square = 0.5 - np.sin(2 * angle) / (4 * angle)
    first, *others = points.partial.T
    assert masses @ first == pytest.approx(2 * stats.beta(1, 0.5).mean() - 1, abs=0.02)
    known = stats.beta(1, 0.5).cdf([0.5, 0.9])
    shares = [masses[(1 + first) / 2 <= limit].sum() for limit in (0.5, 0.9)]
    assert shares == pytest.approx(known, abs=0.05)
    for column in others:
        assert masses @ column == pytest.approx(0, abs=1e-12)
        assert masses @ column**2 == pytest.approx(square, rel=1e-9)


def test_a_narrow_grid_has_the_prior_mass_of_its_span() -> None:
    span = np.array([[0.0, 0.98 * np.pi / 2]])
    angle = 0.98 * np.pi / 2
    above, whole = 1 + np.sin(angle / 2) - np.cos(angle / 2), 2 * np.sin(angle / 2)
    expected = above / whole  # of the integral of sqrt(1 + sin) = sin(u / 2) + cos(u / 2)
    assert np.exp(grid(1, 50, span).log_weights).sum() == pytest.approx(expected)
