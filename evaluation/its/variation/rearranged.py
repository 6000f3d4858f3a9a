"""A prepared series under another design, without reading its table again.

A `Fit`'s design and series come in; those of a variant go out: an interruption at another date,
or only some of the periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Exclusion, Interruption
from evaluation.its.preparation.parts import parts_of, require_enough
from evaluation.its.preparation.periods import Calendar
from evaluation.its.preparation.series import Series
from evaluation.its.preparation.set_apart import derived_exclusions, in_own_segment, set_apart
from evaluation.its.preparation.timing import timings

BoolArray = npt.NDArray[np.bool_]

Described = TypeVar("Described")


def rearranged(
    series: Series, design: Design, could_be_used: BoolArray, kept: BoolArray | None = None
) -> Series:
    """Return a series with the interruptions of another design of the same columns.

    Parameters
    ----------
    series : Series
        A prepared series.
    design : Design
        Differs in its interruptions (and what they leave out), segments or seasonality.
    could_be_used : ndarray of bool, rows of the series
        Rows with a value in every column, left out by an exclusion or not.
    kept : ndarray of bool, rows of the series, optional
        Rows that may be used; by default all.

    Returns
    -------
    Series
        Position 0 stays where it was, so that a trend counts from there. Without warnings.

    Raises
    ------
    InvalidInput
        If an interruption lies outside what is left, or too few points are on a side.
    """
    table, calendar, first = series.table, series.calendar, series.first_ordinal
    exclusions = (*design.exclusions, *derived_exclusions(design, calendar))
    position = table["position"].to_numpy(dtype=np.int64)
    covered = _covered(exclusions, position + first, calendar)
    used = could_be_used & ~covered
    if kept is not None:
        used &= kept
    table = table.assign(is_used=used, is_excluded=covered)
    positions = np.sort(position[used & table["is_treated"].to_numpy(dtype=bool)])
    if len(positions) == 0:
        raise InvalidInput("No period is left to analyse.", "Keep more of the series.")
    timing = timings(design, calendar, first, positions)
    inside, _ = in_own_segment(design, calendar, first, positions)
    parts = parts_of(design, timing, positions, set_apart(design, timing, positions, inside))
    require_enough(parts)
    return replace(
        series, table=table, timings=timing, parts=parts, exclusions=exclusions, warnings=()
    )


def _covered(
    exclusions: Sequence[Exclusion], ordinals: npt.NDArray[np.int64], calendar: Calendar
) -> BoolArray:
    covered = np.zeros(len(ordinals), dtype=bool)
    for each in exclusions:
        first, last = calendar.ordinal(each.start), calendar.ordinal(each.end)
        covered |= (ordinals >= first) & (ordinals <= last)
    return covered


def moved(interruption: Interruption, periods: int, calendar: Calendar) -> Interruption:
    """Return an interruption with all its dates moved by some periods.

    A day keeps its place in its period, the last one as the last one.

    Examples
    --------
    >>> law = Interruption("law", dt.date(2005, 1, 15))
    >>> moved(law, -1, Calendar("monthly")).date
    datetime.date(2004, 12, 15)
    """
    return _moved(interruption, periods, calendar)


def _moved(described: Described, periods: int, calendar: Calendar) -> Described:
    changes: dict[str, Any] = {}
    for field in fields(described):  # type: ignore[arg-type]
        value = getattr(described, field.name)
        if isinstance(value, dt.date):
            changes[field.name] = _moved_day(value, periods, calendar)
        elif is_dataclass(value):
            changes[field.name] = _moved(value, periods, calendar)
    return replace(described, **changes)  # type: ignore[type-var]


def _moved_day(day: dt.date, periods: int, calendar: Calendar) -> dt.date:
    ordinal = calendar.ordinal(day)
    last = calendar.end(ordinal + periods)
    if day == calendar.end(ordinal) and day != calendar.start(ordinal):
        return last
    return min(calendar.start(ordinal + periods) + (day - calendar.start(ordinal)), last)
