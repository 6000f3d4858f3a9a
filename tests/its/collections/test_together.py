"""Variants of many fits, solved together, have the effects that each has alone."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.collections.together import measure_together
from evaluation.its.estimation import linear_together
from evaluation.its.fitted.line_contrast import Limits
from evaluation.its.robustness.plan import Plan, variants_of_many
from evaluation.its.variation.measured import measure_each

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")


def noisy(seed: int, level: float = 50.0) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=48)
    for row in range(1, 48):
        noise[row] += 0.4 * noise[row - 1]
    rate = level - 4.0 * (np.arange(48) >= 24) + noise
    return pd.DataFrame({"time": MONTHS, "rate": rate})


def design(**changes) -> its.Design:
    return its.Design("rate", "monthly", (LAW,), **changes)


def both(fits, plan: Plan | None = None):
    chosen = variants_of_many(fits, plan or Plan())
    return measure_together(fits, chosen), measure_each(fits, chosen)


def near(limits: Limits):
    """Within a hundred-thousandth, or a ten-thousandth of the width, as grids differ by that."""
    width = limits[2] - limits[1]
    room = 1e-4 * width if math.isfinite(width) else 0.0
    return pytest.approx(limits, rel=1e-5, abs=1e-6 + room, nan_ok=True)


def assert_same(together, alone) -> None:
    for mine, theirs in zip(together, alone, strict=True):
        for one, other in zip(mine, theirs, strict=True):
            assert one.note == other.note
            assert one.absolute == near(other.absolute)
            assert (one.relative is None) == (other.relative is None)
            if one.relative is not None:
                assert one.relative == near(other.relative)


@pytest.mark.parametrize("transform", ["none", "log", "log10"])
def test_effects_are_those_of_each_alone(transform) -> None:
    fits = [its.fit(design(transform=transform), noisy(seed)) for seed in (1, 2, 3)]
    assert_same(*both(fits))


def test_gaps_and_counterfactuals_that_are_not_above_zero_are_as_alone() -> None:
    gaps = [noisy(seed).drop(index=[4, 30]) for seed in (1, 2)]
    low = [noisy(seed, level=0.0) for seed in (3, 4)]
    fits = [its.fit(design(), data, its.Method("reml-ar1")) for data in (*gaps, *low)]
    together, alone = both(fits)
    assert any(each.relative is None for each in together[2])
    assert_same(together, alone)


def test_variants_without_a_problem_keep_their_note() -> None:
    fits = [its.fit(design(), noisy(seed).iloc[:34], its.Method("ols")) for seed in (1, 2)]
    together, alone = both(fits, Plan(dates=0, lags=False, seasonality=False, placebo=False))
    assert any(each.note for each in together[0])
    assert_same(together, alone)


def test_counts_and_methods_that_are_not_for_many_are_solved_one_by_one() -> None:
    plan = Plan(dates=1, lags=False, windows=False, seasonality=False, placebo=False)
    counted = noisy(1).assign(rate=lambda rows: rows["rate"].round())
    fits = [
        its.fit(design(family="quasi-poisson"), counted, its.Method("glm")),
        its.fit(design(), noisy(2), its.Method("ar-integrated", order=3)),
    ]
    assert_same(*both(fits, plan))


def test_a_series_without_errors_among_others_is_solved_alone() -> None:
    exact = noisy(1).assign(rate=np.where(np.arange(48) >= 24, 8.0, 10.0))
    fits = [its.fit(design(), data) for data in (noisy(2), exact, noisy(3))]
    together, alone = both(fits, Plan(lags=False, placebo=False))
    assert_same(together, alone)
    absolute = together[1][0].absolute
    assert absolute == pytest.approx((-2.0, -2.0, -2.0))


def test_a_control_is_shared_by_the_series_and_refused_by_arima() -> None:
    fits = []
    for seed in (1, 2):
        parts = (noisy(seed).assign(place="A"), noisy(seed + 7).assign(place="B"))
        control = its.Control("place", "A")
        fits.append(its.fit(design(control=control), pd.concat(parts)))
    together, alone = both(fits, Plan(placebo=False, dates=1))
    assert any("takes one series" in each.note for each in together[0])
    assert_same(together, alone)


def test_a_known_line_of_controls_is_part_of_each_series_predictor() -> None:
    fits = []
    for seed in (1, 2):
        parts = (noisy(seed).assign(place="A"), noisy(seed + 7, 20.0).assign(place="B"))
        control = its.Control("place", "A", kind="difference")
        fits.append(its.fit(design(control=control), pd.concat(parts)))
    assert_same(*both(fits, Plan(placebo=False, dates=1)))


def test_a_singular_model_of_many_is_tried_for_each(monkeypatch) -> None:
    def fail(*_):
        raise np.linalg.LinAlgError

    fits = [its.fit(design(), noisy(seed), its.Method("ols")) for seed in (1, 2)]
    monkeypatch.setitem(linear_together.TOGETHER, "newey-west", fail)
    assert_same(*both(fits, Plan(placebo=False, windows=False, seasonality=False)))


def test_what_is_refused_for_all_is_noted_for_each(monkeypatch) -> None:
    def refuse(*_):
        raise InvalidInput("No two periods follow each other.", "Use another method.")

    fits = [its.fit(design(), noisy(seed), its.Method("ols")) for seed in (1, 2)]
    monkeypatch.setitem(linear_together.TOGETHER, "prais-winsten", refuse)
    together, _ = both(fits, Plan(dates=0, lags=False, windows=False))
    for mine in together:
        notes = [each.note for each in mine if each.note]
        assert notes == ["No two periods follow each other."]


def test_a_series_whose_search_does_not_converge_says_so(monkeypatch) -> None:
    monkeypatch.setattr(linear_together, "PRAIS_ITERATIONS", 1)
    fits = [its.fit(design(), noisy(seed), its.Method("ols")) for seed in (1, 2)]
    plan = Plan(dates=0, lags=False, windows=False, seasonality=False, placebo=False)
    together, alone = both(fits, plan)
    assert_same(together, alone)  # its own search has its 100 steps
    assert not any(math.isnan(each.absolute[1]) for each in together[0])
