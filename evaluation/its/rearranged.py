"""A prepared series under another design, without reading its table again.

A `Fit`'s design and series come in; those of a variant go out: an interruption at another date,
or only some of the periods.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from evaluation.its.design import Design, Interruption
from evaluation.its.periods import Calendar
from evaluation.its.series import Series, _interruptions

Described = TypeVar("Described")


def rearranged(series: Series, design: Design, kept: npt.NDArray[np.bool_] | None = None) -> Series:
    """Return a series with the interruptions of another design of the same columns.

    Parameters
    ----------
    series : Series
        A prepared series.
    design : Design
        Differs in its interruptions only.
    kept : ndarray of bool, rows of the series, optional
        Rows that may be used; by default all that are used already.

    Returns
    -------
    Series
        Position 0 stays where it was, so that a trend counts from there. Without warnings.

    Raises
    ------
    InvalidInput
        If an interruption lies outside what is left, or too few points are on a side.
    """
    table = series.table
    if kept is not None:
        table = table.assign(is_used=table["is_used"].to_numpy(dtype=bool) & kept)
    places = table[["position", "is_used", "is_treated"]]
    starts, first_post, _ = _interruptions(design, places, series.calendar, series.first_ordinal)
    return replace(series, table=table, starts=starts, first_post=first_post, warnings=())


def moved(interruption: Interruption, periods: int, calendar: Calendar) -> Interruption:
    """Return an interruption with all its dates moved by some periods.

    Examples
    --------
    >>> law = Interruption("law", dt.date(2005, 1, 15))
    >>> moved(law, -1, Calendar("monthly")).date
    datetime.date(2004, 12, 1)
    """
    return _moved(interruption, periods, calendar)


def _moved(described: Described, periods: int, calendar: Calendar) -> Described:
    changes: dict[str, Any] = {}
    for field in fields(described):  # type: ignore[arg-type]
        value = getattr(described, field.name)
        if isinstance(value, dt.date):
            changes[field.name] = calendar.start(calendar.ordinal(value) + periods)
        elif is_dataclass(value):
            changes[field.name] = _moved(value, periods, calendar)
    return replace(described, **changes)  # type: ignore[type-var]
