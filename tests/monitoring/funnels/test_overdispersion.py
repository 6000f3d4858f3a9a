"""phi and tau2: by hand, at the edges, and recovered from known truths."""

import numpy as np
import pytest

from evaluation.monitoring.funnels import SCALES, adjusted_limits, overdispersion

Z = np.array([-9.0, -2, -1, 0, 1, 2, 3, 4, 5, 30])
ERROR = np.full(10, 0.1)


def test_winsorising_sets_the_ends_to_the_quantiles_of_type_seven():
    found = overdispersion(Z, ERROR, "winsorised", 0.1)
    low, high = -9 + 0.9 * 7, 5 + 0.1 * 25
    by_hand = (low**2 + high**2 + 4 + 1 + 0 + 1 + 4 + 9 + 16 + 25) / 10
    assert found.phi == pytest.approx(by_hand)
    # all weights are 100: sum w - sum w^2 / sum w = 1000 - 100
    assert found.tau2 == pytest.approx((10 * by_hand - 9) / 900)
    assert (found.kept, found.units, found.freedom) == (10, 10, 9)


def test_truncating_leaves_out_the_first_and_the_last_group_of_ranks():
    z = np.arange(-9.5, 10)
    found = overdispersion(z, np.full(20, 0.1), "truncated", 0.1)
    # of 20 ranks times 10 over 21, rank 1 and 2 are in group 0, rank 19 and 20 in group 9
    assert found.kept == 16
    assert found.phi == pytest.approx(np.mean(z[2:-2] ** 2))


def test_units_without_a_score_are_left_out_and_of_chance_alone_tau2_is_nought():
    found = overdispersion(np.array([*[0.1] * 6, np.nan]), np.full(7, 0.1))
    assert (found.units, found.tau2, found.is_there) == (6, 0, False)


def test_below_five_units_phi_is_not_estimated():
    found = overdispersion(np.array([-9.0, 0, 3, 9]), np.full(4, 0.1))
    assert (found.phi, found.tau2, found.is_there) == (None, 0, False)


def test_no_unit_at_all_has_no_phi():
    assert overdispersion(np.array([-np.inf]), np.array([0.1])).phi is None


def test_a_unit_whose_value_has_no_logarithm_is_left_out_and_told():
    found = overdispersion(np.array([-np.inf, -1, 1, 2, -2, 0.5]), np.full(6, 0.1), "truncated")
    assert (found.without_scale, found.kept) == (1, 5)
    assert np.isfinite(found.phi)


@pytest.mark.parametrize("method", ["winsorised", "truncated"])
@pytest.mark.parametrize("is_corrected", [False, True])
def test_corrected_phi_of_chance_alone_is_one_and_the_published_is_smaller(method, is_corrected):
    z = np.random.default_rng(1).standard_normal(40_000)
    found = overdispersion(z, np.ones(40_000), method, correct_for_trimming=is_corrected)
    published = {"winsorised": 0.679, "truncated": 0.438}[method]
    assert found.phi == pytest.approx(1 if is_corrected else published, abs=0.02)


def test_nothing_is_corrected_where_nothing_is_trimmed():
    plain = overdispersion(Z, ERROR, "truncated", 0)
    assert plain.phi == np.mean(Z**2)
    assert overdispersion(Z, ERROR, trim=0, correct_for_trimming=True).phi == plain.phi


def simulated(tau, is_corrected, trim=0.1, repeats=150, units=60):
    """Return the mean tau2, and the share of units outside unadjusted and adjusted 95% limits."""
    generator = np.random.default_rng(7)
    scale, target = SCALES["arcsine"], 0.7
    people = np.exp(generator.normal(5.5, 0.5, (repeats, units))).round()
    angle = np.arcsin(np.sqrt(target)) + tau * generator.standard_normal((repeats, units))
    share = generator.binomial(people.astype(int), np.sin(angle) ** 2) / people
    error = scale.error(people)
    z = scale.transform(share, target) / error
    found = [
        overdispersion(
            *pair, trim=trim, correct_for_trimming=is_corrected, is_target_estimated=False
        )
        for pair in zip(z, error, strict=True)
    ]
    outside = []
    for row, size, each in zip(share, people, found, strict=True):
        for tau2 in (0.0, each.tau2 if each.is_there else 0.0):
            lower, upper = adjusted_limits(scale, target, size, tau2, 0.95)
            outside.append(np.mean((row < lower) | (row > upper)))
    unadjusted, adjusted = np.reshape(outside, (repeats, 2)).mean(axis=0)
    return float(np.mean([each.tau2 for each in found])), unadjusted, adjusted


def test_without_overdispersion_both_pairs_of_limits_keep_their_level():
    _, unadjusted, adjusted = simulated(0.0, is_corrected=True)
    assert unadjusted == pytest.approx(0.05, abs=0.01)
    assert 0.03 < adjusted < 0.055


def test_with_overdispersion_unadjusted_limits_fail_and_corrected_ones_hold():
    tau2, unadjusted, adjusted = simulated(0.06, is_corrected=True)
    assert unadjusted > 0.3
    assert adjusted == pytest.approx(0.05, abs=0.012)
    assert tau2 == pytest.approx(0.06**2, rel=0.08)


def test_without_trimming_tau2_is_recovered():
    tau2, _, adjusted = simulated(0.06, is_corrected=False, trim=0)
    assert tau2 == pytest.approx(0.06**2, rel=0.08)
    assert adjusted == pytest.approx(0.05, abs=0.012)


def test_the_published_phi_is_too_small_and_its_limits_name_more_than_they_say():
    tau2, unadjusted, adjusted = simulated(0.06, is_corrected=False)
    assert tau2 < 0.7 * 0.06**2
    assert 0.07 < adjusted < 0.15 < unadjusted
