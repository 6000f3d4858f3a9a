"""REML with Satterthwaite limits: exact information, and boundaries that are reported."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.designs.method import MethodName
from evaluation.its.estimation.approximate_t import ApproximateT, interval_warnings
from evaluation.its.estimation.autoregressive import autoregression
from evaluation.its.estimation.gaussian import EXACT_FIT_WARNING
from evaluation.its.estimation.reml import KNOWN_RHO_WARNING, reml, solution
from evaluation.its.estimation.solution import Problem

LAW = its.Interruption("law", dt.date(2012, 1, 1))
NAMES: tuple[MethodName, ...] = ("reml-ar1", "reml-ar1-satterthwaite", "rho-integrated")


def design() -> its.Design:
    return its.Design("rate", "annual", (LAW,))


def data(outcome: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"time": np.arange(2000, 2000 + len(outcome)), "rate": outcome})


def random_walk(years: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=years).cumsum()


def drifting_walk() -> np.ndarray:
    """Return the sums of a random walk: its autocorrelation runs to the limit."""
    return random_walk(40, seed=1).cumsum()


def problem(outcome: np.ndarray) -> Problem:
    position = np.arange(len(outcome))
    return Problem(
        terms=("intercept", "level:law"),
        matrix=np.column_stack([np.ones(len(outcome)), position >= 12]).astype(float),
        outcome=outcome,
        denominator=np.ones(len(outcome)),
        position=position,
        unit=np.zeros(len(outcome), dtype=np.int64),
        family="gaussian",
    )


def test_the_observed_information_is_minus_the_curvature_of_the_likelihood() -> None:
    outcome = np.sin(np.arange(24) * 1.7) + np.arange(24) % 5
    model = autoregression(problem(outcome))
    found = reml(model)

    def likelihood(variance: float, rho: float) -> float:
        at = np.array([rho])
        profile = model.profile(at)
        square, degrees = profile.square[0], model.residual_df
        rest = float(profile.log_likelihood[0]) + 0.5 * degrees * np.log(square)
        return float(rest - 0.5 * (degrees * np.log(variance) + square / variance))

    steps = np.array([found.variance, 1.0]) * 1e-4
    curvature = np.zeros((2, 2))
    for i in (0, 1):
        for j in (0, 1):
            one, other = np.eye(2)[i] * steps, np.eye(2)[j] * steps
            here = np.array([found.variance, found.rho])
            corners = (
                likelihood(*(here + one + other))
                - likelihood(*(here + one - other))
                - likelihood(*(here - one + other))
                + likelihood(*(here - one - other))
            )
            curvature[i, j] = corners / (4 * steps[i] * steps[j])
    np.testing.assert_allclose(found.observed_information(), -curvature, rtol=1e-4, atol=1e-5)


def test_the_best_of_the_likelihood_is_found() -> None:
    model = autoregression(problem(random_walk(40, seed=3)))
    everywhere = model.profile(np.linspace(-0.999, 0.999, 4001)).log_likelihood
    found = reml(model)
    best = model.profile(np.array([found.rho])).log_likelihood[0]
    assert best >= everywhere.max() - 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_a_series_without_noise_is_fitted_exactly_and_says_so(name: MethodName) -> None:
    position = np.arange(24)
    found = its.fit(design(), data(3.0 + position + 2 * (position >= 12)), its.Method(name))
    assert EXACT_FIT_WARNING in found.warnings
    assert found.terms["estimate"].to_numpy() == pytest.approx([3, 1, 2, 0], abs=1e-9)
    assert found.rho == 0


def test_a_random_walk_is_reported_as_at_the_limit() -> None:
    found = its.fit(design(), data(drifting_walk()), its.Method("reml-ar1-satterthwaite"))
    assert found.rho is not None
    assert found.rho >= 0.99
    assert any("limit of its range" in warning for warning in found.warnings)


def test_limits_below_one_degree_of_freedom_are_not_given() -> None:
    found = its.fit(design(), data(drifting_walk()), its.Method("reml-ar1"))
    terms = found.terms.set_index("term")
    assert terms.loc["intercept", "df"] < 1
    assert terms.loc["intercept", ["lower", "upper", "p"]].isna().all()
    assert any("There are no intervals for intercept" in text for text in found.warnings)
    made = its.as_json([found], its.effects(found))
    assert made["fits"][0]["terms"][0]["lower"] is None
    assert made["fits"][0]["terms"][0]["estimate"] is not None
    told = its.main_estimate(found, "intercept", unit="", provenance="synthetic")
    assert (told.lower, told.upper, told.is_estimable) == (None, None, False)


def uncertainty(plain: float, adjusted: float, spread: float) -> ApproximateT:
    return ApproximateT(
        covariance=np.array([[adjusted]]),
        plain=np.array([[plain]]),
        plain_slope=np.array([[0.0]]),
        variance=1.0,
        parameters=np.diag([spread, 0.0]),
        residual_df=10,
    )


def test_degrees_of_freedom_follow_satterthwaite() -> None:
    assert uncertainty(2.0, 2.0, 0.2).df(np.array([1.0])) == pytest.approx(2 / 0.2)


def test_an_adjusted_variance_below_zero_gives_no_interval_and_no_error() -> None:
    broken, contrast = uncertainty(2.0, -1.0, 0.2), np.array([1.0])
    assert np.isnan(broken.limits(0.0, contrast, 0.95)).all()
    assert np.isnan([broken.std_error(contrast), broken.p_value(1.0, contrast)]).all()
    (warning,) = interval_warnings(("trend",), broken)
    assert warning.startswith("There are no intervals for trend")


def test_few_degrees_of_freedom_are_reported() -> None:
    (warning,) = interval_warnings(("trend",), uncertainty(2.0, 2.0, 1.0))
    assert warning.startswith("The intervals of trend rest on fewer than 3 degrees of freedom")


def test_a_contrast_without_variance_has_no_width() -> None:
    sure, nothing = uncertainty(2.0, 2.0, 0.2), np.array([0.0])
    assert sure.df(nothing) == 10
    assert sure.limits(1.5, nothing, 0.95) == (1.5, 1.5)
    assert sure.p_value(1.5, nothing) == 0
    assert sure.std_error(nothing) == 0


def test_a_likelihood_without_curvature_takes_the_autocorrelation_as_known_and_says_so() -> None:
    given = problem(np.sin(np.arange(24) * 1.7))
    found = reml(autoregression(given))
    information = np.array([[22 / (2 * found.variance**2), 0.0], [0.0, -1.0]])
    answer = solution(given, found, found.covariance, information)
    assert KNOWN_RHO_WARNING in answer.warnings
    assert answer.uncertainty.df(np.array([0.0, 1.0])) == pytest.approx(22)


@pytest.mark.parametrize("name", NAMES)
def test_quantiles_are_the_methods_own(name: MethodName) -> None:
    with pytest.raises(InvalidInput, match="has its own quantiles"):
        its.Method(name, quantiles="normal")


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_the_engine_comes_with_the_method(name: MethodName) -> None:
    noise = np.random.default_rng(7).normal(size=30)
    outcome = 20 + 0.1 * np.arange(30) - 4 * (np.arange(30) >= 12) + noise
    found = its.fit(design(), data(outcome), its.Method(name))
    effects = its.effects(found, [dt.date(2012, 1, 1), dt.date(2029, 1, 1)])
    assert [effect.measure for effect in effects] == ["absolute", "relative", "cumulative"] * 2
    for effect in effects:
        assert effect.lower < effect.estimate < effect.upper
        assert effect.method == name
    level = found.terms.set_index("term").loc["level:law"]
    assert effects[0].estimate == pytest.approx(level["estimate"])
    assert effects[0].lower == pytest.approx(level["lower"])
    lines = its.trajectory(found)
    assert (lines["counterfactual_lower"] < lines["counterfactual"]).all()
    assert (lines["counterfactual_upper"] > lines["counterfactual"]).all()
    assert {check.name for check in its.checks(found)} >= {"Ljung-Box", "Durbin-Watson"}
    made = its.as_json([found], effects)
    assert made["fits"][0]["method"] == name
    assert made["fits"][0]["rho"] == found.rho
    assert -1 < found.rho < 1  # type: ignore[operator]
    estimate = its.main_estimate(found, effects[0], unit="falls", provenance="synthetic")
    assert estimate.method == found.label
