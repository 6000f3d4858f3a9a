"""Mixtures of t distributions: quantiles, shares, and the table that is looked up for many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluation.its.estimation.t_distribution import cubic_t
from evaluation.its.estimation.t_mixture import TMixture, mixture, quantiles

ONE = TMixture(np.ones(1), np.zeros((1, 1)), np.full((1, 1, 1), 4.0), 6, np.array([5.0]))


def test_one_component_is_a_t_distribution() -> None:
    contrast = np.ones(1)
    half = 2 * stats.t.ppf(0.975, 6)
    assert ONE.limits(1.0, contrast, 0.95) == pytest.approx((1 - half, 1 + half))
    assert ONE.std_error(contrast) == pytest.approx(2 * np.sqrt(6 / 4))
    assert ONE.p_value(1 + half, contrast) < 0.05
    assert ONE.p_value(half, contrast) == pytest.approx(0.05)


def test_a_new_observation_adds_its_noise_to_the_squared_scale() -> None:
    half = 3 * stats.t.ppf(0.975, 6)
    assert ONE.observation_limits(1.0, np.ones(1), 0.95) == pytest.approx((1 - half, 1 + half))


def test_a_contrast_without_variance_has_no_width() -> None:
    nothing = np.zeros(1)
    assert ONE.limits(1.5, nothing, 0.95) == (1.5, 1.5)
    assert ONE.p_value(1.5, nothing) == 0
    assert np.isnan(ONE.p_value(0.0, nothing))


@given(
    st.lists(
        st.tuples(st.floats(0.01, 1), st.floats(-5, 5), st.floats(0.01, 20)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 60),
    st.floats(0.001, 0.999),
)
def test_a_share_of_the_mixture_lies_below_its_quantile(
    components: list[tuple[float, float, float]], degrees: int, share: float
) -> None:
    weights, centres, scales = np.array(components).T
    weights = weights / weights.sum()
    (found,) = quantiles(weights, centres, scales, degrees, np.array([share]))
    assert weights @ stats.t.cdf((found - centres) / scales, degrees) == pytest.approx(
        share, abs=1e-7
    )


@pytest.mark.parametrize("degrees", [1, 4, 20, 300])
def test_the_polynomials_give_shares_and_densities_of_the_t_distribution(degrees: int) -> None:
    value = np.concatenate([np.linspace(-12, 12, 4001), [-1e9, 0.0, 1e9]])
    shares, densities = cubic_t(degrees).share_and_density(value)
    assert shares == pytest.approx(stats.t.cdf(value, degrees), abs=1e-9)
    assert densities == pytest.approx(stats.t.pdf(value, degrees), abs=1e-6)


def test_components_of_no_weight_are_left_out_and_the_mean_is_kept() -> None:
    mean, found = mixture(
        np.array([0.0, np.log(3.0), -100.0]),
        np.array([[1.0], [5.0], [1e6]]),
        np.ones((3, 1, 1)),
        np.ones(3),
        10,
    )
    assert mean == pytest.approx([4.0])
    assert found.weights == pytest.approx([0.25, 0.75])
    assert found.weights @ found.centres == pytest.approx([0.0])
    assert found.covariance[0, 0] == pytest.approx(10 / 8 + 0.25 * 9 + 0.75 * 1)
