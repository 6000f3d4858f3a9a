"""Sums, means, medians and runs within segments of long arrays, for all charts at once.

Values of all charts stand in one array, those of a segment together; `block` numbers the segment
of each value from 0, in order. Nothing here knows what the values are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

EQUAL: Final = 1e-12
"""Values that differ by this part of themselves are one: sums are exact to 1e-16 only."""


def mean_by(block: IntArray, values: FloatArray, blocks: int) -> FloatArray:
    """Return the mean of each block over the values that are there; none gives NaN.

    Examples
    --------
    >>> mean_by(np.array([0, 0, 1]), np.array([1.0, 3.0, np.nan]), 2).tolist()
    [2.0, nan]
    """
    counts = np.bincount(block[~np.isnan(values)], minlength=blocks).astype(np.float64)
    return divided(sum_by(block, values, blocks), counts)


def sum_by(block: IntArray, values: FloatArray, blocks: int) -> FloatArray:
    """Return the sum of each block over the values that are there."""
    there = ~np.isnan(values)
    totals = np.bincount(block[there], values[there], minlength=blocks)
    return totals.astype(np.float64)


def median_by(block: IntArray, values: FloatArray, blocks: int) -> FloatArray:
    """Return the median of each block over the values that are there; none gives NaN.

    Examples
    --------
    >>> median_by(np.array([0, 0, 0, 1, 1]), np.array([5.0, 1.0, 2.0, 4.0, 2.0]), 3).tolist()
    [2.0, 3.0, nan]
    """
    there = ~np.isnan(values)
    ordered = values[there][np.lexsort((values[there], block[there]))]
    counts = np.bincount(block[there], minlength=blocks)
    if not len(ordered):
        return np.full(blocks, np.nan)
    first = np.cumsum(counts) - counts
    last = len(ordered) - 1
    below = ordered[np.minimum(first + np.maximum(counts - 1, 0) // 2, last)]
    above = ordered[np.minimum(first + counts // 2, last)]
    return np.where(counts > 0, (below + above) / 2, np.nan)


def starts_of(*keys: npt.NDArray[np.generic]) -> BoolArray:
    """Return which values begin a run: where any of the keys differs from the one before."""
    begins = np.ones(len(keys[0]), dtype=bool)
    begins[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return begins


def run_lengths(key: IntArray, block: IntArray) -> IntArray:
    """Return the length of the run of equal keys that each value belongs to.

    Examples
    --------
    >>> run_lengths(np.array([1, 1, -1, -1, -1]), np.array([0, 0, 0, 0, 1])).tolist()
    [2, 2, 2, 2, 1]
    """
    numbers = np.cumsum(starts_of(key, block)) - 1
    lengths: IntArray = np.bincount(numbers)[numbers]
    return lengths


def places_in(block: IntArray) -> IntArray:
    """Return the place of each value within its block, from 0.

    Examples
    --------
    >>> places_in(np.array([0, 0, 1, 1, 1])).tolist()
    [0, 1, 0, 1, 2]
    """
    position = np.arange(len(block))
    return position - np.maximum.accumulate(np.where(starts_of(block), position, 0))


def sides(values: FloatArray, lines: FloatArray) -> IntArray:
    """Return 1 above a line, -1 below it and 0 on it; 0 also where either is missing.

    Examples
    --------
    >>> sides(np.array([1.0, 0.1 + 0.2, np.nan]), np.array([2.0, 0.3, 0.3])).tolist()
    [-1, 0, 0]
    """
    with np.errstate(invalid="ignore"):
        apart = values - lines
        allowed = EQUAL * np.maximum(np.abs(values), np.abs(lines))
        return (apart > allowed).astype(np.int64) - (apart < -allowed)


def divided(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return a quotient, NaN where the denominator is nought."""
    missing = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    quotient: FloatArray = np.divide(numerator, denominator, out=missing, where=denominator != 0)
    return quotient
