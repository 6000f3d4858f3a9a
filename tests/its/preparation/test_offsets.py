"""Offsets multiply the denominator: per day, per unit of a column, and events stay events."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput

LAW = its.Interruption("law", dt.date(2005, 1, 1), slope=False)
TIME = pd.date_range("2003-01-01", periods=48, freq="MS")
DAYS = TIME.days_in_month.to_numpy(dtype=float)
STAFF = np.where(np.arange(48) % 3 == 0, 4.0, 5.0)
AFTER = np.arange(48) >= 24


def fitted(events: np.ndarray, method: str = "ols", **settings: Any) -> its.Fit:
    data = pd.DataFrame({"time": TIME, "events": events, "staff": STAFF, "beds": 10.0})
    return its.fit(its.Design("events", "monthly", (LAW,), **settings), data, its.Method(method))


def estimates(found: its.Fit) -> dict[str, float]:
    return found.terms.set_index("term")["estimate"].to_dict()


def by_measure(found: its.Fit) -> dict[str, float]:
    return {effect.measure: effect.estimate for effect in its.effects(found)}


def test_a_measured_outcome_is_divided_by_the_days_of_its_months() -> None:
    found = fitted((20.0 - 5 * AFTER) * DAYS, offsets=("days",))
    assert estimates(found)["intercept"] == pytest.approx(20)
    assert estimates(found)["level:law"] == pytest.approx(-5)


def test_cumulative_effects_stay_in_events_and_absolute_ones_are_per_day() -> None:
    effects = by_measure(fitted((20.0 - 5 * AFTER) * DAYS, offsets=("days",)))
    assert effects["absolute"] == pytest.approx(-5)
    assert effects["cumulative"] == pytest.approx(-5 * DAYS[24:].sum())


def test_a_log_transform_takes_the_same_division() -> None:
    found = fitted(20 * 0.5**AFTER * DAYS, offsets=("days",), transform="log")
    assert estimates(found)["level:law"] == pytest.approx(np.log(0.5))
    assert estimates(found)["intercept"] == pytest.approx(np.log(20))


@pytest.mark.parametrize("family", ["quasi-poisson", "negative-binomial"])
def test_counts_are_per_day_of_the_denominator(family: Any) -> None:
    events = np.round(3000 * 0.5**AFTER * DAYS)
    found = fitted(events, "glm", family=family, denominator="beds", offsets=("days",))
    assert np.exp(estimates(found)["intercept"]) == pytest.approx(300, rel=1e-4)
    assert by_measure(found)["relative"] == pytest.approx(-0.5, abs=1e-4)
    assert by_measure(found)["cumulative"] == pytest.approx(-events[24:].sum(), rel=1e-3)


def test_a_column_may_be_an_offset_beside_the_days() -> None:
    found = fitted((2.0 - AFTER) * DAYS * STAFF, offsets=("days", "staff"))
    assert estimates(found)["level:law"] == pytest.approx(-1)


def test_an_offset_equals_a_denominator_made_by_hand() -> None:
    noise = np.random.default_rng(5).normal(0, 3, 48)
    events = (20.0 - 5 * AFTER) * DAYS + noise
    data = pd.DataFrame({"time": TIME, "events": events, "length": DAYS})
    design = its.Design("events", "monthly", (LAW,), denominator="length")
    by_hand = its.fit(design, data, its.Method("reml-ar1"))
    found = fitted(events, "reml-ar1", offsets=("days",))
    pd.testing.assert_frame_equal(found.terms, by_hand.terms)


def test_rates_on_the_chart_are_per_day() -> None:
    lines = its.trajectory(fitted((20.0 - 5 * AFTER) * DAYS, offsets=("days",)))
    assert lines["observed"].tolist() == pytest.approx((20.0 - 5 * AFTER).tolist())
    assert lines["fitted"].tolist() == pytest.approx((20.0 - 5 * AFTER).tolist())


def test_a_row_without_an_offset_is_left_out_and_counted() -> None:
    data = pd.DataFrame(
        {"time": TIME, "events": DAYS, "staff": np.where(TIME.month == 2, np.nan, 1)}
    )
    found = its.fit(its.Design("events", "monthly", (LAW,), offsets=("staff",)), data)
    assert found.n == 44
    assert "Column 'staff': 4 rows without a value are left out." in found.warnings


def test_an_offset_must_be_above_zero() -> None:
    data = pd.DataFrame({"time": TIME, "events": DAYS, "staff": 0.0})
    with pytest.raises(InvalidInput, match="Column 'staff': 48 of 48 rows are zero or negative"):
        its.fit(its.Design("events", "monthly", (LAW,), offsets=("staff",)), data)


def test_a_misspelt_offset_is_refused_with_the_nearest_column() -> None:
    with pytest.raises(InvalidInput, match=r"no column 'staf'. Did you mean 'staff'"):
        fitted(DAYS, offsets=("staf",))


def test_a_column_of_other_days_is_not_mistaken_for_the_calendar() -> None:
    design = its.Design("events", "monthly", (LAW,), offsets=("days",))
    noise = np.random.default_rng(1).normal(0, 1, 48)
    data = pd.DataFrame({"time": TIME, "events": 10 * DAYS + noise, "days": DAYS})
    assert its.fit(design, data, its.Method("ols")).n == 48
    with pytest.raises(InvalidInput, match="Column 'days' does not hold the days of each period"):
        its.fit(design, data.assign(days=7.0))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"family": "quasi-binomial", "offsets": ("days",)}, "a proportion has no exposure"),
        ({"offsets": ("days", "days")}, "an offset twice, or is the denominator"),
        ({"offsets": ("beds",), "denominator": "beds"}, "an offset twice, or is the denominator"),
    ],
)
def test_offsets_that_make_no_sense_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        its.Design("events", "monthly", (LAW,), **changes)


def test_without_offsets_their_mean_is_one() -> None:
    data = pd.DataFrame({"time": TIME})
    assert its.mean_offset(its.Design("events", "monthly", (LAW,)), data) == 1.0
