"""Periods are read in every form people write them, and placed on the calendar."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.its.preparation.periods import (
    Calendar,
    calendar_of,
    financial_quarter,
    financial_year,
    parse_periods,
    period_label,
    periods_per_year,
)


@pytest.mark.parametrize(
    ("written", "frequency", "date"),
    [
        ("2005-01-31", "monthly", dt.date(2005, 1, 31)),
        (" 2005-02 ", "monthly", dt.date(2005, 2, 1)),
        ("2005-Q3", "quarterly", dt.date(2005, 7, 1)),
        ("2005 q4", "quarterly", dt.date(2005, 10, 1)),
        ("2025/26", "annual", dt.date(2025, 4, 1)),
        ("2025/26-Q4", "quarterly", dt.date(2026, 1, 1)),
        ("2005", "annual", dt.date(2005, 1, 1)),
        (2005, "annual", dt.date(2005, 1, 1)),
        (np.int64(2005), "annual", dt.date(2005, 1, 1)),
        (2005.0, "annual", dt.date(2005, 1, 1)),
        (dt.date(2005, 1, 3), "weekly", dt.date(2005, 1, 3)),
        (pd.Timestamp("2005-01-03 12:30"), "daily", dt.date(2005, 1, 3)),
        ("2005-01-03T12:30:00", "daily", dt.date(2005, 1, 3)),
    ],
)
def test_a_period_is_read(written: Any, frequency: Any, date: dt.date) -> None:
    assert parse_periods([written], frequency)[0].date() == date


@pytest.mark.parametrize(
    ("written", "frequency"),
    [
        ("soon", "monthly"),
        ("2005-13", "monthly"),
        ("2025/27", "annual"),
        (2005, "monthly"),
        (None, "annual"),
        (pd.NaT, "daily"),
        (float("nan"), "annual"),
    ],
)
def test_an_unreadable_period_is_refused_without_its_value(written: Any, frequency: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_periods(["2004-01-01", written], frequency, "month")
    assert "Column 'month': 1 of 2 rows" in refused.value.what
    assert "the first in row 2" in refused.value.what
    assert "soon" not in str(refused.value)


def test_a_datetime_column_is_taken_as_it_is() -> None:
    column = pd.Series(pd.to_datetime(["2005-01-01", "2005-02-01"]))
    assert list(parse_periods(column, "monthly")) == list(column)


@pytest.mark.parametrize(
    ("frequency", "dates", "steps"),
    [
        ("daily", ["2005-01-01", "2005-01-03"], 2),
        ("weekly", ["2005-01-03", "2005-01-17"], 2),
        ("monthly", ["2005-01-31", "2005-04-01"], 3),
        ("quarterly", ["2005-03-31", "2006-01-01"], 4),
        ("annual", ["2003-01-01", "2005-01-01"], 2),
    ],
)
def test_gaps_count_in_every_frequency(frequency: Any, dates: list[str], steps: int) -> None:
    index = pd.DatetimeIndex(dates)
    ordinals = calendar_of(index, frequency).ordinals(index)
    assert ordinals[1] - ordinals[0] == steps


def test_weeks_start_on_the_weekday_of_the_rows() -> None:
    fridays = pd.DatetimeIndex(["2020-01-03", "2020-01-10"])
    weeks = calendar_of(fridays, "weekly")
    assert weeks.start(weeks.ordinal(dt.date(2020, 1, 9))) == dt.date(2020, 1, 3)
    assert weeks.start(weeks.ordinal(dt.date(2020, 1, 10))) == dt.date(2020, 1, 10)


def test_weekly_dates_on_several_weekdays_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"Column 'week'.* 2 different weekdays"):
        calendar_of(pd.DatetimeIndex(["2020-01-03", "2020-01-11"]), "weekly", "week")


@pytest.mark.parametrize(
    ("dates", "first_day"),
    [
        (["2004-04-01", "2005-04-01"], dt.date(2004, 4, 1)),
        (["2004-03-31", "2005-03-31"], dt.date(2004, 4, 1)),
        (["2004-12-31", "2005-12-31"], dt.date(2005, 1, 1)),
        (["2004-06-15", "2005-06-15"], dt.date(2005, 1, 1)),
        (["2004-01-01", "2005-02-01"], dt.date(2005, 1, 1)),
    ],
)
def test_years_start_where_the_dates_say(dates: list[str], first_day: dt.date) -> None:
    years = calendar_of(pd.DatetimeIndex(dates), "annual")
    assert years.start(years.ordinal(dt.date(2005, 3, 1))) == first_day


def test_starts_undo_ordinals() -> None:
    for frequency in ("weekly", "daily"):
        calendar = Calendar(frequency, 3)  # type: ignore[arg-type]
        start = calendar.start(100)
        assert calendar.ordinal(start) == 100


@pytest.mark.parametrize(
    ("date", "year", "quarter"),
    [
        (dt.date(2025, 4, 1), "2025/26", "2025/26-Q1"),
        (dt.date(2025, 12, 31), "2025/26", "2025/26-Q3"),
        (dt.date(2026, 3, 31), "2025/26", "2025/26-Q4"),
        (dt.date(2099, 4, 1), "2099/00", "2099/00-Q1"),
    ],
)
def test_financial_labels(date: dt.date, year: str, quarter: str) -> None:
    assert financial_year(date) == year
    assert financial_quarter(date) == quarter


@pytest.mark.parametrize(
    ("frequency", "financial", "label"),
    [
        ("monthly", False, "2005-04"),
        ("quarterly", False, "2005-Q2"),
        ("quarterly", True, "2005/06-Q1"),
        ("annual", False, "2005/06"),
        ("weekly", False, "2005-04-01"),
    ],
)
def test_labels_of_periods(frequency: Any, financial: bool, label: str) -> None:
    assert period_label(dt.date(2005, 4, 1), frequency, financial=financial) == label


def test_a_calendar_year_is_labelled_by_its_number() -> None:
    assert period_label(dt.date(2005, 1, 1), "annual") == "2005"
    assert period_label(dt.date(2005, 1, 1), "annual", financial=True) == "2004/05"


@pytest.mark.parametrize(
    ("frequency", "count"), [("monthly", 12), ("annual", 1), ("daily", 365.25)]
)
def test_periods_in_a_year(frequency: Any, count: float) -> None:
    assert periods_per_year(frequency) == pytest.approx(count)


@pytest.mark.parametrize(
    ("calendar", "days"),
    [
        (Calendar("daily"), [1, 1]),
        (Calendar("weekly", 3), [7, 7]),
        (Calendar("monthly"), [29, 30]),
        (Calendar("quarterly"), [91, 91]),
        (Calendar("annual", 3), [366, 365]),
    ],
)
def test_periods_have_their_days(calendar: Calendar, days: list[int]) -> None:
    dates = pd.DatetimeIndex(["2004-02-29", "2004-04-01"])
    assert calendar.days(calendar.ordinals(dates)).tolist() == days


@pytest.mark.parametrize("frequency", ["daily", "weekly", "monthly", "quarterly", "annual"])
@pytest.mark.parametrize("date", [dt.date(1969, 12, 31), dt.date(2004, 2, 29), dt.date(2030, 7, 9)])
def test_one_date_has_the_period_that_many_have(frequency: Any, date: dt.date) -> None:
    calendar = Calendar(frequency, 2)
    ordinal = calendar.ordinal(date)
    assert [ordinal] == calendar.ordinals(pd.DatetimeIndex([date])).tolist()
    assert calendar.start(ordinal) <= date <= calendar.end(ordinal)
    assert pd.Timestamp(calendar.start(ordinal)) == calendar.starts(np.array([ordinal]))[0]
