"""An interruption moved to another date, with its roll-out and its end at the same distance.

An `Interruption` and a date come in; another `Interruption` goes out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from evaluation.its.designs.interruption import Interruption

MONTHS_PER_YEAR = 12


def moved(interruption: Interruption, date: dt.date) -> Interruption:
    """Return an interruption as if it had begun on another date.

    Parameters
    ----------
    interruption : Interruption
    date : date
        Its new first day.

    Returns
    -------
    Interruption
        The end of the roll-out and the last day come as many calendar months and days after the
        new date as they came after the old one.

    Raises
    ------
    InvalidInput
        If its parts then contradict each other.

    Examples
    --------
    >>> clinic = Interruption("clinic", dt.date(2020, 1, 1), end=dt.date(2020, 3, 31))
    >>> moved(clinic, dt.date(2020, 7, 1)).end
    datetime.date(2020, 9, 30)
    """
    end, phase_in = interruption.end, interruption.phase_in
    if end is not None:
        day_after = _at_same_distance(end + dt.timedelta(days=1), interruption.date, date)
        end = day_after - dt.timedelta(days=1)
    if phase_in is not None:
        until = _at_same_distance(phase_in.until, interruption.date, date)
        phase_in = replace(phase_in, until=until)
    return replace(interruption, date=date, end=end, phase_in=phase_in)


def _at_same_distance(day: dt.date, start: dt.date, new_start: dt.date) -> dt.date:
    """Return the day as many months and days after one start as `day` is after the other."""
    months = MONTHS_PER_YEAR * (day.year - start.year) + day.month - start.month
    whole = months if day.day >= start.day else months - 1
    left = day - _months_later(start, whole)
    return _months_later(new_start, whole) + left


def _months_later(start: dt.date, months: int) -> dt.date:
    return (pd.Timestamp(start) + pd.DateOffset(months=months)).date()
