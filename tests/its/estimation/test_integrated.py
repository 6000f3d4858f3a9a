"""The autocorrelation integrated out, against a slow integral over dense matrices."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation.integrated import order_averaged, posterior
from evaluation.its.estimation.lag_products import lag_products
from evaluation.its.estimation.solution import Problem

METHOD = its.Method("rho-integrated")
LAW = its.Interruption("law", dt.date(2006, 1, 1))
DESIGN = its.Design("rate", "annual", (LAW,))
OUTCOME = [9.1, 8.4, 8.9, 9.6, 9.2, 8.7, 6.1, 5.2, 5.9, 6.6, 6.0, 5.1]
ANGLES = np.linspace(-0.98 * np.pi / 2, 0.98 * np.pi / 2, 6001)  # of which Jeffreys' prior is flat
RHOS = np.sin(ANGLES)


def data(outcome: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"time": np.arange(2000, 2000 + len(outcome)), "rate": outcome})


def slow(found: its.Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return weights, coefficients and squared scales at 6,001 autocorrelations."""
    matrix, outcome = found.matrix.entries, np.array(OUTCOME)
    distance = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    logs, centres, squares = [], [], []
    for rho in RHOS:
        full = np.power(rho, distance)
        inverse = np.linalg.inv(full)
        information = matrix.T @ inverse @ matrix
        coefficients = np.linalg.solve(information, matrix.T @ inverse @ outcome)
        residuals = outcome - matrix @ coefficients
        square = residuals @ inverse @ residuals
        determinants = np.linalg.slogdet(full)[1] + np.linalg.slogdet(information)[1]
        logs.append(-0.5 * (8 * np.log(square) + determinants))
        centres.append(coefficients)
        squares.append(square / 8 * np.diag(np.linalg.inv(information)))
    weights = np.exp(np.array(logs) - max(logs)) * np.sqrt(1 + RHOS)
    weights[[0, -1]] /= 2
    return weights / weights.sum(), np.array(centres), np.array(squares)


def test_estimates_errors_and_limits_are_those_of_the_slow_integral() -> None:
    found = its.fit(DESIGN, data(OUTCOME), METHOD)
    weights, centres, squares = slow(found)
    mean = weights @ centres
    assert found.terms["estimate"].to_numpy() == pytest.approx(mean, rel=1e-4)
    assert found.rho == pytest.approx(weights @ RHOS, abs=1e-4)
    variance = weights @ (squares * 8 / 6 + (centres - mean) ** 2)
    assert found.terms["std_error"].to_numpy()[1:] == pytest.approx(np.sqrt(variance)[1:], rel=1e-3)
    for row, term in found.terms.iterrows():
        each = (term[["lower", "upper"]].to_numpy(dtype=float) - centres[:, [row]]) / np.sqrt(
            squares[:, [row]]
        )
        assert weights @ stats.t.cdf(each, 8) == pytest.approx([0.025, 0.975], abs=2e-5)
        below = float(weights @ stats.t.cdf(-centres[:, row] / np.sqrt(squares[:, row]), 8))
        assert term["p"] == pytest.approx(2 * min(below, 1 - below), abs=4e-5)
        assert term["df"] == 8


def dense(matrix: np.ndarray, outcome: np.ndarray, position: np.ndarray, partial: np.ndarray):
    """Return likelihood, coefficients and squared scales for one AR(2), by dense matrices."""
    first, second = partial
    shares = np.empty(int(position.max()) + 2)
    shares[:2] = 1, first
    for lag in range(2, len(shares)):
        shares[lag] = first * (1 - second) * shares[lag - 1] + second * shares[lag - 2]
    full = shares[np.abs(np.subtract.outer(position, position))]
    inverse = np.linalg.inv(full)
    information = matrix.T @ inverse @ matrix
    coefficients = np.linalg.solve(information, matrix.T @ inverse @ outcome)
    residuals = outcome - matrix @ coefficients
    square = residuals @ inverse @ residuals
    degrees = len(outcome) - matrix.shape[1]
    height = degrees * np.log(square) + np.linalg.slogdet(full)[1]
    height += np.linalg.slogdet(information)[1]
    return -0.5 * height, coefficients, square / degrees * np.diag(np.linalg.inv(information))


def test_two_orders_are_weighed_and_mixed_as_by_a_slow_integral_over_a_series_with_gaps() -> None:
    position = np.array([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 14, 15, 16])
    matrix = np.column_stack([np.ones(14), position, position >= 8]).astype(float)
    outcome = np.random.default_rng(4).normal(size=14).cumsum()
    unit = np.zeros(14, dtype=np.int64)
    found = posterior(lag_products(matrix, outcome[None], position, unit, 2), (1, 2))
    nodes, masses = np.polynomial.legendre.leggauss(60)
    partial = np.sin(0.98 * np.pi / 2 * nodes)
    points = [(one, 0.0, mass / 2) for one, mass in zip(partial, masses, strict=True)]
    points += [
        (one, two, first * second / 4)
        for one, first in zip(partial, masses, strict=True)
        for two, second in zip(partial, masses, strict=True)
    ]
    each = [dense(matrix, outcome, position, np.array(point[:2])) for point in points]
    heights = np.array([part[0] for part in each])
    weights = np.exp(heights - heights.max()) * [np.sqrt(1 + one) * mass for one, _, mass in points]
    weights /= weights.sum()
    mean = weights @ np.array([part[1] for part in each])
    assert found.coefficients == pytest.approx(mean, rel=1e-4)
    assert found.orders[1] == pytest.approx(weights[:60].sum(), rel=1e-5)
    squares = np.array([part[2] for part in each]) * 11 / 9
    spread = squares + (np.array([part[1] for part in each]) - mean) ** 2
    assert np.diag(found.uncertainty.covariance)[1:] == pytest.approx((weights @ spread)[1:], 1e-3)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_more_nodes_change_nothing_in_a_long_series(order: int) -> None:
    noise = np.random.default_rng(3).normal(size=300)
    for row in range(2, 300):
        noise[row] += 0.5 * noise[row - 1] + 0.2 * noise[row - 2]
    position = np.arange(300)
    matrix = np.column_stack([np.ones(300), position, position >= 150]).astype(float)
    products = lag_products(matrix, noise[None], position, np.zeros(300, dtype=np.int64), order)
    found = posterior(products, (order,))
    half = 6 / np.sqrt(300)
    middle = np.arcsin(found.partial)
    axes = [np.linspace(one - half, one + half, {1: 2001, 2: 161, 3: 41}[order]) for one in middle]
    partial = np.sin(np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1))
    height = products.profiles(partial).log_likelihood[:, 0]
    weights = np.exp(height - height.max()) * np.sqrt(1 + partial[:, 0])
    assert found.partial == pytest.approx(weights @ partial / weights.sum(), abs=5e-4)


def test_a_wandering_series_is_said_to_wander() -> None:
    steps = np.random.default_rng(9).normal(size=120).cumsum()
    months = pd.date_range("2010-01-01", periods=120, freq="MS")
    law = its.Interruption("law", dt.date(2015, 1, 1), slope=False)
    found = its.fit(
        its.Design("rate", "monthly", (law,)), pd.DataFrame({"time": months, "rate": steps})
    )
    assert found.rho > 0.9
    assert any("near 1" in warning for warning in found.warnings)


def test_the_order_of_an_average_is_as_high_as_the_shortest_series_allows() -> None:
    law = its.Interruption("law", dt.date(2003, 1, 1), slope=False)
    method = its.Method("order-averaged", order=3)
    found = its.fit(its.Design("rate", "annual", (law,)), data(OUTCOME[:6]), method)
    assert (found.method.order, set(found.solution.orders)) == (2, {1, 2})
    assert found.label == "autoregressive regression averaged over orders 1 to 2"


def test_an_order_for_which_a_series_is_too_short_is_refused() -> None:
    law = its.Interruption("law", dt.date(2003, 1, 1), slope=False)
    with pytest.raises(InvalidInput, match=r"AR\(3\) errors need more than 6 periods"):
        its.fit(
            its.Design("rate", "annual", (law,)),
            data(OUTCOME[:6]),
            its.Method("ar-integrated", order=3),
        )


def test_ar_integrated_of_order_one_is_rho_integrated() -> None:
    one = its.fit(DESIGN, data(OUTCOME), its.Method("ar-integrated", order=1))
    other = its.fit(DESIGN, data(OUTCOME), METHOD)
    assert one.terms.equals(other.terms)
    assert one.label == "AR(1) regression with the autocorrelation integrated out"


def test_residuals_are_freed_of_the_autocorrelation() -> None:
    noise = np.random.default_rng(12).normal(size=240)
    for row in range(2, 240):
        noise[row] += 0.5 * noise[row - 1] + 0.3 * noise[row - 2]
    position = np.delete(np.arange(240), [50, 51, 130])
    matrix = np.column_stack([np.ones(237), position]).astype(float)
    unit = np.zeros(237, dtype=np.int64)
    given = Problem(
        ("intercept", "trend"), matrix, noise[position], np.ones(237), position, unit, "gaussian"
    )
    residuals = order_averaged(given, its.Method("order-averaged")).residuals
    assert abs(np.corrcoef(residuals[1:], residuals[:-1])[0, 1]) < 0.15
    assert np.std(residuals) == pytest.approx(1.0, abs=0.1)


def test_p_values_and_limits_never_contradict_each_other() -> None:
    found = its.fit(DESIGN, data(OUTCOME), METHOD)
    for contrast in np.eye(4):
        sure = found.solution.uncertainty
        half = -sure.limits(0.0, contrast, 0.9)[0]
        assert sure.p_value(half, contrast) == pytest.approx(0.1, abs=1e-6)
        assert sure.p_value(-sure.limits(0.0, contrast, 0.9)[1], contrast) == pytest.approx(
            0.1, abs=1e-6
        )
        assert sure.p_value(0.0, contrast) > 0.5


def test_two_degrees_of_freedom_give_limits_but_no_standard_error() -> None:
    law = its.Interruption("law", dt.date(2003, 1, 1))
    found = its.fit(its.Design("rate", "annual", (law,)), data(OUTCOME[:6]), METHOD)
    assert found.terms["std_error"].isna().all()
    assert (found.terms["lower"] < found.terms["upper"]).all()
    assert any("There are no standard errors" in warning for warning in found.warnings)
