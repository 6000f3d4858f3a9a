"""The wording of each finding about a planned series, and no more than was found."""

import dataclasses

import numpy as np
import pytest

from evaluation.its.designs.method import Method
from evaluation.its.planning.needed import Needed
from evaluation.its.planning.pilot import Pilot
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors
from evaluation.its.planning.power import Power
from evaluation.its.planning.trials import Trial
from evaluation.present.power_words import bias_text, power_sentences

OLS = Method("ols")
PLAN = Plan(
    "monthly", (24,), (24,), (Change(level=2.0),), (GaussianErrors((0.4,)),), methods=(OLS,)
)
TRIAL = Trial(
    method=OLS,
    before=24,
    after=24,
    rho=0.4,
    spread=1.0,
    change=Change(level=2.0),
    effect=2.0,
    power=0.431,
    power_either_direction=0.431,
    type_one_error=0.051,
    coverage=0.949,
    bias=0.01,
    median_width=3.0,
    wide_width=4.0,
    detectable=2.87,
    without_interval=0.0,
    simulations=1000,
    nominal_error=0.05,
)


def changed(**values: object) -> Trial:
    return dataclasses.replace(TRIAL, **values)  # type: ignore[arg-type]


def test_a_length_is_told_with_its_power_error_and_smallest_effect() -> None:
    assert power_sentences(Power(PLAN, (TRIAL,), ()), "SD") == [
        "With 24 months before and 24 after and an autocorrelation of 0.4, a shift in level of "
        "2 SD is found in 43.1% of series (Monte Carlo error 1.6 points); the smallest shift in "
        "level that is found in 80% of them is 2.87 SD."
    ]


def test_without_a_smallest_effect_nothing_is_said_of_it() -> None:
    for unknown in (np.nan, np.inf):
        said = power_sentences(Power(PLAN, (changed(detectable=unknown),), ()), "SD")
        assert said[0].endswith("(Monte Carlo error 1.6 points).")


@pytest.mark.parametrize(
    ("measure", "words"),
    [("slope", "a change of trend of 2 a month"), ("end", "an effect of 2 in the last month")],
)
def test_each_measure_has_its_words(measure, words) -> None:
    plan = dataclasses.replace(PLAN, measure=measure, effects=(Change(1.0, 0.1),))
    assert words in power_sentences(Power(plan, (TRIAL,), ()), "")[0]


def test_power_that_is_not_honest_is_called_so_once_at_its_worst() -> None:
    newey = Method("newey-west", lags=3)
    plan = dataclasses.replace(PLAN, methods=(OLS, newey))
    bad = [changed(method=newey, type_one_error=error) for error in (0.12, 0.22)]
    said = power_sentences(Power(plan, (TRIAL, *bad), ()), "SD")
    assert len(said) == 2
    assert said[1] == (
        "The power of newey-west lags 3 is not honest: where there is no effect, 22.0% of its "
        "intervals exclude 0 (24 months before, 24 after, autocorrelation 0.4), where 5% are "
        "promised."
    )


@pytest.mark.parametrize(
    ("item", "ending"),
    [
        (
            Needed("after", changed(after=30, power=0.803), True, 60, 27, 34),
            "is found in 80% of series with 24 months before and 30 or more after (80.3%; with "
            "Monte Carlo error 27 to 34).",
        ),
        (
            Needed("balanced", changed(before=30, after=30, power=0.803), is_reached=True, most=60),
            "with 30 or more months on each side (80.3%; with Monte Carlo error 30 to over 60).",
        ),
        (
            Needed("after", changed(after=60, power=0.7), is_reached=False, most=60),
            "is not found in 80% of series with 24 months before, within 60 after: the most that "
            "was reached is 70.0% (Monte Carlo error 1.4 points).",
        ),
        (
            Needed("balanced", changed(after=60, power=0.7), is_reached=False, most=60),
            "within 60 months on each side: the most that was reached is 70.0% (Monte Carlo error "
            "1.4 points).",
        ),
        (
            Needed("after", changed(power=0.81, type_one_error=0.2), is_reached=True, most=60),
            "this is not honest power, its type I error there is 20.0%.",
        ),
    ],
    ids=["after", "balanced", "not after", "not balanced", "not honest"],
)
def test_a_length_needed_is_told_or_that_none_was_found(item, ending) -> None:
    said = power_sentences(Power(PLAN, (TRIAL,), (item,)), "SD")[-1]
    assert said.startswith("At an autocorrelation of 0.4, a shift in level of 2 SD is ")
    assert said.endswith(ending)


def test_at_the_end_a_longer_series_is_not_said_to_do_as_well() -> None:
    plan = dataclasses.replace(PLAN, measure="end")
    item = Needed("after", changed(after=30, power=0.803), is_reached=True, most=60)
    assert "30 after (80.3%; " in power_sentences(Power(plan, (TRIAL,), (item,)), "SD")[-1]


def test_a_pilot_is_told_with_how_unsure_it_is() -> None:
    pilot = Pilot(30, 0.35, -0.1, 0.581, 4.0, PLAN.errors)
    assert power_sentences(Power(PLAN, (TRIAL,), ()), "", pilot)[0] == (
        "The pilot series of 30 months has an autocorrelation of 0.35, with an 80% interval from "
        "−0.1 to 0.58: power is shown for all three."
    )


def test_a_pilot_of_counts_tells_counts_from_their_rates() -> None:
    errors = (CountErrors((0.4,), 50, 2),)
    plan = dataclasses.replace(PLAN, errors=errors, methods=(Method("glm"),))
    pilot = Pilot(30, 0.2, 0.1, 0.4, 50, errors)
    assert "of their rates" in power_sentences(Power(plan, (), ()), "%", pilot)[0]


def test_short_sides_and_missing_intervals_are_told() -> None:
    plan = dataclasses.replace(PLAN, before=(6,))
    trial = changed(before=6, without_interval=0.03)
    assert power_sentences(Power(plan, (trial,), ()), "SD")[1:] == [
        "A plan has fewer than 8 months on a side; 8 or more are advised.",
        "ols gives no interval for up to 3.0% of series; these count as not found and not covered.",
    ]


def test_a_bias_that_is_not_known_is_not_shown_as_a_number() -> None:
    assert bias_text(np.nan, 3.0) == bias_text(0.1, np.inf) == "not available"
