"""Exposure: how much of each period an interruption is in force, and the terms that follow from it.

In: an interruption or a segment, and the prepared series. Out: named columns of the design
matrix, one number for each row of the series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from evaluation.its.designs.interruption import PHASE_IN, PHASE_IN_SLOPE, Interruption
from evaluation.its.designs.windows import Segment
from evaluation.its.preparation.periods import EPOCH, Calendar
from evaluation.its.preparation.series import Series

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LAST_DAY = dt.date.max  # of what has no end
HALF = 0.5


def share_of_days(
    calendar: Calendar, ordinals: IntArray, first: dt.date, last: dt.date
) -> FloatArray:
    """Return the share of the days of each period that lies between two days, both included.

    Examples
    --------
    >>> months = Calendar("monthly")
    >>> april = months.ordinal(dt.date(2005, 4, 1))
    >>> both = np.array([april, april + 1])
    >>> share_of_days(months, both, dt.date(2005, 4, 16), dt.date(2005, 5, 31))
    array([0.5, 1. ])
    """
    begins, ends = calendar.edges(ordinals)
    low, high = np.maximum(begins, _day(first)), np.minimum(ends, _day(last) + 1)
    return np.asarray(np.maximum(high - low, 0) / (ends - begins), dtype=np.float64)


def risen_share(
    calendar: Calendar, ordinals: IntArray, first: dt.date, until: dt.date
) -> FloatArray:
    """Return the mean over each period's days of a share that rises evenly from 0 to 1.

    Parameters
    ----------
    calendar : Calendar
    ordinals : ndarray of int, length n
        Periods.
    first, until : date
        Where it leaves 0 and reaches 1, at the beginning of the day.

    Notes
    -----
    With F(x) = 0 before `first`, (x - first)^2 / (2 (until - first)) in between and
    (until - first) / 2 + x - until after, the mean over a period from a to b is
    (F(b) - F(a)) / (b - a).

    Examples
    --------
    >>> years = Calendar("annual")
    >>> risen_share(years, np.array([35, 36]), dt.date(2005, 1, 1), dt.date(2006, 1, 1))
    array([0.5, 1. ])
    """
    begin, full = _day(first), _day(until)

    def area(day: IntArray) -> FloatArray:
        rising = np.clip(day - begin, 0, full - begin) ** 2 / (2.0 * (full - begin))
        return rising + np.maximum(day - full, 0)

    low, high = calendar.edges(ordinals)
    return np.asarray((area(high) - area(low)) / (high - low), dtype=np.float64)


def in_force(interruption: Interruption, series: Series, *, as_pulse: bool = False) -> FloatArray:
    """Return how much of each row's period an interruption is fully in force.

    Parameters
    ----------
    interruption : Interruption
    series : Series
    as_pulse : bool
        Whether it passes with the period of its date where it has no end.

    Returns
    -------
    ndarray, rows of the series
        Between 0 and 1; the roll-out does not count, but as a ramp.
    """
    last = interruption.end or LAST_DAY
    if as_pulse and interruption.end is None:
        last = series.calendar.end(series.calendar.ordinal(interruption.date))
    phase_in = interruption.phase_in
    if phase_in is not None and phase_in.kind == "ramp":
        calendar, ordinals = series.calendar, _ordinals(series)
        first = calendar.start(calendar.ordinal(interruption.date))
        risen = risen_share(calendar, ordinals, interruption.date, phase_in.until)
        return risen * _within(interruption, series, first, last)
    found = _within(interruption, series, interruption.full_date, last)
    if not isinstance(interruption.transition, str):
        is_first = _positions(series) == series.starts[interruption.name]
        found = np.where(is_first, interruption.transition, found)
    return found


def rolling_out(interruption: Interruption, series: Series) -> FloatArray:
    """Return how much of each row's period belongs to the roll-out of an interruption."""
    if interruption.phase_in is None:
        return np.zeros(len(series.table))
    eve = interruption.phase_in.until - dt.timedelta(days=1)
    found = _within(interruption, series, interruption.date, eve)
    if interruption.transition == "share":
        return found
    # the period in which the roll-out ends counts as fully exposed
    is_over = _positions(series) >= series.position_of(interruption.phase_in.until)
    return np.where(is_over, 0.0, found)


def interruption_columns(
    interruption: Interruption, series: Series
) -> Iterator[tuple[str, FloatArray]]:
    """Yield the terms of an interruption with their columns.

    Notes
    -----
    `level` and `pulse` are the share of the period in force (on a log or logit scale that share
    of the log ratio). `slope` counts periods from 0 in
    the first one used that is fully exposed, `decay` is 0.5 ^ (periods since then / half-life);
    both are 0 where the interruption is not in force. `phase-in` and `phase-in-slope` are level
    and slope of the roll-out, counted from 0 in the first period used.
    """
    for kind in interruption.kinds:
        yield f"{kind}:{interruption.name}", _column(kind, interruption, series)


def _column(kind: str, interruption: Interruption, series: Series) -> FloatArray:
    if kind == PHASE_IN:
        return rolling_out(interruption, series)
    if kind == PHASE_IN_SLOPE:
        begun = _since(series, series.timings[interruption.name].first_post)
        return begun * rolling_out(interruption, series)
    if kind == "pulse":
        return in_force(interruption, series, as_pulse=True)
    lasting = in_force(interruption, series)
    if kind == "level":
        return lasting
    since = _since(series, series.timings[interruption.name].full_from)
    if kind == "slope":
        return since * lasting
    return np.power(HALF, since / (interruption.half_life or 1.0)) * lasting


def segment_columns(segment: Segment, series: Series) -> Iterator[tuple[str, FloatArray]]:
    """Yield the terms of a segment with their columns, 0 outside it."""
    inside = in_segment(segment, series)
    position = _positions(series)
    is_used = series.table["is_used"].to_numpy(dtype=bool)
    first = position[inside & is_used].min()
    level = inside.astype(np.float64)
    columns = dict(
        zip(("segment", "segment-slope"), (level, (position - first) * level), strict=True)
    )
    for term in segment.terms:
        yield term, columns[term.partition(":")[0]]


def in_segment(segment: Segment, series: Series) -> npt.NDArray[np.bool_]:
    """Return which rows lie wholly or partly in a segment."""
    first, last = series.position_of(segment.start), series.position_of(segment.end)
    position = _positions(series)
    return (position >= first) & (position <= last)


def _within(
    interruption: Interruption, series: Series, first: dt.date, last: dt.date
) -> FloatArray:
    if interruption.transition == "share":
        return share_of_days(series.calendar, _ordinals(series), first, last)
    position = _positions(series)
    inside = (position >= series.position_of(first)) & (position <= series.position_of(last))
    return inside.astype(np.float64)


def _since(series: Series, position: int) -> FloatArray:
    return np.maximum(_positions(series) - position, 0).astype(np.float64)


def _positions(series: Series) -> IntArray:
    return series.table["position"].to_numpy(dtype=np.int64)


def _ordinals(series: Series) -> IntArray:
    return _positions(series) + series.first_ordinal


def _day(date: dt.date) -> int:
    return date.toordinal() - EPOCH.toordinal()
