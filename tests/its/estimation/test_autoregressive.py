"""The AR(1) algebra against dense matrices and numerical derivatives, with gaps and two units."""

from collections.abc import Callable

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.estimation.autoregressive import autoregression
from evaluation.its.estimation.solution import Problem

POSITION = np.array([0, 1, 2, 5, 6, 7, 8, 11, 0, 1, 3, 4])
UNIT = np.array([0] * 8 + [1] * 4)
RHOS = [-0.7, 0.0, 0.35, 0.95]
STEP = 1e-5


def problem(position: np.ndarray = POSITION, unit: np.ndarray = UNIT) -> Problem:
    generator = np.random.default_rng(20260331)
    matrix = np.column_stack([np.ones(len(position)), position, position >= 5]).astype(float)
    return Problem(
        terms=("intercept", "trend", "level:law"),
        matrix=matrix,
        outcome=100 + 2 * position + generator.normal(size=len(position)),
        denominator=np.ones(len(position)),
        position=position,
        unit=unit,
        family="gaussian",
    )


def correlation(rho: float) -> np.ndarray:
    distance = np.abs(POSITION[:, None] - POSITION[None, :])
    return np.where(UNIT[:, None] == UNIT[None, :], np.power(rho, distance), 0.0)


def slope(function: Callable[[float], np.ndarray], at: float) -> np.ndarray:
    return (function(at + STEP) - function(at - STEP)) / (2 * STEP)


@pytest.mark.parametrize("rho", RHOS)
def test_forms_are_those_of_the_inverse_correlation_matrix(rho: float) -> None:
    model = autoregression(problem())
    rows = np.column_stack([model.basis, model.start.residuals])
    expected = rows.T @ np.linalg.inv(correlation(rho)) @ rows
    np.testing.assert_allclose(model.forms(np.array([rho]))[0], expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_of_the_forms_and_of_the_determinant_are_exact(rho: float, order: int) -> None:
    model = autoregression(problem())
    forms = slope(lambda at: model.forms(np.array([at]), order - 1)[0], rho)
    found = model.forms(np.array([rho]), order)[0]
    np.testing.assert_allclose(found, forms, rtol=1e-5, atol=1e-5 * np.abs(forms).max())
    determinant = slope(lambda at: model.log_determinant(np.array([at]), order - 1), rho)
    assert model.log_determinant(np.array([rho]), order) == pytest.approx(determinant, rel=1e-5)


@pytest.mark.parametrize("rho", RHOS)
def test_traces_and_bent_forms_are_those_of_dense_matrices(rho: float) -> None:
    model = autoregression(problem())
    full = correlation(rho)
    bent = slope(lambda at: np.linalg.inv(correlation(at)), rho)
    expected = model.basis.T @ bent @ full @ bent @ model.basis
    size = np.abs(expected).max()
    np.testing.assert_allclose(model.bent_form(rho), expected, rtol=1e-5, atol=1e-6 * size)
    trace = np.trace(bent @ full @ bent @ full)
    assert model.squared_correlation_slope(rho) == pytest.approx(trace, rel=1e-5)
    logged = np.linalg.slogdet(full)[1]
    assert model.log_determinant(np.array([rho]))[0] == pytest.approx(logged, abs=1e-10)


def test_a_profile_is_generalised_least_squares() -> None:
    given, rho = problem(), 0.6
    model = autoregression(given)
    inverse = np.linalg.inv(correlation(rho))
    information = given.matrix.T @ inverse @ given.matrix
    coefficients = np.linalg.solve(information, given.matrix.T @ inverse @ given.outcome)
    residuals = given.outcome - given.matrix @ coefficients
    found = model.profile(np.array([0.1, rho]))
    np.testing.assert_allclose(model.natural(found.coefficients[1]), coefficients, rtol=1e-9)
    assert found.square[1] == pytest.approx(residuals @ inverse @ residuals, rel=1e-9)
    covariance = model.turn @ found.bread[1] @ model.turn.T
    np.testing.assert_allclose(covariance, np.linalg.inv(information), rtol=1e-8, atol=1e-12)


def test_the_likelihood_is_that_of_residual_contrasts() -> None:
    given = problem()
    model = autoregression(given)
    left = np.linalg.svd(given.matrix)[0][:, 3:]
    contrasts = left.T @ given.outcome

    def likelihood(rho: float) -> float:
        covariance = left.T @ correlation(rho) @ left
        square = contrasts @ np.linalg.solve(covariance, contrasts)
        return -0.5 * (len(contrasts) * np.log(square) + np.linalg.slogdet(covariance)[1])

    found = model.profile(np.array([0.2, 0.8])).log_likelihood
    assert found[1] - found[0] == pytest.approx(likelihood(0.8) - likelihood(0.2), rel=1e-8)


def test_periods_that_never_follow_each_other_are_refused() -> None:
    position = np.arange(0, 24, 2)
    with pytest.raises(InvalidInput, match="no two periods used follow each other"):
        autoregression(problem(position, np.zeros(12, dtype=int)))
