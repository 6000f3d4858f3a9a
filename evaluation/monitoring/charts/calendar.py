"""Gaps in the time axis: how many periods are missing before each point of each chart.

Times are dates or numbers. The period is found from the data: whole months where all dates fall on
one day of the month or on month ends, working days where none is on a weekend, else days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts.segments import IntArray

Times = npt.NDArray[Any]

REGULAR: Final = 0.5  # of all steps must be of one length, or there is no period to miss
SATURDAY: Final = 5
WEEK: Final = 7
DAYS_BEFORE_MONDAY: Final = 3  # 1 January 1970 was a Thursday
NOUNS_OF_MONTHS: Final = {1: "month", 3: "quarter", 12: "year"}
NOUNS_OF_DAYS: Final = {1: "day", 7: "week"}


@dataclass(frozen=True, slots=True)
class Gaps:
    """Missing periods.

    Parameters
    ----------
    before : ndarray of int
        Periods that are missing between a point and the one before it in its chart.
    noun : str
        What a period is called: "month", "week", "working day" and so on.
    """

    before: IntArray
    noun: str


def missing_periods(times: Times, chart: IntArray) -> Gaps:
    """Return how many periods are missing before each point.

    Parameters
    ----------
    times : ndarray of datetime64 or float
        In order within each chart.
    chart : ndarray of int
        Number of the chart.

    Examples
    --------
    >>> months = np.array(["2024-01-01", "2024-02-01", "2024-03-01", "2024-06-01"], "M8[ns]")
    >>> gaps = missing_periods(months, np.zeros(4, dtype=int))
    >>> gaps.before.tolist(), gaps.noun
    ([0, 0, 0, 2], 'month')
    """
    positions, nouns = _positions(times)
    before = np.zeros(len(times), dtype=np.int64)
    within = chart[1:] == chart[:-1]
    steps = np.diff(positions)
    forward = steps[within & (steps > 0)]
    if not len(forward):
        return Gaps(before, "period")
    lengths, counts = np.unique(forward, return_counts=True)
    period = lengths[np.argmax(counts)]
    if counts.max() > REGULAR * counts.sum():
        before[1:] = np.where(within, np.maximum(np.rint(steps / period) - 1, 0), 0)
    return Gaps(before, nouns.get(int(period), "period"))


def times_of(column: pd.Series) -> Times:
    """Return a column of times as datetime64[ns] or as float.

    Parameters
    ----------
    column : Series of dates, periods or numbers
        Without missing values.

    Raises
    ------
    InvalidInput
        If it is of another type, such as text.

    Examples
    --------
    >>> times_of(pd.Series(pd.period_range("2024-01", periods=2, freq="M"))).astype("M8[D]")
    array(['2024-01-01', '2024-02-01'], dtype='datetime64[D]')
    """
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.dt.to_timestamp()
    if column.dtype == object and all(isinstance(time, dt.date) for time in column):
        column = pd.to_datetime(column)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    if column.dtype.kind not in "Miuf":
        raise InvalidInput(
            "The times are neither dates nor numbers.", "Turn them into one of both first."
        )
    times = column.to_numpy()
    return times.astype("M8[ns]" if times.dtype.kind == "M" else np.float64)


def as_time(time: Any, times: Times, key: str) -> Any:
    """Return a time that an option names, in the type of the times of the data.

    Raises
    ------
    InvalidInput
        If it is a number where the data have dates, or the other way round.
    """
    is_dates = times.dtype.kind == "M"
    if is_dates == isinstance(time, int | float | np.number):
        kind = "dates" if is_dates else "numbers"
        raise InvalidInput(
            f"'{key}' is not written as the times of the data are.", f"The times are {kind}."
        )
    return np.datetime64(time, "ns") if is_dates else float(time)


def shown_time(time: Any) -> str:
    """Return a time as a user writes it.

    Examples
    --------
    >>> shown_time(np.datetime64("2024-04-01")), shown_time(7.0)
    ('2024-04-01', '7')
    """
    if isinstance(time, dt.date):
        return f"{time:%Y-%m-%d}"
    if isinstance(time, np.datetime64):
        return str(time.astype("M8[D]"))
    number = float(time)
    return f"{int(number)}" if number.is_integer() else f"{number:g}"


def _positions(times: Times) -> tuple[npt.NDArray[np.float64], dict[int, str]]:
    if times.dtype.kind != "M":
        return times.astype(np.float64), {}
    days = times.astype("M8[D]")
    months = days.astype("M8[M]")
    day_of_month = (days - months).astype(np.int64)
    is_month_end = days + 1 == (months + 1).astype("M8[D]")
    if len(np.unique(day_of_month)) == 1 or is_month_end.all():
        return months.astype(np.int64).astype(np.float64), NOUNS_OF_MONTHS
    numbers = days.astype(np.int64)
    weekday = (numbers + DAYS_BEFORE_MONDAY) % WEEK
    if (weekday < SATURDAY).all() and len(np.unique(weekday)) > 1:
        return np.busday_count(days[0], days).astype(np.float64), {1: "working day"}
    return numbers.astype(np.float64), NOUNS_OF_DAYS
