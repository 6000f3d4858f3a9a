"""Days as NHS extracts write them: 2024-04-01, 01/04/2024, 1-Apr-24, 1 April 2024 or 45383.

A day of numbers alone is read day first unless the order is given. Two-digit years from 00 to 69
are of this century. A whole number of five digits is Excel's count of days.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from evaluation.workspace.table_reading import DateOrder

FIRST_YEAR, LAST_YEAR = 1900, 2100  # beyond these a year is a slip of the keyboard
FIRST_YEAR_OF_SERIALS = 1950  # a smaller serial is more likely another number
LAST_SHORT_YEAR_OF_CENTURY = 69  # as POSIX strptime and spreadsheets take two-digit years

# the first day that Excel counts from; the 1900 system counts a 29 February 1900 that never was
_EPOCHS: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NAMES: Final = {name: number for number, name in enumerate(MONTHS, start=1)} | {
    name[:3]: number for number, name in enumerate(MONTHS, start=1)
}
MONTH_NAMES: Final = _NAMES | {"sept": 9}
MONTH_NAME: Final = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_ISO = re.compile(rf"(\d{{4}})([-/])(\d{{2}})\2(\d{{2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?[ ]+)?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[ -]+({MONTH_NAME})\.?,?[ -]+(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    rf"{_WEEKDAY}({MONTH_NAME})\.?[ ]+(\d{{1,2}})(?:st|nd|rd|th)?,[ ]*(\d{{4}})",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How the dates of a table are written.

    Parameters
    ----------
    order : {"day-first", "month-first"}, optional
        Of days written in numbers; None where nobody has said it.
    is_1904 : bool
        Whether its workbook counts days from 1904.
    """

    order: DateOrder | None = None
    is_1904: bool = False

    def of(self, order: DateOrder) -> DateStyle:
        """Return the same style with an order."""
        return DateStyle(order, self.is_1904)


UNSAID: Final = DateStyle()


def parse_day(text: str, style: DateStyle = UNSAID) -> dt.date | None:
    """Return a day, with or without a time of day, or None.

    Examples
    --------
    >>> parse_day("2024-04-01T09:30:00"), parse_day("01/04/2024"), parse_day("1-Apr-24")
    (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1), datetime.date(2024, 4, 1))
    >>> parse_day("45383")
    datetime.date(2024, 4, 1)
    >>> parse_day("04/25/2024") is None
    True
    """
    if match := _ISO.fullmatch(text):
        return date_of(int(match[1]), int(match[3]), int(match[4]))
    if match := _NUMERIC.fullmatch(text):
        day, month = int(match[1]), int(match[3])
        if style.order == "month-first":
            day, month = month, day
        return date_of(full_year(match[4]), month, day)
    if match := _NAMED.fullmatch(text):
        return date_of(full_year(match[3]), MONTH_NAMES[match[2].lower()], int(match[1]))
    if match := _NAMED_FIRST.fullmatch(text):
        return date_of(int(match[3]), MONTH_NAMES[match[1].lower()], int(match[2]))
    if match := _COMPACT.fullmatch(text):
        return date_of(int(match[1]), int(match[2]), int(match[3]))
    if match := _SERIAL.fullmatch(text):
        day_counted = _EPOCHS[style.is_1904] + dt.timedelta(days=int(match[1]))
        is_likely = FIRST_YEAR_OF_SERIALS <= day_counted.year < LAST_YEAR
        return day_counted if is_likely else None
    return None


def is_in_numbers(text: str) -> bool:
    """Return whether a text is a day whose order must be known, such as 01/04/2024."""
    return _NUMERIC.fullmatch(text) is not None


def is_sorted_out(text: str) -> bool:
    """Return whether a text is a day that a spreadsheet has taken for one: ISO or a serial."""
    return _ISO.fullmatch(text) is not None or _SERIAL.fullmatch(text) is not None


def full_year(text: str) -> int:
    """Return a year of two or four digits in full.

    Examples
    --------
    >>> full_year("24"), full_year("69"), full_year("70"), full_year("2024")
    (2024, 2069, 1970, 2024)
    """
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= LAST_SHORT_YEAR_OF_CENTURY else 1900)


def date_of(year: int, month: int, day: int) -> dt.date | None:
    """Return a date, or None where there is none or its year is a slip of the keyboard."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
