"""Unadjusted limits: by hand, by the tests they invert, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.intervals import wilson
from evaluation.monitoring.funnels import unadjusted_limits

SIZES = st.integers(1, 2000)
TARGETS = st.floats(0.01, 0.99)
LEVELS = st.sampled_from([0.95, 0.998])


@settings(max_examples=60, deadline=None)
@given(SIZES, TARGETS, LEVELS)
def test_a_count_beyond_a_binomial_limit_is_rarer_than_its_tail(people, target, level):
    limits = unadjusted_limits("proportion", "exact", target, [float(people)], level)
    count = np.arange(people + 1)
    tail = (1 - level) / 2
    is_rare = stats.binom.sf(count - 1, people, target) < tail * (1 - 1e-9)
    assert ((count / people > limits.upper[0] + 1e-12) >= is_rare).all()
    is_common = stats.binom.sf(count - 1, people, target) > tail * (1 + 1e-9)
    assert not ((count / people > limits.upper[0] + 1e-12) & is_common).any()
    is_low = stats.binom.cdf(count, people, target) > tail * (1 + 1e-9)
    assert not ((count / people < limits.lower[0] - 1e-12) & is_low).any()


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 500), LEVELS)
def test_a_count_beyond_a_poisson_limit_is_rarer_than_its_tail(expected, level):
    limits = unadjusted_limits("ratio", "exact", 1.0, [expected], level)
    count = np.arange(int(3 * expected) + 20)
    tail = (1 - level) / 2
    is_high = count / expected > limits.upper[0] * (1 + 1e-9)
    is_low = count / expected < limits.lower[0] * (1 - 1e-9)
    assert (stats.poisson.sf(count[is_high] - 1, expected) < tail).all()
    assert (stats.poisson.cdf(count[is_low], expected) < tail).all()
    assert (stats.poisson.sf(count[~is_high] - 1, expected) > tail * (1 - 1e-6)).all()


@settings(max_examples=40, deadline=None)
@given(SIZES, TARGETS, LEVELS)
def test_the_wilson_limit_of_a_limit_is_the_target(people, target, level):
    limits = unadjusted_limits("proportion", "wilson", target, [float(people)], level)
    lower, upper = float(limits.lower[0]), float(limits.upper[0])
    if lower > 0:
        assert wilson(lower * people, people, level).upper == pytest.approx(target, abs=1e-9)
    if upper < 1:
        assert wilson(upper * people, people, level).lower == pytest.approx(target, abs=1e-9)


def test_one_event_where_hardly_any_is_expected_is_beyond_the_limit():
    limits = unadjusted_limits("rate", "exact", 0.001, [10.0], 0.95)
    assert limits.upper[0] < 1 / 10


def test_limits_about_the_expected_alarm_too_often_below_and_exact_ones_do_not():
    """Of a unit with ten expected events 4.8 is the limit below, which 2.9% fall under at 2.5%."""
    about = unadjusted_limits("ratio", "about-expected", 1.0, [10.0], 0.95)
    exact = unadjusted_limits("ratio", "exact", 1.0, [10.0], 0.95)
    assert stats.poisson.cdf(np.ceil(10 * about.lower[0]) - 1, 10) > 0.025
    assert stats.poisson.cdf(np.ceil(10 * exact.lower[0]) - 1, 10) < 0.025


def test_nothing_below_nought_is_needed_where_nought_is_common():
    limits = unadjusted_limits("ratio", "exact", 1.0, [1.0], 0.95)
    assert limits.lower.tolist() == [0]


@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
def test_a_unit_without_a_denominator_has_no_limits(kind):
    limits = unadjusted_limits(kind, "exact", 0.5, [0.0, np.nan, 10.0], 0.95)
    assert np.isnan(limits.lower).tolist() == [True, True, False]
    assert np.isnan(limits.upper).tolist() == [True, True, False]


@pytest.mark.parametrize("target", [0, 1])
def test_where_all_or_none_are_met_the_exact_limits_lie_there(target):
    limits = unadjusted_limits("proportion", "exact", target, [20.0], 0.95)
    assert (limits.lower.tolist(), limits.upper.tolist()) == ([target], [target])


def test_limits_of_a_rate_are_missing_nowhere_and_nought_where_nothing_is_expected():
    limits = unadjusted_limits("rate", "about-expected", 0.0, [10.0], 0.95)
    assert (limits.lower.tolist(), limits.upper.tolist()) == ([0], [0])
