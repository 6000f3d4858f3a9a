"""Centre line and control limits of each kind of chart, for all segments at once.

In: `Values`, long arrays of all charts. Out: `Lines` at every point. A segment whose variation
cannot be estimated has a centre but no limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evaluation.monitoring.charts.options import OF_PROPORTIONS, Options
from evaluation.monitoring.charts.segments import (
    BoolArray,
    FloatArray,
    IntArray,
    divided,
    mean_by,
    median_by,
    sum_by,
)

SIGMAS: Final = 3
NEAR_SIGMAS: Final = 2
D2: Final = 1.128  # mean moving range of two, in standard deviations, as printed in tables
XMR_CONSTANTS: Final = {"mdc": 2.66, "qicharts2": SIGMAS / D2}
UPPER_MOVING_RANGE: Final = 3.267  # D4 of two: limit of moving ranges, in their mean
T_POWER: Final = 3.6  # Nelson 1994: exponential times to this root are nearly normal


@dataclass(frozen=True, slots=True)
class Values:
    """The points of all charts, one array each, in order of chart, segment and time.

    Parameters
    ----------
    value : ndarray of float
        What is plotted; NaN where missing.
    numerator, denominator : ndarray of float
        Of charts of proportions and rates; NaN elsewhere.
    block : ndarray of int
        Number of the segment, from 0, over all charts.
    stretch : ndarray of int
        Number of the stretch across which moving ranges may be taken; a segment has one or more.
    used : ndarray of bool
        Whether limits rest on the point, or would if its value were there.
    blocks : int
        How many segments there are.
    """

    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    block: IntArray
    stretch: IntArray
    used: BoolArray
    blocks: int

    def only_used(self, values: FloatArray) -> FloatArray:
        """Return values with NaN where limits do not rest on them."""
        return np.where(self.used, values, np.nan)


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre, control limits and near lines (two thirds of the way to them) at every point."""

    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    near_lower: FloatArray
    near_upper: FloatArray

    def cut(self, floor: float, ceiling: float) -> Lines:
        """Return the lines within what values can be."""
        limits = (self.lower, self.upper, self.near_lower, self.near_upper)
        return Lines(self.centre, *(np.clip(line, floor, ceiling) for line in limits))


def lines(values: Values, options: Options) -> Lines:
    """Return the lines of a chart at every point.

    Parameters
    ----------
    values : Values
        The points of all charts.
    options : Options
        Kind, multiplier, screening and constant.

    Notes
    -----
    With R the mean moving range: XmR mean +/- 2.66 R or 3/1.128 R; MR 0 to 3.267 R;
    P p +/- 3 sqrt(p(1 - p)/n); U u +/- 3 sqrt(u/n); C c +/- 3 sqrt(c); P' and U' as P and U times
    sigma_z, the mean moving range of z = (y - centre)/sd over 1.128; G m +/- 3 sqrt(m(m + 1))
    about the median; T an XmR chart of y^(1/3.6); run charts the median alone. Limits are cut at
    0, proportions at 1 too; those of XmR charts are not cut. A series without variation has its
    limits on its centre.

    References
    ----------
    Montgomery DC (2009), Introduction to Statistical Quality Control, 6th ed.; Laney DB (2002),
    doi:10.1081/QEN-120006708; Benneyan JC (2001), doi:10.1023/A:1012933231433; Nelson LS (1994),
    Journal of Quality Technology 26:239.
    """
    kind = options.kind
    if kind == "xmr":
        return _individuals(values, values.value, options, XMR_CONSTANTS[options.sigma_constant])
    if kind == "mr":
        return _moving_range_lines(values)
    if kind == "run":
        nothing = np.full(len(values.value), np.nan)
        return Lines(_median(values), nothing, nothing, nothing, nothing)
    if kind == "t":
        return _times_between(values, options)
    if kind == "g":
        mean, m = _mean(values), options.multiplier
        return replace(_about(mean, np.sqrt(mean * (mean + m))), centre=_median(values)).cut(
            0, np.inf
        )
    return _counts(values, options).cut(0, options.ceiling)


def moving_ranges(values: FloatArray, block: IntArray, included: BoolArray) -> FloatArray:
    """Return the moving range of each point from the included one before it in its segment.

    It is NaN at the first of a segment, at a point that is not included, and on both sides of a
    missing value.

    Examples
    --------
    >>> found = moving_ranges(np.array([1.0, 9.0, 4.0]), np.zeros(3, dtype=int),
    ...                       np.array([True, False, True]))
    >>> found.tolist()
    [nan, nan, 3.0]
    """
    found = np.full(len(values), np.nan)
    kept, kept_block = values[included], block[included]
    apart = np.full(len(kept), np.nan)
    apart[1:] = np.where(kept_block[1:] == kept_block[:-1], np.abs(np.diff(kept)), np.nan)
    found[included] = apart
    return found


def mean_moving_range(values: Values, of: FloatArray, *, screened: bool) -> FloatArray:
    """Return the mean moving range of each segment, large ones left out once where screened.

    Notes
    -----
    Where all moving ranges are nought none is left out: peers then have no limits at all.
    """
    ranges = moving_ranges(of, values.stretch, values.used)
    mean = mean_by(values.block, ranges, values.blocks)
    if not screened:
        return mean
    with np.errstate(invalid="ignore"):
        is_large = (ranges > 0) & (ranges >= UPPER_MOVING_RANGE * mean[values.block])
    return mean_by(values.block, np.where(is_large, np.nan, ranges), values.blocks)


def _about(centre: FloatArray, sigma: FloatArray) -> Lines:
    return Lines(
        centre,
        centre - SIGMAS * sigma,
        centre + SIGMAS * sigma,
        centre - NEAR_SIGMAS * sigma,
        centre + NEAR_SIGMAS * sigma,
    )


def _mean(values: Values) -> FloatArray:
    return mean_by(values.block, values.only_used(values.value), values.blocks)[values.block]


def _median(values: Values) -> FloatArray:
    return median_by(values.block, values.only_used(values.value), values.blocks)[values.block]


def _times_between(values: Values, options: Options) -> Lines:
    root = _individuals(values, values.value ** (1 / T_POWER), options, SIGMAS / D2).cut(0, np.inf)
    lines_of_roots = (root.centre, root.lower, root.upper, root.near_lower, root.near_upper)
    return Lines(*(line**T_POWER for line in lines_of_roots))


def _individuals(values: Values, of: FloatArray, options: Options, constant: float) -> Lines:
    mean = mean_by(values.block, values.only_used(of), values.blocks)
    spread = mean_moving_range(values, of, screened=options.screen_moving_ranges)
    return _about(mean[values.block], (constant * spread / SIGMAS)[values.block])


def _moving_range_lines(values: Values) -> Lines:
    """Return the lines of a chart whose values are moving ranges already."""
    centre = _mean(values)
    upper = UPPER_MOVING_RANGE * centre
    near = centre + NEAR_SIGMAS / SIGMAS * (upper - centre)
    return Lines(centre, np.zeros(len(centre)), upper, np.zeros(len(centre)), near)


def _counts(values: Values, options: Options) -> Lines:
    m = options.multiplier
    if options.kind == "c":
        mean = _mean(values)
        return _about(mean, np.sqrt(mean * m))
    there = ~np.isnan(values.value)
    totals = [
        sum_by(values.block, np.where(values.used & there, part, np.nan), values.blocks)
        for part in (values.numerator, values.denominator)
    ]
    fraction = divided(*totals)[values.block]
    variance = fraction * (1 - fraction) if options.kind in OF_PROPORTIONS else fraction
    deviation = np.sqrt(divided(np.maximum(variance, 0), values.denominator))
    if options.kind in ("p-prime", "u-prime"):
        score = np.nan_to_num(divided(values.value / m - fraction, deviation), nan=0.0)
        score = np.where(there, score, np.nan)
        spread = mean_moving_range(values, score, screened=options.screen_moving_ranges)
        deviation = deviation * (spread / D2)[values.block]
    return _about(m * fraction, m * deviation)
