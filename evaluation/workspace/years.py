"""The NHS financial year: April to March, written 2025/26."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

APRIL = 4
_YEAR = re.compile(r"^(\d{4})/(\d{2})$")


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A financial year by the calendar year in which it starts.

    Examples
    --------
    >>> FinancialYear.parse("2025/26").end
    datetime.date(2026, 3, 31)
    >>> str(FinancialYear.of(dt.date(2026, 3, 31)))
    '2025/26'
    """

    start_year: int

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Return the year written as 2025/26.

        Raises
        ------
        ValueError
            If the text has another form or the two years do not follow each other.
        """
        match = _YEAR.match(text)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"A financial year is written like 2025/26, not '{text}'.")
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: dt.date) -> FinancialYear:
        """Return the financial year in which `day` lies."""
        return cls(day.year if day.month >= APRIL else day.year - 1)

    @property
    def start(self) -> dt.date:
        """First day."""
        return dt.date(self.start_year, APRIL, 1)

    @property
    def end(self) -> dt.date:
        """Last day."""
        return dt.date(self.start_year + 1, 3, 31)

    @property
    def previous(self) -> FinancialYear:
        """The year before it."""
        return FinancialYear(self.start_year - 1)

    @property
    def in_file_names(self) -> str:
        """The year as it may stand in a file's name, 2025-26."""
        return str(self).replace("/", "-")

    def __str__(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"


def years_from(first: str, count: int) -> tuple[str, ...]:
    """Return financial years that follow one another.

    Examples
    --------
    >>> years_from("1998/99", 3)
    ('1998/99', '1999/00', '2000/01')
    """
    start = FinancialYear.parse(first).start_year
    return tuple(str(FinancialYear(start + step)) for step in range(count))
