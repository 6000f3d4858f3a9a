"""Kenward-Roger against a slow implementation that knows no derivative and no closed form."""

import datetime as dt
import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from evaluation import its
from evaluation.its.estimation.approximate_t import ApproximateT

STEP = 1e-4
LAW = its.Interruption("law", dt.date(2004, 1, 1))
Covariance = Callable[[np.ndarray], np.ndarray]


def series(months: int, rho: float, seed: int) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=months)
    for row in range(1, months):
        noise[row] += rho * noise[row - 1]
    position = np.arange(months)
    time = pd.date_range("2003-01-01", periods=months, freq="MS")
    return pd.DataFrame({"time": time, "rate": 50 + 0.2 * position - 3 * (position >= 12) + noise})


def with_a_gap() -> pd.DataFrame:
    return series(30, 0.4, seed=4).drop(index=[5, 6, 20])


def design(**changes: object) -> its.Design:
    return its.Design("rate", "monthly", (LAW,), **changes)  # type: ignore[arg-type]


def slow(
    matrix: np.ndarray, outcome: np.ndarray, position: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return estimates, variance and rho, adjusted covariance and df by the formulas of 1997."""
    distance = np.abs(position[:, None] - position[None, :])

    def covariance_of(parameters: np.ndarray) -> np.ndarray:
        return parameters[0] * np.power(parameters[1], distance)

    def minus_likelihood(parameters: np.ndarray) -> float:
        inverse = np.linalg.inv(covariance_of(parameters))
        information = matrix.T @ inverse @ matrix
        residuals = outcome - matrix @ np.linalg.solve(information, matrix.T @ inverse @ outcome)
        logs = -np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(information)[1]
        return 0.5 * (logs + residuals @ inverse @ residuals)

    found = optimize.minimize(
        lambda free: minus_likelihood(np.array([np.exp(free[0]), np.tanh(free[1])])),
        [0.0, 0.3],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 2000},
    ).x
    parameters = np.array([np.exp(found[0]), np.tanh(found[1])])
    inverse = np.linalg.inv(covariance_of(parameters))
    plain = np.linalg.inv(matrix.T @ inverse @ matrix)
    estimates = plain @ matrix.T @ inverse @ outcome
    return estimates, parameters, *adjusted(matrix, plain, covariance_of, parameters)


def shifted(parameters: np.ndarray, which: int, sign: float) -> np.ndarray:
    moved = parameters.copy()
    moved[which] += sign * STEP
    return moved


def derivative(function: Covariance, which: int) -> Covariance:
    return lambda at: (
        (function(shifted(at, which, 1)) - function(shifted(at, which, -1))) / (2 * STEP)
    )


def adjusted(
    matrix: np.ndarray, plain: np.ndarray, covariance_of: Covariance, at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    full = covariance_of(at)
    inverse = np.linalg.inv(full)
    bent = [derivative(lambda p: np.linalg.inv(covariance_of(p)), i)(at) for i in (0, 1)]
    moved = [derivative(covariance_of, i)(at) for i in (0, 1)]
    p = [matrix.T @ each @ matrix for each in bent]
    information, middles = np.zeros((2, 2)), {}
    for i, j in itertools.product((0, 1), repeat=2):
        q = matrix.T @ bent[i] @ full @ bent[j] @ matrix
        second = derivative(derivative(covariance_of, i), j)(at)
        r = matrix.T @ inverse @ second @ inverse @ matrix
        trace = np.trace(inverse @ moved[i] @ inverse @ moved[j])
        information[i, j] = 0.5 * (trace - np.trace(2 * plain @ q - plain @ p[i] @ plain @ p[j]))
        middles[i, j] = q - p[i] @ plain @ p[j] - r / 4
    spread = np.linalg.inv(information)
    middle = sum(spread[i, j] * each for (i, j), each in middles.items())
    degrees = []
    for contrast in np.eye(len(plain)):
        theta = np.outer(contrast, contrast) / (contrast @ plain @ contrast)
        shares = [np.trace(theta @ plain @ each @ plain) for each in p]
        a1 = sum(spread[i, j] * shares[i] * shares[j] for i, j in middles)
        a2 = sum(
            spread[i, j] * np.trace(theta @ plain @ p[i] @ plain @ theta @ plain @ p[j] @ plain)
            for i, j in middles
        )
        degrees.append(degrees_of_freedom(a1, a2))
    return plain + 2 * plain @ middle @ plain, np.array(degrees)


def degrees_of_freedom(a1: float, a2: float) -> float:
    """Return m of the general formulas with one contrast, and see that the factor is 1."""
    b = (a1 + 6 * a2) / 2
    g = (2 * a1 - 5 * a2) / (3 * a2)
    c = np.array([g, 1 - g, 3 - g]) / (3 + 2 * (1 - g))
    mean = 1 / (1 - a2)
    variance = 2 * (1 + c[0] * b) / ((1 - c[1] * b) ** 2 * (1 - c[2] * b))
    degrees = 4 + 3 / (variance / (2 * mean**2) - 1)
    assert degrees / (mean * (degrees - 2)) == pytest.approx(1)
    return float(degrees)


@pytest.mark.parametrize("data", [series(24, 0.3, seed=2), with_a_gap()], ids=["full", "gaps"])
def test_estimates_covariance_and_degrees_are_those_of_the_slow_implementation(
    data: pd.DataFrame,
) -> None:
    found = its.fit(design(), data, its.Method("reml-ar1"))
    is_used = found.series.table["is_used"].to_numpy(dtype=bool)
    matrix = found.matrix.entries[is_used]
    position = found.data["position"].to_numpy()
    estimates, parameters, covariance, degrees = slow(matrix, data["rate"].to_numpy(), position)
    assert found.rho == pytest.approx(parameters[1], abs=1e-5)
    assert found.terms["estimate"].to_numpy() == pytest.approx(estimates, rel=1e-4)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-4, atol=1e-7)
    assert found.terms["df"].to_numpy() == pytest.approx(degrees, rel=1e-4)
    quantile = stats.t.ppf(0.975, degrees[2])
    half = quantile * np.sqrt(covariance[2, 2])
    assert found.terms["upper"][2] - found.terms["estimate"][2] == pytest.approx(half, rel=1e-4)
    assert isinstance(found.solution.uncertainty, ApproximateT)
    assert not np.allclose(found.covariance, found.solution.uncertainty.plain, rtol=0.01)


def test_white_noise_has_nearly_the_degrees_of_freedom_that_are_left() -> None:
    found = its.fit(design(), series(240, 0.0, seed=1), its.Method("reml-ar1"))
    ordinary = its.fit(design(), series(240, 0.0, seed=1), its.Method("ols"))
    ratio = found.terms["std_error"] / ordinary.terms["std_error"]
    assert ratio.to_numpy() == pytest.approx(1, abs=0.15)
    assert (found.terms["df"] < 236).all()
    assert (found.terms["df"] > 40).all()


def test_a_hardly_known_autocorrelation_is_said_to_make_intervals_very_wide() -> None:
    data = series(24, 0.0, seed=1)
    data["rate"] = np.random.default_rng(8).normal(size=24).cumsum()
    found = its.fit(design(), data, its.Method("reml-ar1"))
    said = " ".join(found.warnings)
    assert "more than doubles the standard errors of" in said
    assert "level:law" in said
    assert found.rho is not None
    assert found.rho > 0.85


def test_two_units_have_one_autocorrelation_and_blocks_of_their_own() -> None:
    treated, other = series(36, 0.5, seed=21), series(36, 0.5, seed=22)
    long = pd.concat([treated.assign(place="a"), other.assign(place="b")])
    controlled = design(control=its.Control("place", "a"))
    found = its.fit(controlled, long, its.Method("reml-ar1"))
    matrix = found.matrix.entries
    distance = np.abs(np.subtract.outer(*[found.data["position"].to_numpy()] * 2))
    unit = found.data["unit"].to_numpy()
    assert found.rho is not None
    full = np.where(unit[:, None] == unit, np.power(found.rho, distance), 0.0)
    inverse = np.linalg.inv(full)
    expected = np.linalg.solve(
        matrix.T @ inverse @ matrix, matrix.T @ inverse @ found.data["outcome"].to_numpy()
    )
    assert found.terms["estimate"].to_numpy() == pytest.approx(expected, rel=1e-6)
    assert len(found.terms) == 8
