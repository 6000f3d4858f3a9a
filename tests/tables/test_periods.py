"""Periods have one form for each frequency, and a calendar."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.tables.periods import (
    FORMS,
    PERIOD_NOUNS,
    parse_day,
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
        ("Apr-24", "monthly"),
        ("01/04/2024", "monthly"),
        ("2024-13", "monthly"),
        ("0204-04", "monthly"),
        ("2204-04", "monthly"),
        ("202404", "monthly"),
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
        ("45383", None),
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
