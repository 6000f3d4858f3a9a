"""Periods as users write them: 2024-04, 2024-04-01, 2024-Q2 or 2024, by a KPI's frequency.

Quarters are of the calendar year: 2024-Q2 begins on 1 April 2024.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from evaluation.workspace.its_analysis import Frequency

FIRST_YEAR, LAST_YEAR = 1900, 2100  # beyond these a year is a slip of the keyboard
MONTHS_IN_QUARTER = 3

FORMS: dict[Frequency, str] = {
    "daily": "2024-04-01",
    "weekly": "2024-04-01, the first day of the week",
    "monthly": "2024-04 or 2024-04-01, the first day of the month",
    "quarterly": "2024-Q2 or 2024-04-01, the first day of a quarter of the calendar year",
    "annual": "2024 or 2024-04-01, the first day of the year",
}
PERIOD_NOUNS: dict[Frequency, str] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
}
_STEPS: dict[Frequency, pd.DateOffset] = {
    "daily": pd.DateOffset(days=1),
    "weekly": pd.DateOffset(weeks=1),
    "monthly": pd.DateOffset(months=1),
    "quarterly": pd.DateOffset(months=MONTHS_IN_QUARTER),
    "annual": pd.DateOffset(years=1),
}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})", re.ASCII)


def parse_day(text: str) -> dt.date | None:
    """Return the day written as YYYY-MM-DD, with or without a time of day, or None.

    Examples
    --------
    >>> parse_day("2024-04-01T09:30:00")
    datetime.date(2024, 4, 1)
    >>> parse_day("01/04/2024") is None
    True
    """
    match = _DAY.fullmatch(text)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None


def parse_period(text: str, frequency: Frequency) -> dt.date | None:
    """Return the first day of a period, or None where it is not one of that frequency.

    Parameters
    ----------
    text : str
        One of the forms in `FORMS`.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}

    Examples
    --------
    >>> parse_period("2024-Q2", "quarterly")
    datetime.date(2024, 4, 1)
    >>> parse_period("2024-04-15", "monthly") is None
    True
    """
    start = parse_day(text) or _short_form(text, frequency)
    if start is None:
        return None
    if frequency in ("monthly", "quarterly", "annual") and start.day != 1:
        return None
    if frequency == "quarterly" and start.month % MONTHS_IN_QUARTER != 1:
        return None
    return start


def period_grid(first: pd.Timestamp, last: pd.Timestamp, frequency: Frequency) -> pd.DatetimeIndex:
    """Return the starts of all periods from `first` to `last`.

    Examples
    --------
    >>> len(period_grid(pd.Timestamp("2024-04-01"), pd.Timestamp("2025-03-01"), "monthly"))
    12
    """
    return pd.date_range(first, last, freq=_STEPS[frequency], unit="ns")


def show_period(start: pd.Timestamp, frequency: Frequency) -> str:
    """Return a period as a user writes it.

    Examples
    --------
    >>> show_period(pd.Timestamp("2024-04-01"), "quarterly")
    '2024-Q2'
    """
    if frequency == "monthly":
        return start.strftime("%Y-%m")
    if frequency == "quarterly":
        return f"{start.year}-Q{start.quarter}"
    return start.strftime("%Y-%m-%d")


def _short_form(text: str, frequency: Frequency) -> dt.date | None:
    if frequency in ("monthly", "quarterly", "annual") and (match := _MONTH.fullmatch(text)):
        return _date(int(match[1]), int(match[2]), 1)
    if frequency == "quarterly" and (match := _QUARTER.fullmatch(text)):
        return _date(int(match[1]), MONTHS_IN_QUARTER * (int(match[2]) - 1) + 1, 1)
    if frequency == "annual" and (match := _YEAR.fullmatch(text)):
        return _date(int(match[1]), 1, 1)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
