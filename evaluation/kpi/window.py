"""The stretch of time that a figure refers to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from evaluation.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, both ends included.

    Parameters
    ----------
    start, end : date
        First and last day. A period belongs if its own date, its first day, does.

    Raises
    ------
    InvalidInput
        If it ends before it starts.

    Examples
    --------
    >>> Window(dt.date(2024, 4, 1), dt.date(2025, 3, 31)).label
    '2024-04 to 2025-03'
    """

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidInput(
                f"A window ends ({self.end}) before it starts ({self.start}).",
                "Exchange the two dates.",
            )

    @property
    def label(self) -> str:
        """The months of start and end, as in "2024-04 to 2025-03"."""
        return f"{self.start:%Y-%m} to {self.end:%Y-%m}"

    def rows_of(self, series: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a series whose period lies in the window.

        Parameters
        ----------
        series : DataFrame, one row per period
            Column period: dates, or pandas periods.

        Raises
        ------
        InvalidInput
            If there is no such column, or it holds no dates.
        """
        if "period" not in series.columns:
            raise InvalidInput("The series has no column period.", "Name its column of dates so.")
        periods = series["period"]
        if isinstance(periods.dtype, pd.PeriodDtype):
            periods = periods.dt.start_time
        if not pd.api.types.is_datetime64_any_dtype(periods):
            raise InvalidInput(
                "Column period of the series holds no dates.",
                "Read it as dates, the first day of each period.",
            )
        days = periods.dt.normalize()
        is_within = days.between(pd.Timestamp(self.start), pd.Timestamp(self.end))
        rows: pd.DataFrame = series.loc[is_within.to_numpy(dtype="bool")]
        return rows
