"""Quarters of the NHS financial year, written 2025/26-Q3: Q1 is April to June."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.workspace import FinancialYear

QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3
_QUARTER = re.compile(r"^(\d{4}/\d{2})-Q([1-4])$")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter by the calendar year in which its financial year starts, and its number, 1 to 4.

    Examples
    --------
    >>> third = Quarter.parse("2025/26-Q3")
    >>> third.start, third.end
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    >>> str(Quarter.parse("2025/26-Q1").previous), str(Quarter.of(dt.date(2026, 3, 31)))
    ('2024/25-Q4', '2025/26-Q4')
    >>> Quarter.parse("2024/25-Q4") < Quarter.parse("2025/26-Q1")
    True
    """

    start_year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Return the quarter written as 2025/26-Q3.

        Raises
        ------
        ValueError
            If the text has another form or the two years do not follow each other.
        """
        match = _QUARTER.match(text)
        if not match:
            raise ValueError(f"A quarter is written like 2025/26-Q3, not '{text}'.")
        return cls(FinancialYear.parse(match[1]).start_year, int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """Return the quarter in which `day` lies."""
        year = FinancialYear.of(day)
        months = (day.year - year.start.year) * 12 + day.month - year.start.month
        return cls(year.start_year, months // MONTHS_A_QUARTER + 1)

    @property
    def year(self) -> FinancialYear:
        """Its financial year."""
        return FinancialYear(self.start_year)

    @property
    def start(self) -> dt.date:
        """First day."""
        months = self.year.start.month - 1 + (self.number - 1) * MONTHS_A_QUARTER
        return dt.date(self.start_year + months // 12, months % 12 + 1, 1)

    @property
    def end(self) -> dt.date:
        """Last day."""
        return self.following.start - dt.timedelta(days=1)

    @property
    def previous(self) -> Quarter:
        """The quarter before it."""
        return self._moved(-1)

    @property
    def following(self) -> Quarter:
        """The quarter after it."""
        return self._moved(1)

    @property
    def is_last_of_year(self) -> bool:
        """Whether the financial year ends with it."""
        return self.number == QUARTERS_A_YEAR

    @property
    def in_file_names(self) -> str:
        """The quarter as it may stand in a file's name, 2025-26-Q3."""
        return str(self).replace("/", "-")

    def _moved(self, quarters: int) -> Quarter:
        place = self.start_year * QUARTERS_A_YEAR + self.number - 1 + quarters
        return Quarter(place // QUARTERS_A_YEAR, place % QUARTERS_A_YEAR + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarters_of(year: FinancialYear) -> tuple[Quarter, ...]:
    """Return the four quarters of a financial year.

    Examples
    --------
    >>> [str(quarter) for quarter in quarters_of(FinancialYear.parse("2025/26"))][::3]
    ['2025/26-Q1', '2025/26-Q4']
    """
    return tuple(Quarter(year.start_year, number) for number in range(1, QUARTERS_A_YEAR + 1))


def quarters_to(last: Quarter, count: int) -> tuple[Quarter, ...]:
    """Return so many quarters in order of time, `last` at their end.

    Examples
    --------
    >>> [str(quarter) for quarter in quarters_to(Quarter.parse("2025/26-Q1"), 2)]
    ['2024/25-Q4', '2025/26-Q1']
    """
    found = [last]
    while len(found) < count:
        found.append(found[-1].previous)
    return tuple(reversed(found))


def quarters_told(year: FinancialYear, stated: Iterable[str]) -> tuple[Quarter, ...]:
    """Return the quarters of a year up to the last that something is stated for, or all four.

    Parameters
    ----------
    year : FinancialYear
    stated : iterable of str
        Quarters of any year, written like 2025/26-Q3.

    Examples
    --------
    >>> year = FinancialYear.parse("2025/26")
    >>> [str(quarter) for quarter in quarters_told(year, ["2025/26-Q2", "2024/25-Q4"])]
    ['2025/26-Q1', '2025/26-Q2']
    >>> len(quarters_told(year, ["2024/25-Q4"]))
    4
    """
    own, texts = quarters_of(year), set(stated)
    last = max((quarter for quarter in own if str(quarter) in texts), default=own[-1])
    return tuple(quarter for quarter in own if quarter <= last)
