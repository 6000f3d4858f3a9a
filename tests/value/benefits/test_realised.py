"""The share of a benefit that has been realised, case by case."""

import datetime as dt

import numpy as np
import pytest

from evaluation.value.benefits import realised
from tests.value.making import benefit, kpi, level

ON = dt.date(2026, 3, 31)


def made(of=None, estimates=(), indicator="falls", seed=1, draws=4000):
    return realised(
        of or benefit(),
        list(estimates),
        kpi() if indicator == "falls" else indicator,
        project="a",
        on=ON,
        provenance="synthetic",
        seed=seed,
        draws=draws,
    )


def pair(before, after, half_width=0.5):
    return level("baseline", before, half_width), level("after", after, half_width)


@pytest.mark.parametrize(
    ("after", "state", "share"),
    [
        (15.0, "partly", 50),
        (20.1, "none", -1),
        (25.0, "worsened", -50),
        (9.8, "reached", 102),
        (5.0, "exceeded", 150),
    ],
)
def test_a_share_is_what_came_of_what_was_planned(after, state, share):
    # from 20% to a target of 10%
    found = made(estimates=pair(20.0, after))
    assert found.state == state
    assert found.share.value == pytest.approx(share)
    assert found.share.lower < found.share.value < found.share.upper
    assert (found.share.unit, found.share.measure) == ("%", "share realised")
    assert found.share.provenance == "measured"
    assert "seed 1" in found.share.method


def test_the_interval_agrees_with_that_of_a_difference_where_the_baseline_is_sure():
    # the baseline hardly varies, so the share's interval is the actual's, linearly turned
    found = made(estimates=(level("baseline", 20.0, 1e-6), level("after", 15.0, 1.0)), draws=40_000)
    assert (found.share.lower, found.share.upper) == pytest.approx((40, 60), abs=0.5)


def test_the_interval_of_the_share_covers_the_truth_as_often_as_it_says():
    generator = np.random.default_rng(20261126)
    z, true_share, hits, runs = 1.959964, 50.0, 0, 400
    for seed in range(runs):
        before, after = generator.normal([20.0, 15.0], [0.8, 0.8])
        found = made(estimates=pair(before, after, 0.8 * z), seed=seed, draws=1000)
        hits += found.share.lower <= true_share <= found.share.upper
    assert 0.92 <= hits / runs <= 0.98


@pytest.mark.parametrize(
    ("changes", "estimates", "state"),
    [
        ({}, (), "no baseline"),
        ({}, (level("baseline", 20.0),), "not yet measured"),
        ({"target": 20.0}, pair(20.0, 15.0), "target equals baseline"),
        ({"target": 20.3}, pair(20.0, 15.0), "better before"),
        ({"target": 19.8}, pair(20.0, 15.0), "baseline unclear"),
        ({"target": 19.45}, pair(20.0, 15.0), "baseline unclear"),
        ({}, (level("baseline", 20.0), level("after", None)), "suppressed"),
        ({}, (level("baseline", 20.0, None), level("after", 15.0)), "not estimable"),
    ],
)
def test_a_share_that_would_mislead_is_not_given(changes, estimates, state):
    found = made(benefit(**changes), estimates)
    assert (found.state, found.share) == (state, None)


def test_without_a_target_there_is_no_share():
    assert made(estimates=pair(20.0, 15.0), indicator=kpi(target=None)).state == "no target"


def test_the_share_of_a_harm_is_how_much_of_what_was_expected_came():
    harm = benefit(target=30.0, **{"class": "dis-benefit"})
    found = made(harm, pair(20.0, 24.0))
    assert found.is_harm
    assert found.share.value == pytest.approx(40)


def test_a_harm_does_not_take_the_indicators_target_which_is_a_good():
    assert made(benefit(**{"class": "dis-benefit"}), pair(20.0, 24.0)).state == "no target"


READINGS = {
    "kpi": None,
    "measure": "Calls",
    "unit": "calls",
    "baseline": {"value": 40.0, "date": dt.date(2024, 3, 31)},
    "target": 20.0,
    "actuals": [
        {"value": 10.0, "date": dt.date(2026, 6, 30)},
        {"value": 30.0, "date": dt.date(2025, 9, 30)},
        {"value": 35.0, "date": dt.date(2025, 3, 31)},
    ],
}


def test_of_readings_the_latest_on_the_day_counts_and_there_is_no_interval():
    found = made(benefit(**READINGS), indicator=None)
    assert (found.state, found.share.value) == ("partly", 50)
    assert (found.share.lower, found.share.upper) == (None, None)
    assert (found.actual.value, found.actual.period) == (30, "2025-09-30")
    assert found.share.provenance == "synthetic"


@pytest.mark.parametrize(
    ("actual", "state"),
    [(20.0, "reached"), (19.0, "exceeded"), (40.0, "none"), (41.0, "worsened")],
)
def test_single_readings_are_judged_by_their_points(actual, state):
    actuals = [{"value": actual, "date": dt.date(2025, 9, 30)}]
    assert made(benefit(**{**READINGS, "actuals": actuals}), indicator=None).state == state


def test_readings_of_later_days_are_not_yet_measured():
    later = {**READINGS, "actuals": READINGS["actuals"][:1]}
    assert made(benefit(**later), indicator=None).state == "not yet measured"


@pytest.mark.parametrize(
    ("due", "is_due"), [(None, None), (dt.date(2026, 3, 31), True), (dt.date(2026, 4, 1), False)]
)
def test_whether_a_target_is_due_is_said_beside_its_share(due, is_due):
    found = made(benefit(target_date=due), pair(20.0, 15.0))
    assert found.is_due is is_due
    assert found.share is not None
