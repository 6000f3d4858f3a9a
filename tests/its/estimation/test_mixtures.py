"""Quantiles and shares of many mixtures of t distributions at once."""

import numpy as np
import pytest
from scipy import stats

from evaluation.its.estimation.mixtures import Line
from evaluation.its.estimation.t_mixture import quantiles


def line(weights, centres, scales, counts, degrees: int = 8) -> Line:
    sizes = np.array(counts)
    columns = (np.array(each, dtype=float) for each in (weights, centres, scales))
    return Line(*columns, np.cumsum(sizes) - sizes, sizes, degrees)


def test_one_component_has_the_quantiles_of_its_t_distribution() -> None:
    found = line([1, 1], [0, 0], [1, 3], [1, 1]).quantile(0.975)
    assert found == pytest.approx([2.306004, 3 * 2.306004])


def test_mixtures_of_unequal_length_have_their_own_quantiles() -> None:
    generator = np.random.default_rng(2)
    counts = [3, 200, 40]
    weights = [part / part.sum() for part in (generator.random(size) ** 6 for size in counts)]
    centres = [generator.normal(size=size) for size in counts]
    scales = [generator.gamma(2, size=size) for size in counts]
    joined = (np.concatenate(each) for each in (weights, centres, scales))
    made = line(*joined, counts, degrees=5)
    lower, upper = made.tails(0.9)
    for number, each in enumerate(zip(weights, centres, scales, strict=True)):
        expected = quantiles(*each, 5, np.array([0.05, 0.95]))
        assert [lower[number], upper[number]] == pytest.approx(expected, rel=1e-6)


def test_two_far_components_do_not_lead_the_search_astray() -> None:
    made = line([0.97, 0.03], [-3.0, 97.0], [0.1, 0.1], [2], degrees=30)
    found = made.quantile(0.975)[0]
    share = 0.97 * stats.t.cdf((found + 3) / 0.1, 30) + 0.03 * stats.t.cdf((found - 97) / 0.1, 30)
    assert share == pytest.approx(0.975)


def test_the_deviation_of_a_mixture_adds_within_and_between() -> None:
    made = line([0.5, 0.5], [-1, 1], [1, 1], [2], degrees=4)
    assert made.deviation == pytest.approx([np.sqrt(4 / 2 + 1)])
    assert np.isnan(line([1], [0], [1], [1], degrees=2).deviation).all()


def test_a_mixture_without_spread_is_certain() -> None:
    made = line([1, 1], [0, 0], [0, 0], [1, 1])
    assert made.p_value(np.array([2.0, 0.0]))[0] == 0
    assert np.isnan(made.p_value(np.array([2.0, 0.0]))[1])
    assert made.quantile(0.9) == pytest.approx([0, 0], abs=1e-200)


def test_p_values_take_the_smaller_side_twice() -> None:
    made = line([1, 1], [0, 0], [1, 1], [1, 1], degrees=10)
    expected = 2 * stats.t.sf(2.5, 10)
    assert made.p_value(np.array([2.5, -2.5])) == pytest.approx([expected, expected])
