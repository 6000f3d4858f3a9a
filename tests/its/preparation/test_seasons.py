"""Seasonal terms for daily, weekly, monthly and quarterly data, found again in made series."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.seasons import year_fraction

LAW = its.Interruption("law", dt.date(2004, 1, 1), slope=False)
STEP = -4.0


def fitted(time: pd.DatetimeIndex, season: np.ndarray, frequency: Any, **kind: Any) -> its.Fit:
    """Return the fit of 30 plus a season, with a step of -4 at the law."""
    after = time >= pd.Timestamp(LAW.date)
    data = pd.DataFrame({"time": time, "events": 30 + season + STEP * after})
    seasonality = its.Seasonality(**kind)
    design = its.Design("events", frequency, (LAW,), seasonality=seasonality)
    return its.fit(design, data, its.Method("ols"))


def estimates(found: its.Fit) -> dict[str, float]:
    return found.terms.set_index("term")["estimate"].to_dict()


def test_the_year_goes_by_in_equal_months_and_real_days() -> None:
    date = pd.DatetimeIndex(["2005-07-01"])
    assert year_fraction(date, "monthly")[0] == pytest.approx(7 / 12)
    assert year_fraction(date, "quarterly")[0] == pytest.approx(3 / 4)
    assert year_fraction(date, "daily")[0] == pytest.approx(182 / 365.25)


def test_days_of_the_week_are_told_from_monday() -> None:
    time = pd.date_range("2003-10-06", periods=180, freq="D")
    by_day = np.array([0.0, 1, 2, 3, 4, -5, -6])
    found = estimates(fitted(time, by_day[time.day_of_week], "daily", weekdays=True))
    assert [found[f"season:day-{number}"] for number in range(2, 8)] == pytest.approx(by_day[1:])
    assert found["level:law"] == pytest.approx(STEP)
    assert "season:day-1" not in found


def test_days_of_the_week_that_are_never_used_have_no_term() -> None:
    time = pd.bdate_range("2003-10-07", periods=150)
    found = fitted(time, np.zeros(150), "daily", weekdays=True)
    seasons = [term for term in found.matrix.terms if term.startswith("season")]
    assert seasons == [f"season:day-{number}" for number in range(2, 6)]


@pytest.mark.parametrize("other", [{"harmonics": 1}, {"months": True}])
def test_days_of_the_week_go_with_the_season_of_the_year(other: dict[str, Any]) -> None:
    time = pd.date_range("2002-01-01", periods=1200, freq="D")
    season = (
        3 * np.sin(2 * np.pi * time.day_of_year / 365.25)
        if "harmonics" in other
        else np.asarray(time.month, dtype=float)
    )
    found = estimates(
        fitted(time, season + (time.day_of_week == 6), "daily", weekdays=True, **other)
    )
    assert found["season:day-7"] == pytest.approx(1)
    assert found["level:law"] == pytest.approx(STEP)
    name, value = ("season:sin1", 3) if "harmonics" in other else ("season:month-12", 11)
    assert found[name] == pytest.approx(value)


def test_harmonics_of_weekly_data_follow_the_days_of_the_year_not_52_weeks() -> None:
    time = pd.date_range("1996-01-04", periods=620, freq="7D")  # 11.9 years: 52 weeks would drift
    year = 2 * np.pi * np.asarray(time.day_of_year) / 365.25
    season = 5 * np.sin(year) - 2 * np.cos(2 * year)
    found = estimates(fitted(time, season, "weekly", harmonics=2))
    assert found["season:sin1"] == pytest.approx(5)
    assert found["season:cos2"] == pytest.approx(-2)
    assert found["level:law"] == pytest.approx(STEP)


def test_weekly_data_may_have_26_harmonics_at_most() -> None:
    time = pd.date_range("2001-01-03", periods=200, freq="7D")
    assert "season:cos26" in fitted(time, np.zeros(200), "weekly", harmonics=26).matrix.terms
    with pytest.raises(InvalidInput, match="27 harmonics are too many for weekly data"):
        fitted(time, np.zeros(200), "weekly", harmonics=27)


@pytest.mark.parametrize(
    ("kind", "name"), [({"harmonics": 1}, "season:sin1"), ({"months": True}, "season:quarter-03")]
)
def test_quarters_have_harmonics_or_terms_of_their_own(kind: dict[str, Any], name: str) -> None:
    time = pd.date_range("2000-01-01", periods=32, freq="QS")
    season = (
        2 * np.sin(2 * np.pi * np.asarray(time.quarter) / 4)
        if "harmonics" in kind
        else 2.0 * (time.quarter == 3)
    )
    found = estimates(fitted(time, season, "quarterly", **kind))
    assert found[name] == pytest.approx(2)
    assert found["level:law"] == pytest.approx(STEP)


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly", "annual"])
def test_only_daily_data_have_days_of_the_week(frequency: Any) -> None:
    with pytest.raises(InvalidInput, match=r"no days of the week|no seasonality"):
        its.Design("events", frequency, (LAW,), seasonality=its.Seasonality(weekdays=True))


def test_weekdays_alone_are_a_season() -> None:
    assert its.Seasonality(weekdays=True).is_modelled
