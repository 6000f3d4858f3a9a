"""Random-effects pooling: worked by hand, against published figures, and with known truth.

Three sites at 1, 2 and 6 with variance 1: mean 3, squares 4 + 1 + 9 = 14, so Q = 14, both tau
squared are 14 / 2 - 1 = 6, the factor of Hartung and Knapp is 14 / 7 / 2 = 1 and the standard
error sqrt(7 / 3). Two sites at 0 and 3 with variances 1 and 2: the difference has variance
3 + 2 tau squared = 9, so tau squared = 3; weights 1/4 and 1/5, mean 4/3, factor 1.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from evaluation.its.units.pooling import pool
from evaluation.its.units.prediction import prediction_limits
from evaluation.its.units.tau_squared import (
    FloatArray,
    dersimonian_laird_tau_squared,
    reml_tau_squared,
    restricted_deviance,
)

BCG = Path(__file__).parents[3] / ".." / "shared" / "data" / "methods" / "dersimonian_laird_bcg.csv"
HAND = np.array([1.0, 2.0, 6.0]), np.ones(3)
PAIR = np.array([0.0, 3.0]), np.array([1.0, 2.0])
T_2, T_1 = 4.302653, 12.706205


def test_the_mean_of_three_sites_has_the_interval_of_hartung_and_knapp() -> None:
    found = pool(*HAND)
    half = T_2 * np.sqrt(7 / 3)
    assert (found.k, found.df, found.estimate) == (3, 2, pytest.approx(3.0))
    assert (found.lower, found.upper) == pytest.approx((3 - half, 3 + half), rel=1e-6)
    assert found.p == pytest.approx(2 * stats.t.sf(3 / np.sqrt(7 / 3), 2))
    assert found.weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_heterogeneity_of_three_sites_is_that_worked_by_hand() -> None:
    found = pool(*HAND).heterogeneity
    assert (found.q, found.df) == (pytest.approx(14.0), 2)
    assert found.p == pytest.approx(np.exp(-7.0))  # chi-squared with 2 degrees of freedom
    assert found.i_squared == pytest.approx(12 / 14)
    assert found.tau_squared == pytest.approx(6.0, rel=1e-7)
    assert found.tau_squared_dl == pytest.approx(6.0)


def test_a_new_site_is_predicted_with_k_minus_two_degrees_of_freedom() -> None:
    found = pool(*HAND).heterogeneity
    half = T_1 * np.sqrt(6 + 7 / 3)
    assert found.higgins_lower == pytest.approx(3 - half, rel=1e-6)
    assert found.higgins_upper == pytest.approx(3 + half, rel=1e-6)


def test_integrating_tau_out_gives_what_drawing_from_its_posterior_gives() -> None:
    estimates, variances = np.array([1.0, 2.0, 6.0, 4.0, 3.0]), np.array([1.0, 0.5, 2.0, 1.0, 0.3])
    lower, upper = prediction_limits(estimates, variances, 0.9)
    tau = np.linspace(0, 60, 60_001)  # the mass beyond is below 1e-5 (tau to the power of -4)
    weights = np.exp(-restricted_deviance(tau**2, estimates, variances) / 2)
    generator = np.random.default_rng(3)
    drawn = generator.choice(tau, size=400_000, p=weights / weights.sum())
    inverse = 1 / (variances + drawn[:, None] ** 2)
    mean = inverse @ estimates / inverse.sum(axis=1)
    new = generator.normal(mean, np.sqrt(1 / inverse.sum(axis=1) + drawn**2))
    assert (lower, upper) == pytest.approx(np.quantile(new, [0.05, 0.95]), abs=0.04)


def test_fixed_and_dersimonian_laird_intervals_are_normal() -> None:
    found = pool(*HAND, level=0.9)
    quantile = stats.norm.ppf(0.95)
    assert found.fixed.upper - found.fixed.estimate == pytest.approx(quantile * np.sqrt(1 / 3))
    both = found.dersimonian_laird
    assert both.estimate - both.lower == pytest.approx(quantile * np.sqrt(7 / 3))


def test_unequal_variances_weigh_as_worked_by_hand() -> None:
    found = pool(*PAIR)
    assert found.heterogeneity.tau_squared == pytest.approx(3.0, rel=1e-7)
    assert found.heterogeneity.tau_squared_dl == pytest.approx(3.0)
    assert found.estimate == pytest.approx(4 / 3)
    assert found.fixed.estimate == pytest.approx(1.0)
    assert found.std_error == pytest.approx(np.sqrt(1 / 0.45), rel=1e-6)


def test_two_sites_have_one_degree_of_freedom_and_no_prediction_and_that_is_said() -> None:
    found = pool(*PAIR)
    assert found.df == 1
    assert found.heterogeneity.prediction_lower is None
    assert found.heterogeneity.prediction_upper is None
    assert any(text.startswith("Two sites are pooled") for text in found.warnings)


def test_sites_that_hardly_scatter_do_not_narrow_the_interval() -> None:
    found = pool(np.array([1.0, 1.1, 1.2]), np.ones(3))
    assert found.heterogeneity.tau_squared == 0
    assert found.upper - found.estimate == pytest.approx(T_2 * np.sqrt(1 / 3), rel=1e-6)
    assert found.upper - found.lower > found.fixed.upper - found.fixed.lower
    assert any("factor 0.01" in text for text in found.warnings)
    assert any("variance between sites is 0" in text for text in found.warnings)


def test_equal_estimates_leave_no_heterogeneity() -> None:
    found = pool(np.array([2.0, 2.0]), np.array([1.0, 3.0]))
    assert found.estimate == pytest.approx(2.0)
    assert (found.heterogeneity.q, found.heterogeneity.i_squared) == (0.0, 0.0)


def test_six_scattered_sites_need_no_warning() -> None:
    estimates = np.array([0.0, 1.0, 4.0, 5.0, 9.0, 2.0])
    assert pool(estimates, np.full(6, 0.5)).warnings == ()


def test_dersimonian_and_lairds_variance_is_never_negative() -> None:
    assert dersimonian_laird_tau_squared(np.array([1.0, 1.1]), np.ones(2)) == 0


def test_restricted_likelihood_is_greatest_at_its_estimate() -> None:
    generator = np.random.default_rng(7)
    estimates, variances = generator.normal(size=9) * 3, generator.uniform(0.2, 3, size=9)
    best = reml_tau_squared(estimates, variances)
    weights = 1 / (variances + best)
    mean = weights @ estimates / weights.sum()
    score = (
        (weights**2 @ (estimates - mean) ** 2) - weights.sum() + (weights**2).sum() / weights.sum()
    )
    assert best > 0
    assert score == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("estimates", "variances"),
    [([1.0], [1.0]), ([1.0, np.nan], [1.0, 1.0]), ([1.0, 2.0], [1.0, 0.0])],
)
def test_what_cannot_be_pooled_is_refused(estimates: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match="pool needs"):
        pool(np.array(estimates), np.array(variances))


def bcg() -> tuple[FloatArray, FloatArray]:
    """Return log risk ratios of thirteen trials and their variances."""
    data = pd.read_csv(BCG)
    treated, control = data["tpos"] + data["tneg"], data["cpos"] + data["cneg"]
    ratio = np.log(data["tpos"] / treated) - np.log(data["cpos"] / control)
    variance = 1 / data["tpos"] - 1 / treated + 1 / data["cpos"] - 1 / control
    return ratio.to_numpy(), variance.to_numpy()


@pytest.mark.reference
@pytest.mark.skipif(not BCG.is_file(), reason="the folder shared is absent")
def test_the_bcg_trials_agree_with_published_figures() -> None:
    """Viechtbauer W (2010), doi:10.18637/jss.v036.i03, and metafor's own help pages."""
    found = pool(*bcg())
    spread = found.heterogeneity
    assert found.estimate == pytest.approx(-0.7145, abs=5e-5)
    assert (found.lower, found.upper) == pytest.approx((-1.1084, -0.3206), abs=5e-5)
    assert found.std_error == pytest.approx(0.1808, abs=5e-5)
    assert spread.tau_squared == pytest.approx(0.3132, abs=5e-5)
    assert (spread.q, spread.df) == (pytest.approx(152.2330, abs=5e-5), 12)
    assert spread.tau_squared_dl == pytest.approx(0.3088, abs=5e-5)
    assert found.dersimonian_laird.estimate == pytest.approx(-0.7141, abs=5e-5)
    assert found.fixed.estimate == pytest.approx(-0.4303, abs=5e-5)


@pytest.mark.reference
@pytest.mark.skipif(not BCG.is_file(), reason="the folder shared is absent")
def test_dersimonian_and_laird_are_those_of_statsmodels() -> None:
    ratio, variance = bcg()
    theirs = combine_effects(ratio, variance, method_re="dl")
    found = pool(ratio, variance)
    assert found.heterogeneity.tau_squared_dl == pytest.approx(theirs.tau2, rel=1e-10)
    assert found.dersimonian_laird.estimate == pytest.approx(theirs.mean_effect_re, rel=1e-10)
    assert found.heterogeneity.q == pytest.approx(theirs.q, rel=1e-10)


def test_intervals_of_a_known_mean_cover_it() -> None:
    generator = np.random.default_rng(20260401)
    covered, predicted = [], []
    for _ in range(600):
        variances = generator.uniform(0.1, 0.9, size=8)
        estimates = 2.0 + generator.normal(size=8) * np.sqrt(0.5 + variances)
        found = pool(estimates, variances)
        covered.append(found.lower <= 2 <= found.upper)
        new = 2.0 + generator.normal() * np.sqrt(0.5)
        lower, upper = found.heterogeneity.prediction_lower, found.heterogeneity.prediction_upper
        predicted.append(lower is not None and upper is not None and lower <= new <= upper)
    assert 0.93 <= np.mean(covered) <= 0.975
    assert 0.93 <= np.mean(predicted) <= 0.99
