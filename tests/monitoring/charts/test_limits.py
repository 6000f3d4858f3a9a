"""Lines of each kind of chart: worked by hand, and on series whose process is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.monitoring.charts import Options, control_chart


def chart(values, **options):
    table = pd.DataFrame({"time": range(len(values)), "value": values})
    return control_chart(table, Options(minimum_points=0, **options))


def ratio(numerator, denominator, **options):
    table = pd.DataFrame(
        {"time": range(len(numerator)), "numerator": numerator, "denominator": denominator}
    )
    return control_chart(table, Options(minimum_points=0, **options))


def last_lines(found):
    return [found.points[name].iloc[-1] for name in ("centre", "lower", "upper")]


def test_xmr_limits_are_the_mean_and_266_mean_moving_ranges():
    # moving ranges 2, 1, 3: mean 2
    assert last_lines(chart([4.0, 6, 5, 8])) == pytest.approx([5.75, 5.75 - 5.32, 5.75 + 5.32])
    exact = chart([4.0, 6, 5, 8], sigma_constant="qicharts2")
    assert last_lines(exact)[2] == pytest.approx(5.75 + 6 / 1.128)


def test_the_near_lines_are_two_thirds_of_the_way_to_the_limits():
    last = chart([4.0, 6, 5, 8]).last
    assert last["near_upper"] - last["centre"] == pytest.approx(2 / 3 * 5.32)
    assert last["centre"] - last["near_lower"] == pytest.approx(2 / 3 * 5.32)


def test_a_large_moving_range_is_left_out_once_and_never_all_of_them():
    steps = [0.0, 1] * 5 + [50]  # moving ranges: nine of 1 and one of 49; 3.267 x 5.8 = 18.9
    screened, kept = chart(steps), chart(steps, screen_moving_ranges=False)
    mean = np.mean(steps)
    assert last_lines(screened)[2] == pytest.approx(mean + 2.66)
    assert last_lines(kept)[2] == pytest.approx(mean + 2.66 * 5.8)


@pytest.mark.parametrize("screened", [True, False])
@pytest.mark.parametrize("kind", ["xmr", "t", "c", "mr", "g", "run"])
def test_a_constant_series_has_limits_and_no_special_cause(kind, screened):
    found = chart([7.0] * 20, kind=kind, screen_moving_ranges=screened, improvement="increase")
    assert not found.points["special_cause"].any()
    assert found.variation == "common-cause"
    if kind not in ("run", "g", "c"):
        level = 0 if kind == "mr" else 7
        assert last_lines(found) == pytest.approx([level] * 3)


@pytest.mark.parametrize("kind", ["p", "p-prime"])
@pytest.mark.parametrize("met", [0, 40])
def test_nobody_or_everybody_every_month_has_limits_on_the_centre(kind, met):
    found = ratio([met] * 15, [40] * 15, kind=kind)
    assert last_lines(found) == [met / 40] * 3
    assert found.variation == "common-cause"


def test_a_constant_fraction_that_binary_numbers_cannot_hold_is_no_special_cause():
    assert not chart([0.1] * 24).points["special_cause"].any()
    assert not ratio([1, 2, 3] * 8, [10, 20, 30] * 8, kind="p-prime").points["special_cause"].any()


def test_p_limits_follow_the_denominators_and_stay_within_0_and_1():
    found = ratio([5, 45], [10, 90], kind="p")
    assert found.points["centre"].tolist() == [0.5, 0.5]
    assert found.points["upper"].tolist() == pytest.approx(
        [0.5 + 3 * np.sqrt(0.25 / 10), 0.5 + 3 * np.sqrt(0.25 / 90)]
    )
    assert ratio([9, 10], [10, 10], kind="p", multiplier=100).points["upper"].tolist() == [100] * 2


def test_c_limits_are_those_of_poisson_counts_and_not_below_nought():
    assert last_lines(chart([4, 4, 4, 4], kind="c")) == pytest.approx([4, 0, 10])
    assert last_lines(chart([40, 60], kind="c", multiplier=2)) == pytest.approx(
        [100, 2 * (50 - 3 * np.sqrt(50)), 2 * (50 + 3 * np.sqrt(50))]
    )


def test_g_limits_are_about_the_mean_and_the_centre_is_the_median():
    mean = 4.0
    lines = last_lines(chart([1, 2, 9], kind="g"))
    assert lines == pytest.approx([2, 0, mean + 3 * np.sqrt(mean * (mean + 1))])
    assert last_lines(chart([1, 2, 9], kind="g", multiplier=10)) == pytest.approx(
        [10 * line for line in lines]
    )


def test_t_limits_are_those_of_the_root_turned_back():
    values = np.array([2.0, 30, 7, 11, 4, 18])
    roots = values ** (1 / 3.6)
    spread = 3 / 1.128 * np.abs(np.diff(roots)).mean()
    assert last_lines(chart(values, kind="t")) == pytest.approx(
        [roots.mean() ** 3.6, max(roots.mean() - spread, 0) ** 3.6, (roots.mean() + spread) ** 3.6]
    )


def test_moving_ranges_begin_anew_with_each_segment():
    found = chart([1.0, 3, 10, 14], kind="mr", rebase=[2])
    np.testing.assert_array_equal(found.points["value"], [np.nan, 2, np.nan, 4])
    assert found.points["upper"].tolist() == pytest.approx([2 * 3.267] * 2 + [4 * 3.267] * 2)
    # two thirds of the way from the centre, where qicharts2 0.8.1 measures from nought
    assert found.points["near_upper"].iloc[-1] == pytest.approx(4 + 2 / 3 * 4 * 2.267)


def test_no_moving_range_is_taken_across_a_missing_value_but_across_an_excluded_one():
    with_gap = chart([1.0, np.nan, 9, 10])
    assert last_lines(with_gap)[2] == pytest.approx(20 / 3 + 2.66 * 1)
    without = chart([1.0, 500, 9, 10], exclude=[1], screen_moving_ranges=False)
    assert last_lines(without)[2] == pytest.approx(20 / 3 + 2.66 * (8 + 1) / 2)


def test_missing_counts_are_in_no_sum_and_never_nought():
    found = ratio([10, None, 30], [100, 100, None], kind="p")
    assert found.points["centre"].tolist() == [0.1] * 3
    assert found.points["value"].isna().tolist() == [False, True, True]
    assert ratio([0, 5], [0, 50], kind="u").points["value"].isna().tolist() == [True, False]


@pytest.mark.parametrize("kind", ["p", "u"])
def test_without_overdispersion_the_primed_chart_is_the_plain_one(kind):
    generator = np.random.default_rng(11)
    sizes = generator.integers(300, 500, 4000)
    events = generator.binomial(sizes, 0.1) if kind == "p" else generator.poisson(0.1 * sizes)
    plain = ratio(events, sizes, kind=kind)
    primed = ratio(events, sizes, kind=f"{kind}-prime", screen_moving_ranges=False)
    width = [found.points["upper"] - found.points["centre"] for found in (plain, primed)]
    assert (width[1] / width[0]).mean() == pytest.approx(1, abs=0.03)


def test_with_overdispersion_only_the_primed_chart_alarms_as_seldom_as_it_should():
    generator = np.random.default_rng(12)
    chance = np.clip(generator.normal(0.2, 0.02, 2000), 0, 1)
    events = generator.binomial(20_000, chance)
    shares = [
        ratio(events, np.full(2000, 20_000), kind=kind, rules=["beyond-limits"])
        .points["special_cause"]
        .mean()
        for kind in ("p", "p-prime")
    ]
    assert shares[0] > 0.3
    assert shares[1] < 0.01


def test_g_and_t_charts_seldom_alarm_on_events_that_come_by_chance():
    generator = np.random.default_rng(13)
    between = generator.geometric(0.05, 4000) - 1
    times = generator.exponential(12, 4000)
    for kind, values, most in (("g", between, 0.025), ("t", times, 0.01)):
        found = chart(values, kind=kind, rules=["beyond-limits"])
        assert 0 < found.points["special_cause"].mean() < most


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30),
    st.sampled_from(["xmr", "run", "mr"]),
    st.floats(0.1, 100),
)
def test_a_change_of_unit_changes_the_lines_and_nothing_else(values, kind, factor):
    plain, turned = chart(values, kind=kind), chart(values, kind=kind, multiplier=factor)
    for name in ("centre", "lower", "upper"):
        np.testing.assert_allclose(
            turned.points[name], factor * plain.points[name], rtol=1e-6, atol=1e-6
        )
