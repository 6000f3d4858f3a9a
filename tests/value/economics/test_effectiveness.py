"""Cost per outcome: by hand, against Fieller's limits, and what must hold for all draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.value.economics import (
    QUADRANTS,
    Amount,
    acceptability,
    cost_effectiveness,
)
from evaluation.value.economics.effectiveness import EFFECT_UNCLEAR, LIMIT_OPEN, NO_EFFECT

DRAWS = 200_001
GRID = stats.norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
OTHER = np.random.default_rng(1).permutation(GRID)
MONEY = st.lists(st.floats(-1e5, 1e5), min_size=8, max_size=8)
GAINS = st.lists(st.floats(0.01, 100), min_size=8, max_size=8)


def normal(point, error, normal_scores):
    return Amount(point, point + error * normal_scores)


def fieller(cost, cost_error, effect, effect_error):
    """Return the roots R of (cost - R effect)^2 = z^2 (error_c^2 + R^2 error_e^2)."""
    z = stats.norm.ppf(0.975)
    roots = np.roots(
        [
            effect**2 - z**2 * effect_error**2,
            -2 * cost * effect,
            cost**2 - z**2 * cost_error**2,
        ]
    )
    return sorted(roots.real)


def test_a_unit_costs_the_additional_cost_over_the_additional_effect_by_hand():
    # 41 draws in steps of 10: the second of them is the percentile 2.5, the last but one 97.5.
    cost = Amount(1000.0, np.arange(800.0, 1201.0, 10.0))
    found = cost_effectiveness(cost, Amount(4.0, np.full(41, 4.0)))
    assert found.icer.value == 250
    assert found.icer.lower == pytest.approx(810 / 4)
    assert found.icer.upper == pytest.approx(1190 / 4)


@pytest.mark.parametrize(
    ("cost", "cost_error", "effect", "effect_error"),
    [(1000, 200, 10, 2), (1000, 200, 10, 4.5), (100, 200, 10, 2), (-500, 200, 10, 3)],
    ids=["clear", "skewed", "cost includes 0", "saves"],
)
def test_the_interval_is_that_of_fieller(cost, cost_error, effect, effect_error):
    found = cost_effectiveness(normal(cost, cost_error, GRID), normal(effect, effect_error, OTHER))
    lower, upper = fieller(cost, cost_error, effect, effect_error)
    width = upper - lower
    assert found.icer.lower == pytest.approx(lower, abs=0.02 * width)
    assert found.icer.upper == pytest.approx(upper, abs=0.02 * width)
    assert found.icer.lower < found.icer.value < found.icer.upper


def test_the_interval_includes_a_ratio_of_draws_that_move_together():
    found = cost_effectiveness(normal(1000, 100, GRID), normal(10, 1, GRID))
    assert (found.icer.value, found.icer.lower, found.icer.upper) == pytest.approx((100, 100, 100))


@pytest.mark.parametrize("cost", [1000, -1000])
def test_where_the_effect_may_be_none_there_is_no_ratio_but_a_reason(cost):
    found = cost_effectiveness(normal(cost, 50, GRID), normal(1, 1, OTHER))
    icer = found.icer
    assert (icer.value, icer.lower, icer.upper) == (None, None, None)
    assert icer.reason == EFFECT_UNCLEAR


@pytest.mark.parametrize("effect", [-10, -0.2, 0])
def test_without_a_gain_there_is_no_ratio_but_a_reason(effect):
    found = cost_effectiveness(normal(100, 5, GRID), normal(effect, 1, OTHER))
    assert found.icer.value is None
    assert found.icer.reason == NO_EFFECT


def test_a_limit_is_open_where_the_angle_reaches_past_the_axis_of_cost():
    # One draw of 40 has no gain; the percentile lies between it and one of hardly any gain.
    effect = np.array([-1.0, 0.1, *np.linspace(4, 6, 38)])
    cost = np.array([1.0, 1e6, *np.full(38, 100.0)])
    found = cost_effectiveness(Amount(100.0, cost), Amount(5.0, effect)).icer
    assert found.value == 20
    assert found.lower == pytest.approx(100 / 6, rel=0.05)
    assert found.upper is None
    assert found.reason == LIMIT_OPEN


def test_quadrants_by_hand():
    effect = Amount(1.0, np.array([1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 1.0, 1.0]))
    cost = Amount(1.0, np.array([-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0]))
    found = cost_effectiveness(cost, effect).quadrants
    assert found == {
        "dominant": 3 / 8,
        "trade-off": 3 / 8,
        "saves-for-less": 1 / 8,
        "dominated": 1 / 8,
    }


@given(MONEY, MONEY)
def test_each_draw_is_in_one_quadrant(costs, effects):
    found = cost_effectiveness(Amount(1.0, np.array(costs)), Amount(1.0, np.array(effects)))
    assert set(found.quadrants) == set(QUADRANTS)
    assert sum(found.quadrants.values()) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(MONEY, GAINS, st.floats(0.01, 100), st.floats(0.01, 100))
def test_other_units_of_cost_and_effect_change_the_ratio_by_their_own_ratio(
    costs, effects, money, unit
):
    cost, effect = np.array(costs), np.array(effects)
    found = cost_effectiveness(Amount(cost.mean(), cost), Amount(effect.mean(), effect)).icer
    other = cost_effectiveness(
        Amount(money * cost.mean(), money * cost), Amount(unit * effect.mean(), unit * effect)
    ).icer
    assert other.value == pytest.approx(found.value * money / unit, abs=1e-6)
    assert (other.reason, found.reason) == ("", "")
    assert found.lower <= found.upper


def test_net_benefit_acceptability_and_perfect_information_by_hand():
    # At 10 for a unit the net benefits are 3 and -1: a mean of 1, and 1.5 where the choice is free.
    found = cost_effectiveness(Amount(5.0, np.array([2.0, 6.0])), Amount(0.6, np.array([0.5, 0.5])))
    at = acceptability(found, [0.0, 10.0, 100.0])
    assert at.probability.tolist() == [0, 0.5, 1]
    assert at.frontier.tolist() == [1, 0.5, 1]  # at 0 it is no innovation that is better
    assert [item.value for item in at.net_benefit] == pytest.approx([-5, 1, 55])
    assert [item.mean for item in at.net_benefit] == pytest.approx([-4, 1, 46])
    assert at.perfect_information == pytest.approx([0, 0.5, 0])


def test_the_frontier_follows_the_mean_and_not_the_more_probable_choice():
    # The net benefit is above 0 in one draw of three, but so much that its mean is above 0 too.
    found = cost_effectiveness(Amount(0.0, np.array([-90.0, 10.0, 10.0])), Amount(1.0, np.ones(3)))
    at = acceptability(found, [0.0, 5.0])
    assert at.probability == pytest.approx([1 / 3, 1 / 3])
    assert at.frontier == pytest.approx([1 / 3, 1 / 3])


def test_the_net_benefit_is_nought_where_a_unit_is_paid_what_it_costs():
    found = cost_effectiveness(normal(1000, 200, GRID), normal(10, 2, OTHER))
    price = found.icer.value
    below, at, above = acceptability(found, [0.9 * price, price, 1.1 * price]).net_benefit
    assert at.value == pytest.approx(0, abs=1e-9)
    assert below.value < 0 < above.value


def test_the_probability_at_a_limit_of_the_ratio_is_its_tail():
    found = cost_effectiveness(normal(1000, 200, GRID), normal(10, 2, OTHER))
    at = acceptability(found, [found.icer.lower, found.icer.upper])
    assert at.probability == pytest.approx([0.025, 0.975], abs=2e-4)


@settings(max_examples=60, deadline=None)
@given(MONEY, GAINS, st.lists(st.floats(0, 1e5), min_size=2, max_size=6, unique=True))
def test_more_paid_for_a_gain_never_makes_it_less_acceptable(costs, effects, prices):
    cost, effect = Amount(1.0, np.array(costs)), Amount(1.0, np.array(effects))
    at = acceptability(cost_effectiveness(cost, effect), sorted(prices))
    assert (np.diff(at.probability) >= 0).all()
    assert (at.perfect_information >= -1e-9).all()
    assert ((at.frontier == at.probability) | (at.frontier == 1 - at.probability)).all()
