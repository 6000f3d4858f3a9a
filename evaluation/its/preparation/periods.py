"""Periods: what is written in a time column becomes calendar positions, and back.

All logic about weeks, months, quarters and years stands here. Dates and labels come in;
whole-numbered positions, first days and labels go out. A gap in the calendar counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Frequency

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

MONTHS_PER_PERIOD: dict[str, int] = {"monthly": 1, "quarterly": 3, "annual": 12}
DAYS_PER_PERIOD: dict[str, int] = {"daily": 1, "weekly": 7}
MONTHS_PER_YEAR = 12
MONTHS_PER_QUARTER = 3
DAYS_PER_YEAR = 365.25  # mean year of the Julian calendar
FINANCIAL_YEAR_MONTH = 4  # the NHS financial year starts on 1 April
EPOCH = dt.date(1970, 1, 1)
DAYS_DTYPE, DATE_DTYPE = "datetime64[D]", "datetime64[ns]"
DAY_OF_EPOCH = np.datetime64("1970-01-01", "D")
MONTH_OF_EPOCH = np.datetime64("1970-01", "M")

_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
_FINANCIAL = re.compile(r"(\d{4})/(\d{2})(?:[- ]?Q([1-4]))?", re.IGNORECASE)


@dataclass(frozen=True)
class Calendar:
    """The grid of periods on which a series lies.

    Parameters
    ----------
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    anchor : int
        Where the first period starts: days after 1 January 1970 for weeks, months after
        January 1970 for years, else 0.
    """

    frequency: Frequency
    anchor: int = 0

    def ordinals(self, dates: pd.DatetimeIndex) -> IntArray:
        """Return the number of the period that contains each date.

        Examples
        --------
        >>> Calendar("quarterly").ordinals(pd.DatetimeIndex(["2005-03-31", "2005-04-01"]))
        array([140, 141])
        """
        if self.frequency in MONTHS_PER_PERIOD:
            months = _months_since_epoch(dates) - self.anchor
            return months // MONTHS_PER_PERIOD[self.frequency]
        return (_days_since_epoch(dates) - self.anchor) // DAYS_PER_PERIOD[self.frequency]

    def ordinal(self, date: dt.date) -> int:
        """Return the number of the period that contains one date."""
        if self.frequency in MONTHS_PER_PERIOD:
            months = MONTHS_PER_YEAR * (date.year - EPOCH.year) + date.month - 1
            return (months - self.anchor) // MONTHS_PER_PERIOD[self.frequency]
        return (date.toordinal() - EPOCH.toordinal() - self.anchor) // DAYS_PER_PERIOD[
            self.frequency
        ]

    def starts(self, ordinals: IntArray) -> pd.DatetimeIndex:
        """Return the first day of each period."""
        if self.frequency in MONTHS_PER_PERIOD:
            months = ordinals * MONTHS_PER_PERIOD[self.frequency] + self.anchor
            return pd.DatetimeIndex((MONTH_OF_EPOCH + months).astype("datetime64[ns]"))
        days = ordinals * DAYS_PER_PERIOD[self.frequency] + self.anchor
        return pd.DatetimeIndex((DAY_OF_EPOCH + days).astype("datetime64[ns]"))

    def start(self, ordinal: int) -> dt.date:
        """Return the first day of one period."""
        if self.frequency in MONTHS_PER_PERIOD:
            months = ordinal * MONTHS_PER_PERIOD[self.frequency] + self.anchor
            years, month = divmod(months, MONTHS_PER_YEAR)
            return dt.date(EPOCH.year + years, month + 1, 1)
        return EPOCH + dt.timedelta(ordinal * DAYS_PER_PERIOD[self.frequency] + self.anchor)

    def end(self, ordinal: int) -> dt.date:
        """Return the last day of one period."""
        return self.start(ordinal + 1) - dt.timedelta(days=1)

    def edges(self, ordinals: IntArray) -> tuple[IntArray, IntArray]:
        """Return the first day of each period and of the next, in days after 1 January 1970."""
        return _days_since_epoch(self.starts(ordinals)), _days_since_epoch(
            self.starts(ordinals + 1)
        )

    def days(self, ordinals: IntArray) -> IntArray:
        """Return the number of days in each period."""
        first, following = self.edges(ordinals)
        return following - first


def calendar_of(dates: pd.DatetimeIndex, frequency: Frequency, name: str = "time") -> Calendar:
    """Return the calendar on which the dates of a series lie.

    Weeks start on the weekday that all dates share. Years start in the month whose first day
    all dates share, or after the month whose last day they share; otherwise in January.
    Quarters are those of the calendar, which are also those of the financial year.

    Parameters
    ----------
    dates : DatetimeIndex
        Date of each row.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    name : str
        Column, for messages.

    Raises
    ------
    InvalidInput
        If weekly dates fall on more than one weekday.

    Examples
    --------
    >>> years = calendar_of(pd.DatetimeIndex(["2023-04-01", "2024-04-01"]), "annual")
    >>> years.start(years.ordinal(dt.date(2024, 3, 31)))
    datetime.date(2023, 4, 1)
    """
    if frequency == "weekly":
        remainders = np.unique(_days_since_epoch(dates) % DAYS_PER_PERIOD["weekly"])
        if len(remainders) > 1:
            raise InvalidInput(
                f"Column '{name}': the weekly dates fall on {len(remainders)} different weekdays.",
                "Give every week by the same weekday.",
            )
        return Calendar(frequency, int(remainders[0]))
    if frequency == "annual":
        return Calendar(frequency, _first_month_of_year(dates) - 1)
    return Calendar(frequency)


def parse_periods(
    values: Iterable[Any], frequency: Frequency, name: str = "time"
) -> pd.DatetimeIndex:
    """Return the date of every row of a time column.

    Parameters
    ----------
    values : iterable
        Dates, ISO strings (`2005-01-31`), months (`2005-01`), quarters (`2005-Q1`), years
        (`2005`, as number or text) or financial years and quarters (`2005/06`, `2005/06-Q1`).
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period; a bare year is accepted for annual data only.
    name : str
        Column, for messages.

    Returns
    -------
    DatetimeIndex
        The first day of a labelled period, or the date as given; without time of day.

    Raises
    ------
    InvalidInput
        If a row has no readable period; names the column and counts rows.

    Examples
    --------
    >>> parse_periods(["2005-Q1", "2005/06-Q1"], "quarterly").strftime("%Y-%m-%d").tolist()
    ['2005-01-01', '2005-04-01']
    """
    given = values.to_numpy() if isinstance(values, pd.Series) else np.array([])
    if given.dtype.kind == "M" and not np.isnat(given).any():
        return pd.DatetimeIndex(given.astype(DAYS_DTYPE).astype(DATE_DTYPE))
    parsed = [_parse_period(value, frequency) for value in pd.Series(list(values), dtype="object")]
    unreadable = [row for row, date in enumerate(parsed, start=1) if date is None]
    if unreadable:
        raise InvalidInput(
            f"Column '{name}': {len(unreadable)} of {len(parsed)} rows have no readable period "
            f"for {frequency} data, the first in row {unreadable[0]}.",
            "Use ISO dates (2005-01-01), months (2005-01), quarters (2005-Q1) or, for annual "
            "data, years (2005).",
        )
    return pd.DatetimeIndex(np.array(parsed, dtype=DAYS_DTYPE).astype(DATE_DTYPE))


def financial_year(date: dt.date) -> str:
    """Return the NHS financial year of a date.

    Examples
    --------
    >>> financial_year(dt.date(2026, 3, 31))
    '2025/26'
    """
    first = date.year if date.month >= FINANCIAL_YEAR_MONTH else date.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def financial_quarter(date: dt.date) -> str:
    """Return the NHS financial quarter of a date.

    Examples
    --------
    >>> financial_quarter(dt.date(2026, 1, 1))
    '2025/26-Q4'
    """
    months = (date.month - FINANCIAL_YEAR_MONTH) % MONTHS_PER_YEAR
    return f"{financial_year(date)}-Q{months // MONTHS_PER_QUARTER + 1}"


def period_label(date: dt.date, frequency: Frequency, *, financial: bool = False) -> str:
    """Return what a reader calls the period that starts on `date`.

    Examples
    --------
    >>> period_label(dt.date(2005, 4, 1), "quarterly")
    '2005-Q2'
    >>> period_label(dt.date(2005, 4, 1), "annual", financial=True)
    '2005/06'
    """
    if frequency == "annual":
        is_financial = financial or date.month == FINANCIAL_YEAR_MONTH
        return financial_year(date) if is_financial else f"{date.year}"
    if frequency == "quarterly":
        quarter = (date.month - 1) // MONTHS_PER_QUARTER + 1
        return financial_quarter(date) if financial else f"{date.year}-Q{quarter}"
    return f"{date:%Y-%m}" if frequency == "monthly" else date.isoformat()


def periods_per_year(frequency: Frequency) -> float:
    """Return the number of periods in a year.

    Examples
    --------
    >>> periods_per_year("quarterly")
    4.0
    """
    if frequency in MONTHS_PER_PERIOD:
        return MONTHS_PER_YEAR / MONTHS_PER_PERIOD[frequency]
    return DAYS_PER_YEAR / DAYS_PER_PERIOD[frequency]


def _months_since_epoch(dates: pd.DatetimeIndex) -> IntArray:
    return dates.to_numpy().astype("datetime64[M]").astype(np.int64)


def _days_since_epoch(dates: pd.DatetimeIndex) -> IntArray:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _first_month_of_year(dates: pd.DatetimeIndex) -> int:
    months = set(dates.month)
    if len(months) == 1 and bool(dates.is_month_start.all()):
        return int(months.pop())
    if len(months) == 1 and bool(dates.is_month_end.all()):
        return int(months.pop()) % MONTHS_PER_YEAR + 1
    return 1


def _parse_period(value: object, frequency: Frequency) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, dt.date):
        return value
    text = _plain_text(value)
    try:
        if match := _YEAR.fullmatch(text):
            return dt.date(int(match[1]), 1, 1) if frequency == "annual" else None
        if match := _MONTH.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), 1)
        if match := _QUARTER.fullmatch(text):
            return dt.date(int(match[1]), MONTHS_PER_QUARTER * int(match[2]) - 2, 1)
        if match := _FINANCIAL.fullmatch(text):
            return _financial_start(int(match[1]), int(match[2]), int(match[3] or 1))
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _plain_text(value: object) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _financial_start(first: int, last: int, quarter: int) -> dt.date | None:
    if (first + 1) % 100 != last:
        return None
    months = FINANCIAL_YEAR_MONTH - 1 + MONTHS_PER_QUARTER * (quarter - 1)
    return dt.date(first + months // MONTHS_PER_YEAR, months % MONTHS_PER_YEAR + 1, 1)
