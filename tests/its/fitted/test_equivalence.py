"""An interval against a region of unimportant effects: hand cases at the boundaries."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.fitted.equivalence import (
    Direction,
    Region,
    conclusion,
    equivalence,
    equivalence_level,
)

FIVE = Region(-5, 5)


@pytest.fixture
def found(hand_design: its.Design, hand_data: pd.DataFrame) -> its.Fit:
    return its.fit(hand_design, hand_data, its.Method("ols"))


@pytest.mark.parametrize(
    ("interval", "inner", "verdict"),
    [
        ((5.1, 9), (5.4, 8.7), "increased"),
        ((5, 9), (5.4, 8.7), "change not shown to be important"),
        ((-9, -5.1), (-8.7, -5.4), "decreased"),
        ((-9, -5), (-8.7, -5.4), "change not shown to be important"),
        ((-6, 6), (-4.9, 4.9), "no important change"),
        ((-6, 6), (-5, 4.9), "no clear change"),
        ((-6, 6), (-4.9, 5), "no clear change"),
        ((1, 4), (1.5, 3.5), "no important change"),
        ((0.1, 5.9), (0.5, 5.4), "change not shown to be important"),
        ((-5.9, -0.1), (-5.4, -0.5), "change not shown to be important"),
        ((0, 6), (0.5, 5.5), "no clear change"),
        ((-20, 20), (-15, 15), "no clear change"),
        ((math.nan, 1), (0, 1), "not estimable"),
        ((0, 1), (0, math.inf), "not estimable"),
    ],
)
def test_each_verdict_holds_up_to_its_boundary(
    interval: tuple[float, float], inner: tuple[float, float], verdict: str
) -> None:
    assert conclusion(FIVE, interval, inner) == verdict


@pytest.mark.parametrize(
    ("interval", "better", "verdict"),
    [
        ((6, 9), "increase", "improved"),
        ((6, 9), "decrease", "worsened"),
        ((-9, -6), "increase", "worsened"),
        ((-9, -6), "decrease", "improved"),
    ],
)
def test_an_important_change_is_judged_where_a_direction_is_better(
    interval: tuple[float, float], better: Direction, verdict: str
) -> None:
    assert conclusion(FIVE, interval, interval, better) == verdict


def test_the_interval_of_two_one_sided_tests_is_the_narrower_one(found: its.Fit) -> None:
    made = equivalence(found, Region(-50, 50))
    assert (made.verdict, made.level, made.equivalence_level) == ("no important change", 0.95, 0.9)
    assert made.lower < made.equivalence_lower < made.equivalence_upper < made.upper
    # estimate 10.0 fitted against 1 + 0.8 t: quantiles t(4) 2.776 and 2.132
    half, inner_half = made.upper - made.estimate, made.equivalence_upper - made.estimate
    assert half / inner_half == pytest.approx(2.7764451052 / 2.1318467863)
    assert (made.interruption, made.at, made.method) == ("law", dt.date(2008, 1, 1), "ols")


def test_the_two_one_sided_tests_reject_where_the_interval_is_inside(found: its.Fit) -> None:
    free = equivalence(found, Region(-50, 50))
    error = (free.upper - free.estimate) / 2.7764451051977987
    edge = free.estimate + 2.13184678632665 * error
    assert equivalence(found, Region(-50, edge * 1.0001)).verdict == "no important change"
    assert equivalence(found, Region(-50, edge * 0.9999)).verdict != "no important change"


def test_a_relative_region_is_compared_with_the_relative_effect(found: its.Fit) -> None:
    made = equivalence(found, Region(-0.05, 0.05, "relative"))
    effect = next(each for each in its.effects(found) if each.measure == "relative")
    assert (made.estimate, made.lower, made.upper) == (effect.estimate, effect.lower, effect.upper)


def test_an_earlier_date_may_be_asked_for(found: its.Fit) -> None:
    at = dt.date(2005, 1, 1)
    made = equivalence(found, Region(-50, 50), "law", at=at)
    assert made.at == at
    assert made.estimate == pytest.approx(its.effects(found, [at])[0].estimate)


def test_an_unknown_interruption_is_refused(found: its.Fit) -> None:
    with pytest.raises(InvalidInput, match="no effect of 'ban'"):
        equivalence(found, FIVE, "ban")


def test_without_a_relative_effect_nothing_is_concluded() -> None:
    time = pd.date_range("2003-01-01", periods=48, freq="MS")
    data = pd.DataFrame({"time": time, "falls": 20.0 - np.arange(48)})
    law = its.Interruption("law", dt.date(2005, 1, 1))
    fit = its.fit(its.Design("falls", "monthly", (law,)), data, its.Method("ols"))
    made = equivalence(fit, Region(-0.05, 0.05, "relative"))
    assert made.verdict == "not estimable"
    assert math.isnan(made.estimate)


def test_a_region_must_hold_zero_inside() -> None:
    for lower, upper in ((0, 5), (-5, 0), (1, 5)):
        with pytest.raises(InvalidInput, match="below 0 to above 0"):
            Region(lower, upper)


def test_a_relative_region_in_percent_is_refused_with_the_remedy() -> None:
    with pytest.raises(InvalidInput, match=r"write -0\.05 for 5% less"):
        Region(-5, 5, "relative")


def test_the_level_of_equivalence_follows_the_level() -> None:
    assert equivalence_level(0.99) == 0.98
