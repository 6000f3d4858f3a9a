"""Stopping, going on and spreading: by hand, and what must hold for all streams."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.value.economics import CHOICE_WORDS, Amount, FurtherSites, Stream, options

AMOUNTS = st.lists(st.floats(0, 1e5), min_size=3, max_size=3)


def known(value, draws=2):
    return Amount(value, np.full(draws, float(value)))


def value_of(found, choice):
    return next(option for option in found if option.choice == choice).value.value


@pytest.fixture
def streams(stream_of):
    return [
        stream_of("staff", "cost", [1000, 100, 100]),
        stream_of("beds", "benefit", [0, 500, 500]),
    ]


def test_only_what_is_still_to_come_counts_at_the_value_of_the_year_of_the_decision(streams):
    found = options(streams, 1)
    assert value_of(found, "continue") == pytest.approx(400 + 400 / 1.035)
    assert value_of(found, "stop") == 0
    assert [option.choice for option in found] == ["stop", "continue"]


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_was_spent_or_had_before_changes_nothing(cost, benefit):
    def stream(name, side, point):
        amounts = np.array(point)
        return Stream(name, side, amounts, np.stack([amounts] * 2), np.ones(3, dtype=bool))

    found = options(
        [stream("staff", "cost", [cost, 10.0, 10.0]), stream("b", "benefit", [benefit, 20, 20])], 1
    )
    assert value_of(found, "continue") == pytest.approx(10 + 10 / 1.035)


def test_stopping_has_a_cost_of_its_own(streams):
    assert value_of(options(streams, 1, stopping=known(50)), "stop") == -50


def test_the_value_of_spreading_by_hand(streams):
    # Each of 2 sites: 0.5 x (0.8 x 983.0918 - 196.6184) - 100 = 194.9275.
    further = FurtherSites(2, size=known(0.5), benefit=known(0.8), one_off=known(100))
    found = options(streams, 1, further=further)
    assert value_of(found, "spread") == pytest.approx(786.4734 + 2 * 194.9275, abs=1e-3)
    assert set(CHOICE_WORDS) == {option.choice for option in found}


def test_no_further_site_is_worth_as_much_as_going_on(streams):
    further = FurtherSites(0, size=known(0.5), benefit=known(0.8), one_off=known(100))
    found = options(streams, 1, further=further)
    assert value_of(found, "spread") == value_of(found, "continue")


def test_a_site_as_large_and_as_good_doubles_the_value_of_going_on(streams):
    further = FurtherSites(1, size=known(1), benefit=known(1), one_off=known(0))
    found = options(streams, 1, further=further)
    assert value_of(found, "spread") == pytest.approx(2 * value_of(found, "continue"))


def test_probability_and_expected_loss_by_hand(stream_of):
    # Going on is worth 100 in three draws of four and -500 in one: -50 on average.
    benefit = stream_of("beds", "benefit", [600.0], factors=[1, 1, 1, 0])
    cost = stream_of("staff", "cost", [500.0], factors=[1, 1, 1, 1])
    stop, going_on = options([benefit, cost], 0)
    assert going_on.value.value == pytest.approx(-50)
    assert going_on.probability_best == 0.75
    assert stop.probability_best == 0.25
    assert going_on.expected_loss == pytest.approx(500 / 4)
    assert stop.expected_loss == pytest.approx(100 * 3 / 4)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, AMOUNTS, st.floats(0, 1e4), st.integers(0, 2))
def test_the_choice_with_the_highest_mean_has_the_least_expected_loss(
    costs, benefits, stopping, year
):
    factors = np.array([0.2, 0.9, 1.0, 1.7])
    streams = [
        Stream(name, side, np.array(point), np.outer(spread, point), np.ones(3, dtype=bool))
        for name, side, point, spread in (
            ("staff", "cost", costs, np.ones(4)),
            ("beds", "benefit", benefits, factors),
        )
    ]
    found = options(streams, year, stopping=known(stopping, 4))
    best = max(found, key=lambda option: option.value.value)
    assert best.expected_loss <= min(option.expected_loss for option in found) + 1e-6
    assert all(option.expected_loss >= 0 for option in found)
    assert sum(option.probability_best for option in found) >= 1


def test_health_still_to_come_is_discounted_at_its_own_rate(stream_of):
    health = stream_of("health", "benefit", [0, 0, 100], health=True)
    assert value_of(options([health], 1), "continue") == pytest.approx(100 / 1.015)
    assert value_of(options([health], 1, scheme="nice"), "continue") == pytest.approx(100 / 1.035)


@pytest.mark.parametrize("year", [3, 4])
def test_a_decision_after_the_last_year_is_refused(streams, year):
    with pytest.raises(ValueError, match="no year is left to decide on"):
        options(streams, year)


def test_a_decision_about_nothing_is_refused():
    with pytest.raises(ValueError, match="no year is left to decide on"):
        options([], 0)
