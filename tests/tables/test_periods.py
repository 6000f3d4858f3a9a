"""Periods have one form for each frequency, and a calendar."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.tables.dates import DateStyle, parse_day
from evaluation.tables.periods import (
    FORMS,
    PERIOD_NOUNS,
    parse_period,
    period_grid,
    show_period,
)


@pytest.mark.parametrize(
    ("text", "frequency", "start"),
    [
        ("2024-04", "monthly", "2024-04-01"),
        ("2024-04-01", "monthly", "2024-04-01"),
        ("2024-04-01 00:00", "monthly", "2024-04-01"),
        ("2024-Q1", "quarterly", "2024-01-01"),
        ("2024q4", "quarterly", "2024-10-01"),
        ("2024-07", "quarterly", "2024-07-01"),
        ("2024-07-01", "quarterly", "2024-07-01"),
        ("2024", "annual", "2024-01-01"),
        ("2024-04-01", "annual", "2024-04-01"),
        ("2024-04", "annual", "2024-04-01"),
        ("2024-04-03", "weekly", "2024-04-03"),
        ("2024-02-29", "daily", "2024-02-29"),
        ("Apr-24", "monthly", "2024-04-01"),
        ("april 2024", "monthly", "2024-04-01"),
        ("Sept 2024", "monthly", "2024-09-01"),
        ("01/04/2024", "monthly", "2024-04-01"),
        ("1-Apr-24", "monthly", "2024-04-01"),
        ("45383", "monthly", "2024-04-01"),
        ("2024/25 M01", "monthly", "2024-04-01"),
        ("M1 2024/25", "monthly", "2024-04-01"),
        ("2024-25 P12", "monthly", "2025-03-01"),
        ("24/25 M10", "monthly", "2025-01-01"),
        ("Jan 2024/25", "monthly", "2025-01-01"),
        ("1999/00 M10", "monthly", "2000-01-01"),
        ("2024/25 Q1", "quarterly", "2024-04-01"),
        ("Q4 2024/25", "quarterly", "2025-01-01"),
        ("2024/25-Q2", "quarterly", "2024-07-01"),
        ("2024/25", "annual", "2024-04-01"),
        ("FY24/25", "annual", "2024-04-01"),
        ("2024-25", "annual", "2024-04-01"),
        ("2024/2025", "annual", "2024-04-01"),
        ("2024-W14", "weekly", "2024-04-01"),
        ("w/c 01/04/2024", "weekly", "2024-04-01"),
        ("Monday 1 April 2024", "daily", "2024-04-01"),
        ("20240401", "daily", "2024-04-01"),
        ("202404", "monthly", "2024-04-01"),
        ("04/2024", "monthly", "2024-04-01"),
        ("4-2024", "monthly", "2024-04-01"),
    ],
)
def test_every_form_of_a_frequency(text: str, frequency, start: str) -> None:
    assert parse_period(text, frequency) == dt.date.fromisoformat(start)


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("2024", "monthly"),
        ("2024-Q1", "monthly"),
        ("2024-04-02", "monthly"),
        ("Apr", "monthly"),
        ("30/04/2024", "monthly"),
        ("2024/26 M01", "monthly"),
        ("2024/25 M13", "monthly"),
        ("2024/25", "monthly"),
        ("Q1 2024", "quarterly"),
        ("2024/25 Q5", "quarterly"),
        ("2023/25", "annual"),
        ("9999", "monthly"),
        ("12345", "monthly"),
        ("2024-W54", "weekly"),
        ("31/02/2024", "daily"),
        ("04/25/2024", "daily"),
        ("2024-13", "monthly"),
        ("0204-04", "monthly"),
        ("2204-04", "monthly"),
        ("202413", "monthly"),
        ("202404", "quarterly"),
        ("13/2024", "monthly"),
        ("04/24", "monthly"),
        ("2024-05", "quarterly"),
        ("2024-Q5", "quarterly"),
        ("2024", "quarterly"),
        ("2024-04-02", "annual"),
        ("2024-04", "weekly"),
        ("2024-02-30", "daily"),
        ("2024-4-1", "daily"),
        ("", "daily"),
        ("२०२४", "annual"),
    ],
)
def test_what_is_not_a_period_of_the_frequency(text: str, frequency) -> None:
    assert parse_period(text, frequency) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-04-01", dt.date(2024, 4, 1)),
        ("2024-04-01 23:59:59.5", dt.date(2024, 4, 1)),
        ("2024-04-01T09", None),
        ("45383", dt.date(2024, 4, 1)),
        ("45383.75", dt.date(2024, 4, 1)),
        ("99999", None),
        ("1/4/69", dt.date(2069, 4, 1)),
        ("1/4/70", dt.date(1970, 4, 1)),
        ("April 1, 2024", dt.date(2024, 4, 1)),
    ],
)
def test_a_day_may_have_a_time(text: str, day: dt.date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("first", "last", "frequency", "count"),
    [
        ("2024-01-29", "2024-02-12", "weekly", 3),
        ("2023-11-01", "2024-02-01", "monthly", 4),
        ("2023-10-01", "2024-07-01", "quarterly", 4),
        ("2020-04-01", "2024-04-01", "annual", 5),
        ("2024-02-28", "2024-03-01", "daily", 3),
    ],
)
def test_the_grid_holds_every_period(first: str, last: str, frequency, count: int) -> None:
    grid = period_grid(pd.Timestamp(first), pd.Timestamp(last), frequency)

    assert len(grid) == count
    assert grid[-1] == pd.Timestamp(last)


@pytest.mark.parametrize("frequency", FORMS)
def test_a_period_is_shown_as_it_may_be_written(frequency) -> None:
    start = pd.Timestamp("2024-04-01")

    assert parse_period(show_period(start, frequency), frequency) == start.date()
    assert PERIOD_NOUNS[frequency]


@pytest.mark.parametrize(
    ("text", "frequency", "start"),
    [
        ("30/04/2024", "monthly", "2024-04-01"),
        ("29/02/2024", "monthly", "2024-02-01"),
        ("30/06/2024", "quarterly", "2024-04-01"),
        ("31/03/2025", "annual", "2024-04-01"),
        ("31/12/2024", "annual", "2024-01-01"),
    ],
)
def test_a_last_day_stands_for_its_period_where_that_is_so(text: str, frequency, start) -> None:
    assert parse_period(text, frequency, by_last_day=True) == dt.date.fromisoformat(start)


@pytest.mark.parametrize("text", ["29/04/2024", "28/02/2024", "01/04/2024"])
def test_another_day_ends_no_period(text: str) -> None:
    assert parse_period(text, "monthly", by_last_day=True) is None


def test_serials_of_1904_are_four_years_and_a_day_later() -> None:
    assert parse_day("43921", DateStyle(is_1904=True)) == dt.date(2024, 4, 1)
