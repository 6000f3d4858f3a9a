"""Net value, ratios and payback: by hand, and what must hold for all streams."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluation.value.economics import Amount, Stream, appraise, quantity
from evaluation.value.economics.appraisal import COSTS_NEAR_NOUGHT, NEVER, NO_COSTS, ratio

YEARS = 4
DRAWS = 5
AMOUNTS = st.lists(st.floats(1, 1e6), min_size=YEARS, max_size=YEARS)
FACTORS = st.lists(st.floats(0.1, 3), min_size=DRAWS, max_size=DRAWS)
SCHEMES = st.sampled_from(["green-book", "nice"])


def streams_of(costs, cost_factors, benefits, benefit_factors, *, health=False):
    measured = np.ones(YEARS, dtype=bool)
    return [
        Stream(name, side, np.array(point), np.outer(factors, point), measured, health=is_health)
        for name, side, point, factors, is_health in (
            ("staff", "cost", costs, cost_factors, False),
            ("beds", "benefit", benefits, benefit_factors, health),
        )
    ]


def numbers_of(found):
    return [found.value, found.lower, found.upper]


@pytest.fixture
def worked(stream_of):
    """Costs of 1,000 and 200, benefits of 800 in years 1 and 2.

    Costs 1,000 + 200 / 1.035 = 1,193.2367; benefits 800 / 1.035 + 800 / 1.071225 = 1,519.7554.
    """
    return [
        stream_of("staff", "cost", [1000, 200, 0]),
        stream_of("beds", "benefit", [0, 800, 800]),
    ]


def test_present_values_and_ratios_by_hand(worked):
    found = appraise(worked)
    assert found.costs.point == pytest.approx(1193.2367, abs=1e-4)
    assert found.benefits.point == pytest.approx(1519.7554, abs=1e-4)
    assert found.npsv.value == pytest.approx(326.5187, abs=1e-4)
    assert found.bcr.value == pytest.approx(1.273641, abs=1e-6)
    assert found.roi.value == pytest.approx(0.273641, abs=1e-6)


def test_payback_is_interpolated_in_the_discounted_net_value_by_hand(worked):
    # -1,000 after the first year, -420.2899 after the second; the third brings 746.8086.
    found = appraise(worked)
    cumulative = [item.value for item in found.cumulative]
    assert cumulative == pytest.approx([-1000, -420.2899, 326.5187], abs=1e-4)
    assert found.payback.value == pytest.approx(2 + 420.2899 / 746.8086, abs=1e-6)


def test_health_counts_for_more_in_later_years_than_money_by_hand(stream_of):
    health = stream_of("health", "benefit", [0, 100], health=True)
    found = appraise([stream_of("staff", "cost", [0, 100]), health])
    assert found.benefits.point == pytest.approx(98.522167)
    assert found.costs.point == pytest.approx(96.618357)
    reference_case = appraise([stream_of("staff", "cost", [0, 100]), health], "nice")
    assert reference_case.npsv.value == pytest.approx(0, abs=1e-12)


def test_the_interval_is_made_of_percentiles_of_draws_by_hand(stream_of):
    factors = np.arange(101) / 100  # benefits from 0 to 1,000 in even steps
    benefit = stream_of("beds", "benefit", [1000.0], factors=factors)
    cost = stream_of("staff", "cost", [400.0], factors=np.ones(101))
    found = appraise([benefit, cost], level=0.9)
    assert numbers_of(found.npsv) == pytest.approx([600, -350, 550])
    assert found.npsv.mean == pytest.approx(100)
    assert numbers_of(found.bcr) == pytest.approx([2.5, 0.125, 2.375])
    assert found.share_above == pytest.approx(60 / 101)
    assert found.level == 0.9


def test_a_dis_benefit_is_taken_from_benefits_not_added_to_costs(stream_of):
    found = appraise(
        [
            stream_of("staff", "cost", [100.0]),
            stream_of("beds", "benefit", [300.0]),
            stream_of("repeated tests", "benefit", [-50.0]),
        ]
    )
    assert (found.costs.point, found.benefits.point) == (100, 250)
    assert found.bcr.value == 2.5


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS, SCHEMES, st.floats(0.01, 100))
def test_prices_of_another_year_scale_money_and_leave_ratios_and_payback(
    costs, cost_factors, benefits, benefit_factors, scheme, index
):
    found = appraise(streams_of(costs, cost_factors, benefits, benefit_factors), scheme)
    scaled = [index * np.array(amounts) for amounts in (costs, benefits)]
    other = appraise(streams_of(scaled[0], cost_factors, scaled[1], benefit_factors), scheme)
    most = index * (sum(costs) + sum(benefits))
    expected = [index * number for number in numbers_of(found.npsv)]
    assert numbers_of(other.npsv) == pytest.approx(expected, abs=1e-9 * most)
    assert numbers_of(other.bcr) == pytest.approx(numbers_of(found.bcr))
    if found.npsv.value is not None and abs(found.npsv.value) * index > 1e-9 * most:
        assert (other.payback.value is None) == (found.payback.value is None)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS, SCHEMES)
def test_swapped_sides_change_the_sign_of_the_net_value_and_turn_its_limits(
    costs, cost_factors, benefits, benefit_factors, scheme
):
    found = appraise(streams_of(costs, cost_factors, benefits, benefit_factors), scheme)
    swapped = appraise(streams_of(benefits, benefit_factors, costs, cost_factors), scheme)
    turned = [swapped.npsv.value, swapped.npsv.upper, swapped.npsv.lower]
    most = sum(costs) + sum(benefits)
    assert numbers_of(found.npsv) == pytest.approx([-x for x in turned], abs=1e-9 * most)
    assert found.bcr.value == pytest.approx(1 / swapped.bcr.value)


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS, st.booleans())
def test_the_ratio_is_above_one_where_the_net_value_is_above_nought(
    costs, cost_factors, benefits, benefit_factors, health
):
    streams = streams_of(costs, cost_factors, benefits, benefit_factors, health=health)
    found = appraise(streams)
    for net, ratio_, cost in (
        (found.npsv.value, found.bcr.value, found.costs.point),
        (found.npsv.lower, found.bcr.lower, None),
        (found.npsv.upper, found.bcr.upper, None),
    ):
        if cost is not None:
            assume(abs(net) > 1e-6 * cost)
            assert (ratio_ > 1) == (net > 0)
            assert found.roi.value == pytest.approx(ratio_ - 1, abs=1e-9)
    above = found.benefits.draws / found.costs.draws > 1
    assert found.share_above == pytest.approx(above.mean(), abs=1 / DRAWS)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS)
def test_the_order_of_streams_and_a_stream_split_in_two_change_nothing(
    costs, cost_factors, benefits, benefit_factors
):
    cost, benefit = streams_of(costs, cost_factors, benefits, benefit_factors)
    half = streams_of(costs, cost_factors, np.array(benefits) / 2, benefit_factors)[1]
    most = sum(costs) + sum(benefits)
    first = numbers_of(appraise([cost, benefit]).npsv)
    for other in ([benefit, cost], [half, cost, half]):
        assert numbers_of(appraise(other).npsv) == pytest.approx(first, abs=1e-9 * most)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, FACTORS, AMOUNTS, FACTORS)
def test_the_last_cumulative_value_is_the_net_value_and_at_payback_it_is_nought(
    costs, cost_factors, benefits, benefit_factors
):
    found = appraise(streams_of(costs, cost_factors, benefits, benefit_factors))
    most = sum(costs) + sum(benefits)
    last = numbers_of(found.cumulative[-1])
    assert last == pytest.approx(numbers_of(found.npsv), abs=1e-9 * most)
    assume(abs(found.npsv.value) > 1e-9 * most)
    if found.npsv.value < 0:
        assert found.payback.value is None
        assert found.payback.reason == NEVER
    else:
        ends = [0.0, *(item.value for item in found.cumulative)]
        at = np.interp(found.payback.value, np.arange(len(ends)), ends)
        assert at == pytest.approx(0, abs=1e-6 * most)


def test_without_costs_there_is_no_ratio_and_the_reason_is_given(stream_of):
    found = appraise([stream_of("beds", "benefit", [100.0])])
    assert found.bcr.reason == NO_COSTS
    assert numbers_of(found.bcr) == numbers_of(found.roi) == [None, None, None]
    assert found.npsv.value == 100
    assert found.payback.value == 0


def test_costs_that_are_not_above_nought_in_some_draw_have_no_ratio(stream_of):
    cost = stream_of("staff", "cost", [100.0], factors=(1.0, 0.0))
    found = appraise([cost, stream_of("beds", "benefit", [100.0])])
    assert found.bcr.reason == COSTS_NEAR_NOUGHT
    assert found.bcr.value is None


def test_without_benefits_the_costs_are_the_loss_and_never_come_back(stream_of):
    found = appraise([stream_of("staff", "cost", [100.0, 100.0])])
    assert found.npsv.value == pytest.approx(-100 - 100 / 1.035)
    assert found.bcr.value == 0
    assert found.roi.value == -1
    assert (found.payback.value, found.payback.lower, found.payback.upper) == (None, None, None)
    assert found.share_repaid == 0


def test_payback_counts_only_when_the_net_value_stays_above_nought(stream_of):
    # 100, then -100 (a new machine), then +50: covered at first, but for good only in the third.
    found = appraise(
        [
            stream_of("machine", "cost", [0.0, 207.0, 0.0]),
            stream_of("beds", "benefit", [100.0, 0.0, 200 * 1.035**2]),
        ]
    )
    assert [item.value for item in found.cumulative] == pytest.approx([100, -100, 100])
    assert found.payback.value == pytest.approx(2.5)


def test_payback_has_an_open_end_where_some_draws_never_repay(stream_of):
    factors = [0.5] * 10 + [1.0] * 90
    benefit = stream_of("beds", "benefit", [0.0, 2070.0], factors=factors)
    cost = stream_of("staff", "cost", [1500.0, 0.0], factors=np.ones(100))
    found = appraise([benefit, cost])
    assert found.share_repaid == pytest.approx(0.9)
    assert found.payback.value == pytest.approx(1.75)
    assert found.payback.lower == pytest.approx(1.75)
    assert found.payback.upper is None
    assert found.payback.reason == ""


@pytest.mark.parametrize(("never", "upper"), [(2, 1.75), (3, None)])
def test_the_limit_of_payback_is_open_where_more_draws_than_its_tail_never_repay(
    stream_of, never, upper
):
    factors = [0.5] * never + [1.0] * (100 - never)
    benefit = stream_of("beds", "benefit", [0.0, 2070.0], factors=factors)
    cost = stream_of("staff", "cost", [1500.0, 0.0], factors=np.ones(100))
    found = appraise([benefit, cost]).payback.upper
    assert found == (upper if upper is None else pytest.approx(upper))


@pytest.mark.parametrize(("benefits", "years"), [([100.0], 0), ([0.0, 103.5], 2)])
def test_costs_are_covered_where_the_net_value_comes_to_exactly_nought(stream_of, benefits, years):
    costs = [100.0, *[0.0] * (len(benefits) - 1)]
    found = appraise([stream_of("staff", "cost", costs), stream_of("beds", "benefit", benefits)])
    assert found.npsv.value == pytest.approx(0, abs=1e-9)
    assert found.payback.value == pytest.approx(years)
    assert found.share_repaid == 1


def test_draws_that_do_repay_count_where_the_point_value_does_not(stream_of):
    benefit = stream_of("beds", "benefit", [1000.0], factors=[0.5, 1.2, 1.4, 1.6])
    cost = stream_of("staff", "cost", [1100.0], factors=np.ones(4))
    found = appraise([benefit, cost])
    assert found.payback.value is None
    assert found.payback.reason == NEVER
    assert found.share_repaid == 0.75


def test_nothing_to_appraise_is_refused():
    with pytest.raises(ValueError, match="needs at least one stream"):
        appraise([])


def test_a_ratio_and_a_quantity_of_amounts_by_hand():
    over, under = Amount(6.0, np.array([2.0, 4.0, 9.0])), Amount(3.0, np.array([1.0, 2.0, 3.0]))
    assert numbers_of(ratio(over, under, 0.5)) == pytest.approx([2, 2, 2.5])
    assert numbers_of(quantity(over, 0.5)) == pytest.approx([6, 3, 6.5])
