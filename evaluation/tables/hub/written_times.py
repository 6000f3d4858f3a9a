"""Financial years and quarters as they are written in cells: 2025/26 and 2025/26-Q3."""

from __future__ import annotations

import re

import pandas as pd

from evaluation.workspace import FinancialYear

YEAR_FORM = re.compile(r"^\d{4}/\d{2}$")
QUARTER_FORM = re.compile(r"^\d{4}/\d{2}-Q[1-4]$")
CENTURY = 100


def is_year(written: str) -> bool:
    """Whether a text is a financial year.

    Examples
    --------
    >>> [is_year(text) for text in ("2025/26", "2025/27", "1999/00", "2025")]
    [True, False, True, False]
    """
    if not YEAR_FORM.match(written):
        return False
    return (int(written[:4]) + 1) % CENTURY == int(written[5:])


def is_quarter(written: str) -> bool:
    """Whether a text is a quarter of a financial year.

    Examples
    --------
    >>> [is_quarter(text) for text in ("2025/26-Q3", "2025/26-Q5", "2025-Q3")]
    [True, False, False]
    """
    return bool(QUARTER_FORM.match(written)) and is_year(written[:7])


def year_of(day: pd.Timestamp) -> str:
    """Return the financial year in which a day lies, as it is written."""
    return str(FinancialYear.of(day.date()))
