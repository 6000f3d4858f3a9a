"""The four rules of single points: beyond the limits, trend, two of three, shift.

In: values that are there, in order, with their lines and blocks (runs never cross blocks). Out:
`Fired`: for each rule which points it flags upwards and which downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from evaluation.monitoring.charts.options import EqualValues
from evaluation.monitoring.charts.segments import (
    BoolArray,
    FloatArray,
    IntArray,
    run_lengths,
    sides,
)

WINDOW: Final = 3
NEEDED_IN_WINDOW: Final = 2


@dataclass(frozen=True, slots=True)
class Fired:
    """Where one rule fired.

    Parameters
    ----------
    up, down : ndarray of bool
        Points flagged as high or rising, and as low or falling; a point may be both.
    tie : ndarray of int
        1 or -1: what a point that is both counts as.
    """

    up: BoolArray
    down: BoolArray
    tie: IntArray

    @property
    def direction(self) -> IntArray:
        """1 for high or rising, -1 for low or falling, 0 where the rule did not fire."""
        return np.where(self.up & self.down, self.tie, self.up.astype(np.int64) - self.down)


def beyond_limits(values: FloatArray, lower: FloatArray, upper: FloatArray) -> Fired:
    """Return the points strictly outside the limits.

    Examples
    --------
    >>> fired = beyond_limits(np.array([0.0, 10.0, 11.0]), np.zeros(3), np.full(3, 10.0))
    >>> fired.direction.tolist()
    [0, 0, 1]
    """
    up, down = sides(values, upper) > 0, sides(values, lower) < 0
    return Fired(up, down, up.astype(np.int64) - down)


def shift(side: IntArray, block: IntArray, length: int) -> Fired:
    """Return the points of runs of at least `length` on one side of the centre.

    Parameters
    ----------
    side : ndarray of int
        1, -1, or 0 for a point on the centre, which ends a run.
    block : ndarray of int
        Number of the segment.
    length : int
        Points of a run.

    Examples
    --------
    >>> shift(np.array([1, 1, 1, 0, 1]), np.zeros(5, dtype=int), 3).direction.tolist()
    [1, 1, 1, 0, 0]
    """
    is_long = run_lengths(side, block) >= length
    return Fired(is_long & (side > 0), is_long & (side < 0), side)


def trend(
    values: FloatArray, block: IntArray, points: int, equal_values: EqualValues = "break"
) -> Fired:
    """Return the points of runs in which each value is higher, or each lower, than the last.

    Parameters
    ----------
    values : ndarray of float
        Without missing values.
    block : ndarray of int
        Number of the segment.
    points : int
        Points of a trend, one more than its steps.
    equal_values : {"break", "ignore"}
        Whether a value equal to the last ends a trend, or neither adds nor ends.

    Notes
    -----
    A point that ends one trend and begins the opposite one counts for the later.

    Examples
    --------
    >>> one = np.zeros(5, dtype=int)
    >>> trend(np.array([1.0, 2.0, 3.0, 2.0, 3.0]), one, 3).direction.tolist()
    [1, 1, 1, 0, 0]
    >>> trend(np.array([1.0, 2.0, 2.0, 3.0, 1.0]), one, 3, "ignore").direction.tolist()
    [1, 1, 1, 1, 0]
    """
    size = len(values)
    is_new = np.ones(size, dtype=bool)
    if equal_values == "ignore":
        is_new[1:] = (sides(values[1:], values[:-1]) != 0) | (block[1:] != block[:-1])
    kept, kept_block = values[is_new], block[is_new]
    step = np.zeros(len(kept), dtype=np.int64)
    step[1:] = np.where(kept_block[1:] == kept_block[:-1], sides(kept[1:], kept[:-1]), 0)
    into = np.where(run_lengths(step, kept_block) >= points - 1, step, 0)
    onward = np.append(into[1:], 0) if len(into) else into
    holder = np.cumsum(is_new) - 1  # a repeated value belongs to the trend that goes on after it
    onward_of = onward[holder]
    into_of = np.where(is_new, into[holder], 0)
    up, down = (into_of > 0) | (onward_of > 0), (into_of < 0) | (onward_of < 0)
    return Fired(up, down, np.where(onward_of != 0, onward_of, into_of))


def two_of_three(
    near: IntArray,
    side: IntArray,
    block: IntArray,
    *,
    needs_same_side: bool = True,
    flags_all: bool = False,
) -> Fired:
    """Return the points that are two of three in a row beyond the near line of one side.

    Parameters
    ----------
    near : ndarray of int
        1 for a point that counts above the upper near line, -1 below the lower one, else 0.
    side : ndarray of int
        Side of the centre.
    block : ndarray of int
        Number of the segment.
    needs_same_side : bool
        Whether all three must lie on that side of the centre.
    flags_all : bool
        Whether all three are flagged, or those beyond the near line only.

    Examples
    --------
    >>> near, one = np.array([1, 0, 1]), np.zeros(3, dtype=int)
    >>> two_of_three(near, np.array([1, 1, 1]), one).direction.tolist()
    [1, 0, 1]
    >>> two_of_three(near, np.array([1, -1, 1]), one).direction.tolist()
    [0, 0, 0]
    """
    found = []
    for sign in (1, -1):
        counts, agrees = (near == sign).astype(np.int64), side == sign
        is_window = _in_window(counts) >= NEEDED_IN_WINDOW
        if needs_same_side:
            is_window &= _in_window(agrees.astype(np.int64)) == WINDOW
        is_window[WINDOW - 1 :] &= block[WINDOW - 1 :] == block[: -(WINDOW - 1)]
        flagged = _spread(is_window)
        found.append(flagged if flags_all else flagged & (near == sign))
    return Fired(found[0], found[1], np.where(near != 0, near, side))


def _in_window(counts: IntArray) -> IntArray:
    """Return the sum over each value and the two before it; 0 where there are not so many."""
    total = np.zeros(len(counts), dtype=np.int64)
    if len(counts) >= WINDOW:
        total[WINDOW - 1 :] = counts[2:] + counts[1:-1] + counts[:-2]
    return total


def _spread(is_window: BoolArray) -> BoolArray:
    """Return which values are in a window that ends at a flagged one."""
    spread = is_window.copy()
    for back in range(1, WINDOW):
        spread[:-back] |= is_window[back:]
    return spread
