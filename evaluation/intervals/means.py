"""Confidence limits of means and of their difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from evaluation.intervals.base import MISSING, Interval, as_floats, check_level

FEWEST_FOR_SPREAD = 2
"""Values below which a standard deviation does not exist."""


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return Student's t interval of a mean; missing for fewer than two values.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in mean_interval([4, 6, 8])]
    [1.032, 10.968]
    """
    check_level(level)
    numbers = as_floats(values)
    if numbers.size < FEWEST_FOR_SPREAD:
        return Interval(MISSING, MISSING)
    lower, upper = DescrStatsW(numbers).tconfint_mean(alpha=1 - level)
    return Interval(lower, upper)


def welch_difference(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Interval:
    """Return Welch's t interval of the difference of two means, first minus second.

    Missing for fewer than two values in either; a single point where neither varies.

    References
    ----------
    Welch BL (1947), doi:10.1093/biomet/34.1-2.28.
    """
    check_level(level)
    one, two = as_floats(first), as_floats(second)
    if min(one.size, two.size) < FEWEST_FOR_SPREAD:
        return Interval(MISSING, MISSING)
    share_1, share_2 = one.var(ddof=1) / one.size, two.var(ddof=1) / two.size
    error = share_1 + share_2
    difference = one.mean() - two.mean()
    if error == 0:
        return Interval(difference, difference)
    freedom = error**2 / (share_1**2 / (one.size - 1) + share_2**2 / (two.size - 1))
    margin = stats.t.isf((1 - level) / 2, freedom) * np.sqrt(error)
    return Interval(difference - margin, difference + margin)
