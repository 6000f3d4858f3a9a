"""Confidence limits of rates, and of their difference and ratio."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluation.intervals.base import Interval, check_level, checked, fraction, where_known
from evaluation.intervals.differences import mover_difference
from evaluation.intervals.proportions import wilson

EXACT_BELOW = 10
"""Events below which limits of a rate are exact (UKHSA Fingertips methods, phe_rate)."""


def byar_rate(events: ArrayLike, exposure: ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of a rate per unit of exposure: exact below 10 events, Byar from 10.

    Parameters
    ----------
    events : array of counts
        Events seen.
    exposure : array of float
        People, bed days or periods in which they were seen; the limits are per one of them.

    Raises
    ------
    ValueError
        If events or exposure are negative, or the level is out of range.

    References
    ----------
    Breslow NE, Day NE (1987), IARC 82, table 2.10; UKHSA PHEindicatormethods, phe_rate.

    Examples
    --------
    >>> [round(float(100 * limit), 3) for limit in byar_rate(20, 100)]
    [12.211, 30.89]
    """
    check_level(level)
    count, time = checked(events), checked(exposure)
    tail = (1 - level) / 2
    deviate = stats.norm.isf(tail)
    is_few = count < EXACT_BELOW
    many = np.where(is_few, EXACT_BELOW, count)
    more = many + 1
    exact_lower = np.where(count > 0, stats.chi2.ppf(tail, 2 * count) / 2, count * 0)
    exact_upper = stats.chi2.isf(tail, 2 * count + 2) / 2
    byar_lower = many * (1 - 1 / (9 * many) - deviate / (3 * np.sqrt(many))) ** 3
    byar_upper = more * (1 - 1 / (9 * more) + deviate / (3 * np.sqrt(more))) ** 3
    is_known = (time > 0) & ~np.isnan(count)
    per = np.where(time > 0, time, 1)
    return Interval(
        where_known(is_known, np.where(is_few, exact_lower, byar_lower) / per),
        where_known(is_known, np.where(is_few, exact_upper, byar_upper) / per),
    )


def rate_difference(
    events_1: ArrayLike,
    exposure_1: ArrayLike,
    events_2: ArrayLike,
    exposure_2: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Return the interval of the difference of two rates, first minus second (MOVER over Byar)."""
    one, two = byar_rate(events_1, exposure_1, level), byar_rate(events_2, exposure_2, level)
    rate_1, rate_2 = fraction(events_1, exposure_1), fraction(events_2, exposure_2)
    return mover_difference(rate_1, one, rate_2, two)


def rate_ratio(
    events_1: ArrayLike,
    exposure_1: ArrayLike,
    events_2: ArrayLike,
    exposure_2: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Return the score interval of the ratio of two rates, first over second.

    The upper limit is infinite where the second has no events; both are missing where neither has.

    Notes
    -----
    Given their sum, the first count is binomial with p = r t1 / (r t1 + t2): the Wilson limits of
    p give those of the ratio r.

    References
    ----------
    Graham PL, Mengersen K, Morton AP (2003), doi:10.1002/sim.1405.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in rate_ratio(20, 100, 10, 90)]
    [0.857, 3.78]
    """
    one, two = checked(events_1), checked(events_2)
    share = wilson(one, one + two, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = checked(exposure_2) / checked(exposure_1)
        lower, upper = (limit / (1 - limit) * times for limit in share)
    return Interval(lower, upper)
