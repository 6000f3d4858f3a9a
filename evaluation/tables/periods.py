"""Periods as users write them, by a KPI's frequency: 2024-04, Apr-24, 2024/25 M01, 2024-Q2.

Quarters such as 2024-Q2 are of the calendar year and begin on 1 April 2024; with a financial year
before or after them they are of that year: 2024/25 Q1 begins on the same day. A financial year and
its first month, M01, begin on 1 April.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from evaluation.tables.dates import (
    MONTH_NAME,
    MONTH_NAMES,
    UNSAID,
    DateStyle,
    date_of,
    full_year,
    parse_day,
)
from evaluation.workspace.its_analysis import Frequency

MONTHS_IN_QUARTER = 3
MONTHS_IN_YEAR = 12
FIRST_MONTH_OF_FINANCIAL_YEAR = 4

FORMS: dict[Frequency, str] = {
    "daily": "2024-04-01",
    "weekly": "2024-04-01, the first day of the week",
    "monthly": "2024-04 or 2024-04-01, the first day of the month",
    "quarterly": "2024-Q2 or 2024-04-01, the first day of a quarter of the calendar year, "
    "or 2024/25 Q1 of the financial year",
    "annual": "2024, 2024/25 or 2024-04-01, the first day of the year",
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
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONTH_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[/-](?P<year>\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(rf"({MONTH_NAME})\.?[ '/-]*(\d{{4}}|\d{{2}})", re.ASCII | re.IGNORECASE)
_MONTH_NAMED_LAST = re.compile(rf"(\d{{4}})[ /-]*({MONTH_NAME})", re.ASCII | re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII | re.IGNORECASE)
_WEEK_COMMENCING = re.compile(r"w(?:/c|c|eek commencing)[ :.]*", re.IGNORECASE)

_SPAN = r"(?:FY ?)?(?P<first>\d{4}|\d{2})[/-](?P<last>\d{4}|\d{2})"
_FINANCIAL_YEAR = re.compile(_SPAN, re.ASCII | re.IGNORECASE)
_MONTH_NUMBER = r"(?:M|P|month |period )(?P<number>0?[1-9]|1[0-2])"
_QUARTER_NUMBER = r"(?:Q|QTR ?|quarter )(?P<number>[1-4])"


def _with_year(part: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a part of a financial year, before it and after it."""
    flags = re.ASCII | re.IGNORECASE
    after, before = rf"{_SPAN}[ :-]*{part}", rf"{part}[ :-]*{_SPAN}"
    return re.compile(after, flags), re.compile(before, flags)


_FINANCIAL_MONTH = (
    *_with_year(_MONTH_NUMBER),
    *_with_year(rf"(?P<name>{MONTH_NAME})"),
)
_FINANCIAL_QUARTER = _with_year(_QUARTER_NUMBER)


def parse_period(
    text: str, frequency: Frequency, style: DateStyle = UNSAID, *, by_last_day: bool = False
) -> dt.date | None:
    """Return the first day of a period, or None where it is not one of that frequency.

    Parameters
    ----------
    text : str
        One of the forms in `FORMS`, a day as `parse_day` reads it, a named month or a financial
        month, quarter or year.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
    style : DateStyle
    by_last_day : bool
        Whether days are the last ones of their periods.

    Examples
    --------
    >>> parse_period("2024-Q2", "quarterly"), parse_period("2024/25 Q1", "quarterly")
    (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1))
    >>> parse_period("Apr-24", "monthly"), parse_period("2024/25 M10", "monthly")
    (datetime.date(2024, 4, 1), datetime.date(2025, 1, 1))
    >>> parse_period("2024-04-15", "monthly") is None
    True
    """
    if frequency == "weekly":
        text = _WEEK_COMMENCING.sub("", text)
    day = parse_day(text, style)
    if day is not None and by_last_day:
        day = _first_day(day, frequency)
    start = day or _short_form(text, frequency)
    return start if start is not None and _is_start(start, frequency) else None


def is_period(text: str) -> bool:
    """Return whether a text is a day, a week, a month or a quarter.

    Examples
    --------
    >>> is_period("Apr 2024"), is_period("w/c 01/04/2024"), is_period("2024/25 Q1")
    (True, True, True)
    >>> is_period("Source: Trust")
    False
    """
    of_any: tuple[Frequency, ...] = ("weekly", "monthly", "quarterly")
    return any(parse_period(text, frequency) is not None for frequency in of_any)


def is_financial_year(text: str) -> bool:
    """Return whether a text is two years that follow each other, such as 2024/25 or 2024-25.

    Examples
    --------
    >>> is_financial_year("2024-25"), is_financial_year("2024-04"), is_financial_year("2003-04")
    (True, False, True)
    """
    return _span_start(_FINANCIAL_YEAR.fullmatch(text)) is not None


def parse_financial_year(text: str) -> dt.date | None:
    """Return the first day of a financial year, 1 April, or None."""
    year = _span_start(_FINANCIAL_YEAR.fullmatch(text))
    return None if year is None else date_of(year, FIRST_MONTH_OF_FINANCIAL_YEAR, 1)


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


def _is_start(day: dt.date, frequency: Frequency) -> bool:
    if frequency in ("daily", "weekly"):
        return True
    return day.day == 1 and (frequency != "quarterly" or day.month % MONTHS_IN_QUARTER == 1)


def _first_day(last: dt.date, frequency: Frequency) -> dt.date | None:
    """Return the first day of the period that ends with a day; None where none does."""
    months = {"monthly": 1, "quarterly": MONTHS_IN_QUARTER, "annual": MONTHS_IN_YEAR}
    following = last + dt.timedelta(days=1)
    if frequency not in months or following.day != 1:
        return None
    before = following.year * MONTHS_IN_YEAR + following.month - 1 - months[frequency]
    return date_of(before // MONTHS_IN_YEAR, before % MONTHS_IN_YEAR + 1, 1)


def _short_form(text: str, frequency: Frequency) -> dt.date | None:
    if frequency == "weekly":
        return _iso_week(text)
    if frequency == "daily":
        return None
    if match := _MONTH.fullmatch(text):
        found = date_of(int(match[1]), int(match[2]), 1)
        return found or (parse_financial_year(text) if frequency == "annual" else None)
    if match := _MONTH_NAMED.fullmatch(text):
        return date_of(full_year(match[2]), MONTH_NAMES[match[1].lower()], 1)
    if match := _MONTH_NAMED_LAST.fullmatch(text):
        return date_of(int(match[1]), MONTH_NAMES[match[2].lower()], 1)
    if frequency == "monthly":
        return _month_in_numbers(text) or _financial_part(text, _FINANCIAL_MONTH, 1)
    if frequency == "quarterly":
        if match := _QUARTER.fullmatch(text):
            return date_of(int(match[1]), MONTHS_IN_QUARTER * (int(match[2]) - 1) + 1, 1)
        return _financial_part(text, _FINANCIAL_QUARTER, MONTHS_IN_QUARTER)
    if match := _YEAR.fullmatch(text):
        return date_of(int(match[1]), 1, 1)
    return parse_financial_year(text)


def _month_in_numbers(text: str) -> dt.date | None:
    match = _MONTH_COMPACT.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    return date_of(int(match["year"]), int(match["month"]), 1) if match else None


def _iso_week(text: str) -> dt.date | None:
    match = _WEEK.fullmatch(text)
    try:
        return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None


def _financial_part(
    text: str, patterns: tuple[re.Pattern[str], ...], months: int
) -> dt.date | None:
    """Return the first day of a month or quarter of a financial year."""
    match = next((found for each in patterns if (found := each.fullmatch(text))), None)
    year = _span_start(match)
    if match is None or year is None:
        return None
    parts = match.groupdict()
    if name := parts.get("name"):
        month = MONTH_NAMES[name.lower()]
        return date_of(year + (month < FIRST_MONTH_OF_FINANCIAL_YEAR), month, 1)
    after = FIRST_MONTH_OF_FINANCIAL_YEAR - 1 + months * (int(parts["number"]) - 1)
    return date_of(year + after // MONTHS_IN_YEAR, after % MONTHS_IN_YEAR + 1, 1)


def _span_start(match: re.Match[str] | None) -> int | None:
    """Return the first of two years that follow each other; None of any others."""
    if match is None:
        return None
    first = full_year(match["first"])
    following = str(first + 1)
    return first if match["last"] in (following, following[2:]) else None
