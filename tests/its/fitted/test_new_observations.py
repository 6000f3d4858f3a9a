"""Limits of new observations: closed forms, exact quantiles, and coverage by simulation."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from evaluation import its
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.solution import StudentT
from evaluation.its.fitted.new_observations import noise_variance, observation_limits
from evaluation.its.variation.variants import base_of

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {"outcome": "rate", "frequency": "monthly"}
    return its.Design(**(settings | {"interruptions": (LAW,)} | changes))


def process(rho: float, generator: np.random.Generator, months: int = 48) -> np.ndarray:
    values = generator.normal(size=months)
    values[0] /= np.sqrt(1 - rho**2)
    for row in range(1, months):
        values[row] += rho * values[row - 1]
    return values


def gaussian(method: str, rho: float = 0.5, seed: int = 2, **changes: Any) -> its.Fit:
    rate = 50 + 0.1 * np.arange(48) + process(rho, np.random.default_rng(seed))
    data = pd.DataFrame({"time": MONTHS, "rate": rate})
    return its.fit(design(**changes), data, its.Method(method))


def limits(fit: its.Fit) -> tuple[np.ndarray, np.ndarray]:
    lines = its.trajectory(fit)
    return tuple(lines[f"observation_{side}"].to_numpy() for side in ("lower", "upper"))


def sure(fit: its.Fit) -> its.Fit:
    """Return the fit as if its coefficients were known."""
    nothing = StudentT(np.zeros_like(fit.covariance), np.inf)
    return replace(fit, solution=replace(fit.solution, uncertainty=nothing))


def test_those_of_least_squares_are_those_of_statsmodels() -> None:
    fit = gaussian("ols")
    model = sm.OLS(fit.data["outcome"], fit.matrix.entries).fit()
    theirs = model.get_prediction(fit.matrix.without(["law"])).summary_frame()
    np.testing.assert_allclose(limits(fit)[0], theirs["obs_ci_lower"])
    np.testing.assert_allclose(limits(fit)[1], theirs["obs_ci_upper"])


def test_the_noise_of_an_autoregression_is_that_of_the_process() -> None:
    fit = gaussian("prais-winsten", rho=0.7)
    innovation = float(fit.solution.residuals @ fit.solution.residuals) / 44
    assert fit.rho is not None
    assert noise_variance(fit) == pytest.approx(innovation / (1 - fit.rho**2))
    assert noise_variance(fit) > innovation


def test_without_a_noise_of_its_own_that_of_the_residuals_is_taken() -> None:
    fit = gaussian("newey-west")
    unsaid = replace(fit, solution=replace(fit.solution, noise_variance=None))
    residuals = fit.solution.residuals
    assert noise_variance(unsaid) == pytest.approx(float(residuals @ residuals) / 44)
    assert noise_variance(unsaid) == pytest.approx(noise_variance(fit))


@pytest.mark.parametrize("method", ["reml-ar1", "reml-ar1-satterthwaite", "rho-integrated"])
def test_they_are_wider_than_those_of_the_line_by_the_noise(method: str) -> None:
    fit = gaussian(method)
    lines = its.trajectory(fit)
    line = lines["counterfactual_upper"] - lines["counterfactual_lower"]
    observation = lines["observation_upper"] - lines["observation_lower"]
    assert (observation > line).all()
    spread = gaussian("prais-winsten")
    # at the start of the series they come to about twice 1.96 standard deviations of the process
    assert observation.iloc[12] > 3 * np.sqrt(noise_variance(spread))


def test_a_mean_without_limits_has_none_for_observations() -> None:
    walk = np.random.default_rng(1).normal(size=40).cumsum().cumsum()
    data = pd.DataFrame({"time": MONTHS[:40], "rate": walk})
    lines = its.trajectory(its.fit(design(), data, its.Method("reml-ar1")))
    without = lines["counterfactual_lower"].isna()
    assert without.any()
    assert lines.loc[without, "observation_upper"].isna().all()


def test_a_transform_is_taken_back() -> None:
    rate = np.exp(3 + 0.01 * np.arange(48) + process(0.2, np.random.default_rng(1)) / 10)
    data = pd.DataFrame({"time": MONTHS, "rate": rate})
    logged = data.assign(rate=np.log(data["rate"]))
    ours = its.fit(design(transform="log"), data, its.Method("reml-ar1"))
    plain = its.fit(design(), logged, its.Method("reml-ar1"))
    np.testing.assert_allclose(limits(ours)[1], np.exp(limits(plain)[1]))


def counted(counts: np.ndarray, family: str, method: str = "glm", **changes: Any) -> its.Fit:
    data = pd.DataFrame({"time": MONTHS, "rate": counts, "people": 400.0})
    return its.fit(design(family=family, **changes), data, its.Method(method))


def test_counts_whose_mean_is_known_have_the_quantiles_of_poisson() -> None:
    counts = np.random.default_rng(1).binomial(400, 0.1, 48)  # vary less than Poisson
    fit = sure(counted(counts, "poisson"))
    assert fit.dispersion is not None
    assert fit.dispersion < 1
    mean = its.trajectory(fit)["counterfactual"]
    np.testing.assert_array_equal(limits(fit)[0], stats.poisson.ppf(0.025, mean))
    np.testing.assert_array_equal(limits(fit)[1], stats.poisson.ppf(0.975, mean))


def test_overdispersed_counts_have_the_quantiles_of_the_negative_binomial() -> None:
    counts = np.random.default_rng(1).negative_binomial(10, 0.2, 48)
    fit = sure(counted(counts, "quasi-poisson"))
    mean, dispersion = its.trajectory(fit)["counterfactual"], fit.dispersion
    assert dispersion is not None
    theirs = stats.nbinom(mean / (dispersion - 1), 1 / dispersion)
    np.testing.assert_array_equal(limits(fit)[0], theirs.ppf(0.025))
    np.testing.assert_array_equal(limits(fit)[1], theirs.ppf(0.975))


def test_the_negative_binomial_takes_its_own_alpha() -> None:
    counts = np.random.default_rng(1).negative_binomial(10, 0.2, 48)
    fit = sure(counted(counts, "negative-binomial"))
    mean, alpha = its.trajectory(fit)["counterfactual"], fit.overdispersion
    assert alpha is not None
    theirs = stats.nbinom(1 / alpha, 1 / (1 + alpha * mean))
    np.testing.assert_array_equal(limits(fit)[1], theirs.ppf(0.975))


def test_amounts_that_are_not_whole_are_gamma() -> None:
    amounts = np.random.default_rng(1).gamma(20, 0.03, 48)
    fit = sure(counted(amounts, "quasi-poisson"))
    mean, dispersion = its.trajectory(fit)["counterfactual"], fit.dispersion
    assert dispersion is not None
    theirs = stats.gamma(mean / dispersion, scale=dispersion)
    np.testing.assert_allclose(limits(fit)[0], theirs.ppf(0.025), rtol=1e-6)
    np.testing.assert_allclose(limits(fit)[1], theirs.ppf(0.975), rtol=1e-6)


def test_proportions_without_trials_are_beta() -> None:
    shares = np.random.default_rng(1).beta(20, 60, 48)
    fit = sure(counted(shares, "quasi-binomial"))
    mean, dispersion = its.trajectory(fit)["counterfactual"], fit.dispersion
    assert dispersion is not None
    total = 1 / dispersion - 1
    theirs = stats.beta(mean * total, (1 - mean) * total)
    np.testing.assert_allclose(limits(fit)[0], theirs.ppf(0.025), rtol=1e-6)


def test_proportions_with_trials_are_beta_rounded_outwards_to_whole_events() -> None:
    counts = np.random.default_rng(1).binomial(400, 0.1, 48)
    fit = sure(counted(counts, "binomial", denominator="people"))
    lower, upper = limits(fit)
    mean, dispersion = its.trajectory(fit)["counterfactual"], fit.dispersion
    assert dispersion is not None
    total = 400 / max(dispersion, 1) - 1
    theirs = stats.beta(mean * total, (1 - mean) * total)
    np.testing.assert_allclose(400 * lower, np.floor(400 * theirs.ppf(0.025)))
    np.testing.assert_allclose(400 * upper, np.ceil(400 * theirs.ppf(0.975)))


def test_what_is_not_known_of_the_mean_widens_the_limits_of_counts() -> None:
    counts = np.random.default_rng(1).poisson(900, 48)
    fit = counted(counts, "poisson")
    known = limits(sure(fit))
    assert limits(fit)[0][-1] < known[0][-1] < known[1][-1] < limits(fit)[1][-1]


def test_a_missing_denominator_leaves_no_limits() -> None:
    counts = np.random.default_rng(1).poisson(90, 48)
    for family in ("poisson", "quasi-binomial"):
        fit = counted(counts, family, denominator="people")
        rows = fit.matrix.entries[:2]
        lower, upper = observation_limits(fit, rows, np.array([400.0, np.nan]))
        assert np.isfinite([lower[0], upper[0]]).all()
        assert np.isnan([lower[1], upper[1]]).all()


def test_a_known_part_of_the_predictor_moves_the_limits() -> None:
    fit = gaussian("ols")
    rows, ones = fit.matrix.entries[:2], np.ones(2)
    moved = observation_limits(fit, rows, ones, np.array([3.0, 0.0]))
    plain = observation_limits(fit, rows, ones)
    np.testing.assert_allclose(moved[0] - plain[0], [3, 0])
    counts = np.random.default_rng(1).poisson(9000, 48)
    log_linear = counted(counts, "poisson")
    doubled = observation_limits(log_linear, rows, ones, np.log([2.0, 1.0]))
    once = observation_limits(log_linear, rows, ones)
    np.testing.assert_allclose(doubled[1] / once[1], [2, 1], rtol=0.02)


def covered(draw: Any, first: its.Fit, series: int) -> float:
    """Return the share of new counterfactual observations between their limits.

    Series without limits are not counted: they are reported, and nothing is printed for them.
    """
    places = np.array([24, 32, 40, 47])
    rows, denominator = fit_rows(first, places)
    problem = base_of(first).problem
    hits = []
    for _ in range(series):
        changed = replace(problem, outcome=np.asarray(draw(affected=True), dtype=np.float64))
        solution = ESTIMATORS[first.method.name].estimate(changed, first.method)
        lower, upper = observation_limits(replace(first, solution=solution), rows, denominator)
        if np.isfinite([lower, upper]).all():
            new = np.asarray(draw(affected=False))[places]
            hits.append(((new >= lower) & (new <= upper)).mean())
    assert len(hits) > 0.85 * series
    return float(np.mean(hits))


def fit_rows(fit: its.Fit, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    denominator = fit.series.table["denominator"].to_numpy()[places]
    return fit.matrix.without(["law"])[places], denominator


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "most"),
    [
        ("ols", 0.985),
        ("reml-ar1", 0.985),
        ("reml-ar1-satterthwaite", 0.985),
        ("rho-integrated", 0.995),  # a strong autocorrelation that cannot be ruled out widens them
    ],
)
def test_95_in_100_new_measurements_fall_inside(method: str, most: float) -> None:
    generator = np.random.default_rng(11)
    rho = 0.0 if method == "ols" else 0.6

    def draw(*, affected: bool) -> np.ndarray:
        effect = -3.0 * (np.arange(48) >= 24) if affected else 0.0
        return 10 + 0.1 * np.arange(48) + effect + process(rho, generator)

    assert 0.915 <= covered(draw, gaussian(method), 250) <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "size"), [("poisson", None), ("quasi-poisson", 2), ("negative-binomial", 8)]
)
def test_95_in_100_new_counts_fall_inside(family: str, size: int | None) -> None:
    generator = np.random.default_rng(12)

    def draw(*, affected: bool) -> np.ndarray:
        mean = 60 * np.exp(0.005 * np.arange(48))
        if affected:
            mean = np.where(np.arange(48) >= 24, 0.7 * mean, mean)
        if size is None:
            return generator.poisson(mean)
        shape = size if family == "negative-binomial" else mean / size
        return generator.negative_binomial(shape, shape / (shape + mean))

    first = counted(draw(affected=True), family)
    assert covered(draw, first, 100) == pytest.approx(0.95, abs=0.035)


@pytest.mark.slow
def test_95_in_100_new_proportions_fall_inside() -> None:
    generator = np.random.default_rng(13)

    def draw(*, affected: bool) -> np.ndarray:
        chance = np.where(np.arange(48) >= 24, 0.1, 0.2) if affected else np.full(48, 0.2)
        events = generator.binomial(400, generator.beta(40 * chance, 40 * (1 - chance)))
        return events if affected else events / 400

    first = counted(draw(affected=True), "quasi-binomial", denominator="people")
    assert covered(draw, first, 100) == pytest.approx(0.95, abs=0.035)
