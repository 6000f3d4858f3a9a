"""Intervals: published tables, other software, properties and coverage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson_2indep

from evaluation.intervals import (
    Interval,
    byar_rate,
    mean_interval,
    mover_difference,
    newcombe_difference,
    rate_difference,
    rate_ratio,
    risk_ratio,
    welch_difference,
    wilson,
)

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "nhs"

levels = st.floats(0.5, 0.999)


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 5_000))
    return draw(st.integers(0, total)), total


def case(name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    folder = CASES / name
    if not folder.is_dir():
        pytest.skip("the reference cases are not beside the checkout")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return pd.read_csv(folder / "data.csv"), expected


@pytest.mark.reference
def test_wilson_equals_newcombe_table_one_and_r() -> None:
    data, expected = case("newcombe1998_single_proportion")
    limits = wilson(data["x"], data["n"])
    computed = pd.DataFrame(expected["computed"]["wilson"])
    np.testing.assert_allclose(limits.lower, computed["lower"], atol=1e-8)
    np.testing.assert_allclose(limits.upper, computed["upper"], atol=1e-8)
    published = pd.DataFrame(expected["published_table_I"])
    printed = wilson(published["x"], published["n"])
    np.testing.assert_allclose(printed.lower, published["wilson_lower"], atol=6e-5)
    np.testing.assert_allclose(printed.upper, published["wilson_upper"], atol=6e-5)


@pytest.mark.reference
def test_wilson_equals_phe_indicator_methods_at_both_levels() -> None:
    data, expected = case("phe_wilson_counts")
    for level, rows in data.groupby("confidence"):
        limits = wilson(rows["x"], rows["n"], float(level))
        np.testing.assert_allclose(limits.lower, np.take(expected["lower"], rows.index), rtol=1e-9)
        np.testing.assert_allclose(limits.upper, np.take(expected["upper"], rows.index), rtol=1e-9)


@pytest.mark.reference
def test_newcombe_equals_table_two_and_r() -> None:
    data, expected = case("newcombe1998_difference")
    limits = newcombe_difference(data["x1"], data["n1"], data["x2"], data["n2"])
    computed = pd.DataFrame(expected["newcombe_method10"])
    np.testing.assert_allclose(limits.lower, computed["lower"], atol=1e-8)
    np.testing.assert_allclose(limits.upper, computed["upper"], atol=1e-8)
    published = pd.DataFrame(expected["published_table_II"])
    count = len(published)
    np.testing.assert_allclose(limits.lower[:count], published["m10_lower"], atol=6e-5)
    np.testing.assert_allclose(limits.upper[:count], published["m10_upper"], atol=6e-5)


@pytest.mark.reference
@pytest.mark.parametrize(("level", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_byar_rate_equals_phe_rate_where_both_counts_are_known(level: float, suffix: str) -> None:
    data, expected = case("phe_rate")
    compared = 0
    for multiplier, rows in expected["by_multiplier"].items():
        mine = data[data["multiplier"] == float(multiplier)]
        limits = byar_rate(mine["Numerator"], mine["Denominator"], level)
        theirs = pd.DataFrame(rows)
        for limit, side in zip(limits, ("lower", "upper"), strict=True):
            reference = theirs[f"{side}{suffix}"].astype("float64")
            np.testing.assert_allclose(float(multiplier) * limit, reference, rtol=1e-9)
            compared += int(reference.notna().sum())
    assert compared == 2 * 17


def test_published_tables_hold_without_the_reference_folder() -> None:
    lower, upper = newcombe_difference(
        [56, 9, 0, 10], [70, 10, 10, 10], [48, 3, 0, 0], [80, 10, 20, 20]
    )
    assert np.round(lower, 4).tolist() == [0.0524, 0.1705, -0.1611, 0.6791]
    assert np.round(upper, 4).tolist() == [0.3339, 0.8090, 0.2775, 1.0]


@settings(deadline=None)
@given(proportions(), levels)
def test_wilson_holds_the_proportion_and_stays_between_nought_and_one(
    counts: tuple[int, int], level: float
) -> None:
    met, total = counts
    lower, upper = wilson(met, total, level)
    assert 0 <= lower <= met / total + 1e-12
    assert met / total - 1e-12 <= upper <= 1


@settings(deadline=None)
@given(proportions(), levels)
def test_wilson_of_the_complement_is_the_mirror_image(
    counts: tuple[int, int], level: float
) -> None:
    met, total = counts
    lower, upper = wilson(met, total, level)
    mirror = wilson(total - met, total, level)
    np.testing.assert_allclose([lower, upper], [1 - mirror.upper, 1 - mirror.lower], atol=1e-9)


@settings(deadline=None)
@given(proportions(), st.integers(2, 50))
def test_wilson_narrows_as_the_sample_grows(counts: tuple[int, int], times: int) -> None:
    met, total = counts
    small, large = wilson(met, total), wilson(met * times, total * times)
    assert large.upper - large.lower < small.upper - small.lower


@settings(deadline=None)
@given(proportions(), proportions(), levels)
def test_newcombe_turns_over_when_the_groups_change_places(
    first: tuple[int, int], second: tuple[int, int], level: float
) -> None:
    lower, upper = newcombe_difference(*first, *second, level)
    turned = newcombe_difference(*second, *first, level)
    difference = first[0] / first[1] - second[0] / second[1]
    assert -1 - 1e-12 <= lower <= difference + 1e-12
    assert difference - 1e-12 <= upper <= 1 + 1e-12
    np.testing.assert_allclose([lower, upper], [-turned.upper, -turned.lower], atol=1e-9)


@settings(deadline=None)
@given(proportions(), proportions())
def test_newcombe_equals_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    np.testing.assert_allclose(newcombe_difference(*first, *second), theirs, atol=1e-9)


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0.5, 10_000), levels)
def test_byar_rate_holds_the_rate_and_is_never_negative(
    events: int, exposure: float, level: float
) -> None:
    lower, upper = byar_rate(events, exposure, level)
    assert 0 <= lower <= events / exposure <= upper


def test_exact_limits_change_to_byar_at_ten_events() -> None:
    nine, ten = byar_rate(9, 1), byar_rate(10, 1)
    np.testing.assert_allclose(nine, [4.115373, 17.084803], atol=1e-6)
    np.testing.assert_allclose(ten, [4.787, 18.3915], atol=1e-3)


def test_no_events_give_a_lower_limit_of_nought_and_the_rule_of_three() -> None:
    lower, upper = byar_rate(0, 100, 0.9)
    assert lower == 0
    assert upper == pytest.approx(-np.log(0.05) / 100)


def test_rate_difference_joins_the_limits_of_both_rates() -> None:
    one, two = byar_rate(30, 100), byar_rate(20, 100)
    lower, upper = rate_difference(30, 100, 20, 100)
    assert lower == pytest.approx(0.1 - np.hypot(0.3 - one.lower, two.upper - 0.2))
    assert upper == pytest.approx(0.1 + np.hypot(one.upper - 0.3, 0.2 - two.lower))


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.floats(1, 1_000), st.floats(1, 1_000))
def test_rate_ratio_equals_the_score_interval_of_statsmodels(
    one: int, two: int, time_one: float, time_two: float
) -> None:
    theirs = confint_poisson_2indep(one, time_one, two, time_two, method="score", compare="ratio")
    np.testing.assert_allclose(
        rate_ratio(one, time_one, two, time_two), theirs, rtol=1e-4, atol=1e-7
    )


def test_rate_ratio_without_events_has_no_upper_limit_or_none_at_all() -> None:
    assert np.isposinf(rate_ratio(5, 100, 0, 100).upper)
    assert np.isnan(rate_ratio(0, 100, 0, 100).lower)


def test_risk_ratio_equals_a_hand_worked_katz_interval() -> None:
    error = np.sqrt(1 / 24 - 1 / 73 + 1 / 53 - 1 / 65)
    expected = (24 / 73) / (53 / 65) * np.exp(np.array([-1, 1]) * 1.959963984540054 * error)
    np.testing.assert_allclose(risk_ratio(24, 73, 53, 65), expected)


def test_risk_ratio_does_not_exist_where_a_count_is_nought() -> None:
    lower, upper = risk_ratio([0, 5, 5], [10, 10, 10], [5, 0, 5], [10, 10, 10])
    assert np.isnan(lower).tolist() == [True, True, False]
    assert np.isnan(upper).tolist() == [True, True, False]


def test_mean_interval_is_students() -> None:
    lower, upper = mean_interval([4, 6, 8])
    margin = 4.302652729749464 * 2 / np.sqrt(3)
    assert (lower, upper) == (pytest.approx(6 - margin), pytest.approx(6 + margin))


def test_one_value_has_no_interval() -> None:
    assert np.isnan(mean_interval([4.0])).all()
    assert np.isnan(welch_difference([4.0], [1.0, 2.0])).all()


def test_welch_difference_equals_scipy() -> None:
    first, second = [4.0, 6.0, 8.0, 11.0], [1.0, 2.0, 3.0]
    test = stats.ttest_ind(first, second, equal_var=False)
    theirs = test.confidence_interval(0.9)
    np.testing.assert_allclose(
        welch_difference(first, second, 0.9), [theirs.low, theirs.high], rtol=1e-9
    )


def test_series_that_do_not_vary_differ_by_a_point() -> None:
    assert welch_difference([5, 5], [3, 3, 3]) == Interval(2.0, 2.0)


def test_mover_of_points_is_a_point() -> None:
    point = mover_difference(3.0, Interval(3.0, 3.0), 1.0, Interval(1.0, 1.0))
    assert point == Interval(2.0, 2.0)


def test_suppressed_counts_and_empty_denominators_give_missing_limits() -> None:
    met = pd.Series([5, None, 0], dtype="Int64")
    total = pd.Series([10, 10, 0], dtype="Int64")
    assert np.isnan(wilson(met, total).lower).tolist() == [False, True, True]
    assert np.isnan(byar_rate(met, total).upper).tolist() == [False, True, True]
    assert np.isnan(newcombe_difference(met, total, 5, 10).lower).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("met", "total", "level"), [(11, 10, 0.95), (-1, 10, 0.95), (5, 10, 0.0), (5, 10, 95)]
)
def test_impossible_counts_and_levels_are_refused(met: int, total: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"greater|negative|between"):
        wilson(met, total, level)


def test_coverage_is_near_nominal() -> None:
    generator = np.random.default_rng(20240401)
    repeats, total = 20_000, 60
    first, second = (generator.binomial(total, chance, repeats) for chance in (0.8, 0.6))
    one = wilson(first, total)
    assert np.mean((one.lower <= 0.8) & (one.upper >= 0.8)) == pytest.approx(0.95, abs=0.015)
    both = newcombe_difference(first, total, second, total)
    assert np.mean((both.lower <= 0.2) & (both.upper >= 0.2)) == pytest.approx(0.95, abs=0.012)
    events, fewer = generator.poisson(24, repeats), generator.poisson(12, repeats)
    rates = rate_difference(events, 1, fewer, 1)
    assert np.mean((rates.lower <= 12) & (rates.upper >= 12)) == pytest.approx(0.95, abs=0.012)
    ratio = rate_ratio(events, 1, fewer, 1)
    assert np.mean((ratio.lower <= 2) & (ratio.upper >= 2)) == pytest.approx(0.95, abs=0.012)
