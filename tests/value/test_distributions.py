"""Distributions by their quantiles and moments, found on a fine grid of normal scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.estimate import Estimate
from evaluation.value.distributions import (
    Uncertain,
    drawn,
    fixed,
    generator_of,
    normal_quantile,
    of_estimate,
    scores,
)

STEPS = 100_001
GRID = stats.norm.ppf((np.arange(STEPS) + 0.5) / STEPS)  # equally probable scores
Z = normal_quantile(0.95)
SHAPES = ("normal", "lognormal", "gamma", "beta", "triangular", "uniform", "pert", "estimate")


def estimate_of(value, lower, upper, level=0.95):
    return Estimate(
        analysis="its",
        outcome="falls",
        measure="difference",
        unit="falls",
        value=value,
        lower=lower,
        upper=upper,
        n=48,
        method="REML",
        period="2024-04 to 2025-03",
        provenance="measured",
        level=level,
    )


def quantiles(uncertain):
    return drawn(uncertain, np.array([-Z, 0.0, Z]))


@pytest.mark.parametrize(
    ("uncertain", "mean"),
    [
        (Uncertain(10.0, "normal", 6.0, 14.0), 10.0),
        (Uncertain(10.0, "lognormal", 5.0, 18.0), 10.0),
        (Uncertain(10.0, "gamma", 5.0, 15.0), 10.0),
        (Uncertain(0.3, "beta", 0.2, 0.4), 0.3),
        (Uncertain(30.0, "beta", 20.0, 40.0, top=100.0), 30.0),
        (Uncertain(10.0, "triangular", 4.0, 22.0), (4 + 10 + 22) / 3),
        (Uncertain(8.0, "uniform", 4.0, 12.0), 8.0),
        (Uncertain(10.0, "pert", 4.0, 22.0), (4 + 4 * 10 + 22) / 6),
    ],
    ids=lambda item: item.kind if isinstance(item, Uncertain) else "",
)
def test_the_mean_of_draws_is_that_of_the_distribution(uncertain, mean):
    assert drawn(uncertain, GRID).mean() == pytest.approx(mean, rel=2e-3)


@pytest.mark.parametrize(
    "uncertain",
    [
        Uncertain(10.0, "normal", 6.0, 14.0),
        Uncertain(10.0, "gamma", 5.0, 15.0),
        Uncertain(0.3, "beta", 0.2, 0.4),
        Uncertain(30.0, "beta", 20.0, 40.0, top=100.0),
    ],
    ids=["normal", "gamma", "beta", "beta in percent"],
)
def test_the_spread_is_half_the_width_over_the_normal_quantile(uncertain):
    lower, upper = uncertain.limits
    expected = (upper - lower) / (2 * 1.959964)
    assert drawn(uncertain, GRID).std() == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("kind", ["triangular", "uniform", "pert"])
def test_a_range_is_never_left_and_nearly_reached(kind):
    uncertain = Uncertain(10.0, kind, 4.0, 22.0)
    values = drawn(uncertain, np.array([-6.0, *GRID, 6.0]))
    assert values.min() >= 4
    assert values.max() <= 22
    assert values.max() > 20


def test_the_limits_of_a_normal_distribution_are_quantiles_of_its_level():
    uncertain = Uncertain(10.0, "normal", 6.0, 14.0, level=0.8)
    z = normal_quantile(0.8)
    assert drawn(uncertain, np.array([-z, z])) == pytest.approx([6.0, 14.0])


def test_the_limits_of_a_lognormal_distribution_lie_as_many_times_apart_as_those_given():
    low, _, high = quantiles(Uncertain(10.0, "lognormal", 5.0, 20.0))
    assert high / low == pytest.approx(4.0)


def test_a_fixed_number_is_the_same_in_each_draw():
    assert drawn(fixed(3.5), GRID[:4]).tolist() == [3.5] * 4
    assert fixed(3.5).limits == (3.5, 3.5)
    assert fixed(3.5).standard_deviation == 0


@settings(max_examples=100, deadline=None)
@given(
    st.floats(-1000, 1000),
    st.floats(0.01, 500),
    st.floats(0.05, 20),
    st.sampled_from([0.8, 0.9, 0.95, 0.998]),
)
def test_value_and_limits_of_an_estimate_are_its_quantiles(value, below, skewness, level):
    found = of_estimate(estimate_of(value, value - below, value + below * skewness, level))
    z = normal_quantile(level)
    expected = [value - below, value, value + below * skewness]
    assert drawn(found, np.array([-z, 0.0, z])) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_symmetric_estimate_is_normal():
    found = of_estimate(estimate_of(-4.0, -6.0, -2.0))
    assert drawn(found, GRID) == pytest.approx(-4 + 2 / Z * GRID)


def test_an_almost_symmetric_estimate_is_almost_normal_on_both_sides_of_the_switch():
    for excess in (1e-12, 1e-10, 1e-8, 1e-6):
        found = of_estimate(estimate_of(-4.0, -6.0, -2.0 + excess))
        assert drawn(found, GRID[::50]) == pytest.approx(-4 + 2 / Z * GRID[::50], abs=1e-4)


@pytest.mark.parametrize("excess", [-0.1, -1e-6, 1e-6, 0.1])
def test_a_little_skewed_estimate_has_its_limits_as_quantiles_still(excess):
    low, middle, high = quantiles(of_estimate(estimate_of(-4.0, -6.0, -2.0 + excess)))
    assert [low, middle, high] == pytest.approx([-6.0, -4.0, -2.0 + excess], abs=1e-9)


def test_a_ratio_whose_limits_come_from_its_logarithm_is_lognormal():
    error = 0.2
    found = of_estimate(estimate_of(0.8, 0.8 * np.exp(-Z * error), 0.8 * np.exp(Z * error)))
    assert drawn(found, GRID[::50]) == pytest.approx(0.8 * np.exp(error * GRID[::50]))


@pytest.mark.parametrize("value", [0.0, 10.0])
def test_the_mean_of_draws_is_stable_where_the_value_lies_on_a_limit(value):
    found = of_estimate(estimate_of(value, 0.0, 10.0))
    means = [drawn(found, scores(seed, "x", 10_000)).mean() for seed in range(20)]
    assert np.ptp(means) < 1
    low, middle, high = quantiles(found)
    assert (low, high) == pytest.approx((0.0, 10.0), abs=1e-9)
    assert middle == pytest.approx(value, abs=0.2)


def test_an_estimate_without_width_is_known():
    assert of_estimate(estimate_of(2.0, 2.0, 2.0)) == fixed(2.0)


@pytest.mark.parametrize("missing", [(None, 1.0, 2.0), (1.0, None, 2.0), (1.0, 0.0, None)])
def test_an_estimate_without_value_or_limit_is_refused(missing):
    with pytest.raises(ValueError, match="falls difference has no interval to draw from"):
        of_estimate(estimate_of(*missing))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(SHAPES),
    st.floats(0.05, 0.5),
    st.floats(0.05, 0.95),
    st.lists(st.floats(-5, 5), min_size=2, max_size=6, unique=True),
)
def test_a_higher_score_never_gives_a_lower_draw(kind, width, place, normal):
    lower = 0.3
    uncertain = Uncertain(lower + width * place, kind, lower, lower + width)
    values = drawn(uncertain, np.sort(np.array(normal)))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1.0, "normal"), "a normal distribution needs a lower and an upper limit"),
        ((1.0, "pert", 0.0), "a pert distribution needs a lower and an upper limit"),
        ((3.0, "normal", 0.0, 2.0), "the value must lie between limits that differ"),
        ((1.0, "uniform", 1.0, 1.0), "the value must lie between limits that differ"),
        ((1.0, "gamma", 0.0, 2.0), "the limits of a gamma distribution must be above 0"),
        ((1.0, "lognormal", -1.0, 2.0), "the limits of a lognormal distribution must be above 0"),
        ((1.5, "beta", 0.5, 2.0), "must lie inside its scale"),
        ((0.5, "beta", -2.0, 3.0), "too wide for a beta distribution"),
        ((1.0, "normal", 0.0, 2.0, 1.0), "the level must lie between 0 and 1"),
    ],
)
def test_what_is_no_distribution_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        Uncertain(*arguments)


def test_one_input_has_the_same_draws_whatever_other_inputs_there_are():
    first = scores(7, "falls/beds", 100)
    scores(7, "falls/staff", 50)
    assert (scores(7, "falls/beds", 100) == first).all()
    assert (generator_of(7, "falls/beds").standard_normal(100) == first).all()


@pytest.mark.parametrize(("seed", "key"), [(8, "falls/beds"), (7, "falls/staff")])
def test_another_seed_or_another_input_has_other_draws_that_are_not_related(seed, key):
    first, other = scores(7, "falls/beds", 20_000), scores(seed, key, 20_000)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.03
