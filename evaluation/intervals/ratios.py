"""The interval of a ratio from the interval of each part, which exists where a count is nought."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluation.intervals.base import (
    Interval,
    as_floats,
    check_level,
    checked_counts,
    where_known,
)
from evaluation.intervals.proportions import wilson

TWICE = 2


def mover_ratio(
    first: ArrayLike, first_limits: Interval, second: ArrayLike, second_limits: Interval
) -> Interval:
    """Return the interval of `first / second` from the interval of each (MOVER).

    Parameters
    ----------
    first, second : array of float
        Two independent estimates, 0 or more.
    first_limits, second_limits : Interval
        Their limits, all at the same level.

    Returns
    -------
    Interval
        The upper limit is infinite where the lower limit of `second` is nought; missing where
        an estimate is.

    Notes
    -----
    With a and b the estimates, the limits are the roots of A x^2 - 2 a b x + C = 0: the lower one
    with A = u_b (2 b - u_b) and C = l_a (2 a - l_a), the upper one with A = l_b (2 b - l_b) and
    C = u_a (2 a - u_a). The lower is written C / (ab + sqrt((ab)^2 - A C)), which holds for A = 0.

    References
    ----------
    Donner A, Zou GY (2012), doi:10.1177/0962280210384712; Fagerland MW, Newcombe RG (2013),
    doi:10.1002/sim.5709.

    Examples
    --------
    >>> limits = mover_ratio(7 / 18, wilson(7, 18), 1 / 18, wilson(1, 18))
    >>> [round(float(limit), 3) for limit in limits]
    [1.277, 40.751]
    """
    one, two = as_floats(first), as_floats(second)
    product = one * two
    with np.errstate(divide="ignore", invalid="ignore"):
        opening = second_limits.upper * (TWICE * two - second_limits.upper)
        constant = first_limits.lower * (TWICE * one - first_limits.lower)
        root = np.sqrt(np.maximum(product**2 - opening * constant, 0))
        lower = np.where(constant == 0, constant, constant / (product + root))
        opening = second_limits.lower * (TWICE * two - second_limits.lower)
        constant = first_limits.upper * (TWICE * one - first_limits.upper)
        root = np.sqrt(np.maximum(product**2 - opening * constant, 0))
        upper = np.where(opening == 0, np.inf + opening, (product + root) / opening)
    is_known = ~np.isnan(product)
    return Interval(np.where(is_known, lower, np.nan)[()], np.where(is_known, upper, np.nan)[()])


def wilson_ratio(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the interval of the ratio of two proportions: MOVER over Wilson limits.

    Unlike Katz's it exists where a count is nought: the lower limit is 0 where nobody met it in
    the first group, the upper one infinite where nobody did in the second.

    References
    ----------
    Fagerland MW, Newcombe RG (2013), doi:10.1002/sim.5709.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in wilson_ratio(24, 73, 53, 65)]
    [0.282, 0.563]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        one = as_floats(met_1) / as_floats(total_1)
        two = as_floats(met_2) / as_floats(total_2)
    return mover_ratio(one, wilson(met_1, total_1, level), two, wilson(met_2, total_2, level))


def risk_ratio(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the Katz log interval of the ratio of two proportions, first over second.

    It does not exist where either count is nought: the limits are then missing.

    References
    ----------
    Katz D and others (1978), Biometrics 34:469-474, doi:10.2307/2530610.
    """
    check_level(level)
    one, all_one = checked_counts(met_1, total_1)
    two, all_two = checked_counts(met_2, total_2)
    is_known = (one > 0) & (two > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log((one / all_one) / (two / all_two))
        error = np.sqrt(1 / one - 1 / all_one + 1 / two - 1 / all_two)
        margin = stats.norm.isf((1 - level) / 2) * error
        lower, upper = np.exp(log_ratio - margin), np.exp(log_ratio + margin)
    return Interval(where_known(is_known, lower), where_known(is_known, upper))
