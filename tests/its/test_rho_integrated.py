"""The autocorrelation integrated out, against a slow integral over dense matrices."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation import its
from evaluation.its.autoregressive import autoregression
from evaluation.its.rho_integrated import TMixture, posterior
from evaluation.its.solution import Problem

METHOD = its.Method("rho-integrated")
LAW = its.Interruption("law", dt.date(2006, 1, 1))
DESIGN = its.Design("rate", "annual", (LAW,))
OUTCOME = [9.1, 8.4, 8.9, 9.6, 9.2, 8.7, 6.1, 5.2, 5.9, 6.6, 6.0, 5.1]
RHOS = np.linspace(-0.999, 0.999, 6001)


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
    weights = np.exp(np.array(logs) - max(logs))
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


def test_more_nodes_change_nothing_in_a_long_series() -> None:
    noise = np.random.default_rng(3).normal(size=600)
    for row in range(1, 600):
        noise[row] += 0.7 * noise[row - 1]
    position = np.arange(600)
    matrix = np.column_stack([np.ones(600), position, position >= 300]).astype(float)
    unit = np.zeros(600, dtype=np.int64)
    terms = ("intercept", "trend", "level:law")
    given = Problem(terms, matrix, noise, np.ones(600), position, unit, "gaussian")
    model = autoregression(given)
    rho, weights = posterior(model)
    likelihood = model.profile(RHOS).log_likelihood
    expected = np.exp(likelihood - likelihood.max())
    expected /= expected.sum()
    assert weights @ rho == pytest.approx(expected @ RHOS, abs=1e-6)
    assert weights @ rho**2 == pytest.approx(expected @ RHOS**2, abs=1e-6)


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


def test_one_component_is_a_t_distribution() -> None:
    alone = TMixture(np.ones(1), np.zeros((1, 1)), np.full((1, 1, 1), 4.0), 6, np.ones(1))
    contrast = np.ones(1)
    half = 2 * stats.t.ppf(0.975, 6)
    assert alone.limits(1.0, contrast, 0.95) == pytest.approx((1 - half, 1 + half))
    assert alone.std_error(contrast) == pytest.approx(2 * np.sqrt(6 / 4))
    assert alone.p_value(1 + half, contrast) < 0.05
    assert alone.p_value(half, contrast) == pytest.approx(0.05)


def test_a_contrast_without_variance_has_no_width() -> None:
    mixture = TMixture(np.ones(1), np.zeros((1, 1)), np.full((1, 1, 1), 4.0), 6, np.ones(1))
    nothing = np.zeros(1)
    assert mixture.limits(1.5, nothing, 0.95) == (1.5, 1.5)
    assert mixture.p_value(1.5, nothing) == 0
    assert np.isnan(mixture.p_value(0.0, nothing))


def test_two_degrees_of_freedom_give_limits_but_no_standard_error() -> None:
    law = its.Interruption("law", dt.date(2003, 1, 1))
    found = its.fit(its.Design("rate", "annual", (law,)), data(OUTCOME[:6]), METHOD)
    assert found.terms["std_error"].isna().all()
    assert (found.terms["lower"] < found.terms["upper"]).all()
    assert any("There are no standard errors" in warning for warning in found.warnings)
