"""Offsets: further factors of the denominator, such as the days in each month.

In: a table and the name of a column, or the word "days". Out: one positive number for each row.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import DAYS, Design
from evaluation.its.preparation.columns import numbers_of
from evaluation.its.preparation.periods import calendar_of, parse_periods

FloatArray = npt.NDArray[np.float64]


def offset_values(data: pd.DataFrame, name: str, days: npt.NDArray[np.int64]) -> FloatArray:
    """Return the values of one offset.

    Parameters
    ----------
    data : DataFrame, n rows
    name : str
        A column, or "days".
    days : ndarray of int, length n
        Number of days in each row's period.

    Raises
    ------
    InvalidInput
        If there is a column "days" that holds something else.
    """
    if name != DAYS:
        return numbers_of(data, name)
    if name in data.columns and (numbers_of(data, name) != days).any():
        raise InvalidInput(
            f"Column '{DAYS}' does not hold the days of each period, which offset '{DAYS}' means.",
            "Rename the column, and name it as offset if you mean it.",
        )
    return days.astype(np.float64)


def mean_offset(design: Design, data: pd.DataFrame) -> float:
    """Return the mean of the product of a design's offsets; 1 where it has none.

    A rate times this number is that of a period of average length and size.

    Examples
    --------
    >>> import datetime
    >>> from evaluation.its.designs.design import Interruption
    >>> ban = Interruption("ban", datetime.date(2005, 2, 1))
    >>> months = pd.DataFrame({"time": ["2005-01", "2005-02", "2005-03"]})
    >>> mean_offset(Design("deaths", "monthly", (ban,), offsets=("days",)), months)
    30.0
    """
    if not design.offsets:
        return 1.0
    dates = parse_periods(data[design.time], design.frequency, design.time)
    calendar = calendar_of(dates, design.frequency, design.time)
    days = calendar.days(calendar.ordinals(dates))
    values = [offset_values(data, name, days) for name in design.offsets]
    return float(np.nanmean(np.prod(values, axis=0)))
