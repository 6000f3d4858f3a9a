"""Confidence limits of proportions, rates, means and their differences and ratios.

Numbers or arrays come in; an `Interval` of the same shape goes out. A missing or suppressed count
gives missing limits, and so does a denominator of nought; counts that cannot be are refused.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

FloatArray = NDArray[np.float64]

EXACT_BELOW = 10
"""Events below which limits of a rate are exact (UKHSA Fingertips methods, phe_rate)."""

FEWEST_FOR_SPREAD = 2
"""Values below which a standard deviation does not exist."""

MISSING = np.asarray(np.nan)


class Interval(NamedTuple):
    """Lower and upper limit, each a number or an array of the inputs' broadcast shape."""

    lower: FloatArray
    upper: FloatArray


def as_floats(values: ArrayLike) -> FloatArray:
    """Return numbers as floats, with NaN for what is missing or suppressed.

    Examples
    --------
    >>> as_floats(pd.Series([3, None], dtype="Int64")).tolist()
    [3.0, nan]
    """
    if isinstance(values, pd.Series):
        return values.to_numpy(dtype="float64", na_value=np.nan)
    return np.asarray(values, dtype="float64")


def wilson(met: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion, as fractions of 1.

    Parameters
    ----------
    met, total : array of counts
        How many met it, out of how many.
    level : float
        Nominal coverage, between 0 and 1.

    Raises
    ------
    ValueError
        If a count is negative, more met it than there are, or the level is out of range.

    References
    ----------
    Wilson EB (1927), doi:10.1080/01621459.1927.10502953; Newcombe RG (1998), Statistics in
    Medicine 17:857-872, method 3.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    _check_level(level)
    numerator, denominator = _checked_counts(met, total)
    is_known = (denominator > 0) & ~np.isnan(numerator)
    met_safe, total_safe = np.where(is_known, numerator, 0), np.where(is_known, denominator, 1)
    limits = proportion_confint(met_safe, total_safe, alpha=1 - level, method="wilson")
    return Interval(*(_where_known(is_known, np.clip(limit, 0, 1)) for limit in limits))


def mover_difference(
    first: ArrayLike, first_limits: Interval, second: ArrayLike, second_limits: Interval
) -> Interval:
    """Return the interval of `first - second` from the interval of each (MOVER).

    The two estimates are independent, and all limits at the same level.

    Notes
    -----
    L = d - sqrt((a - l_a)^2 + (u_b - b)^2), U = d + sqrt((u_a - a)^2 + (b - l_b)^2), where
    d = a - b. With Wilson limits this is Newcombe's method 10.

    References
    ----------
    Zou GY, Donner A (2008), doi:10.1002/sim.3095.
    """
    one, two = as_floats(first), as_floats(second)
    below = np.hypot(one - first_limits.lower, second_limits.upper - two)
    above = np.hypot(first_limits.upper - one, two - second_limits.lower)
    return Interval((one - two - below)[()], (one - two + above)[()])


def newcombe_difference(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return Newcombe's interval of the difference of two proportions, first minus second.

    References
    ----------
    Newcombe RG (1998), Statistics in Medicine 17:873-890, method 10.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in newcombe_difference(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = wilson(met_1, total_1, level), wilson(met_2, total_2, level)
    return mover_difference(_fraction(met_1, total_1), one, _fraction(met_2, total_2), two)


def risk_ratio(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the Katz log interval of the ratio of two proportions, first over second.

    It does not exist where either count is nought: the limits are then missing.

    References
    ----------
    Katz D and others (1978), Biometrics 34:469-474, doi:10.2307/2530610.
    """
    _check_level(level)
    one, all_one = _checked_counts(met_1, total_1)
    two, all_two = _checked_counts(met_2, total_2)
    is_known = (one > 0) & (two > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log((one / all_one) / (two / all_two))
        error = np.sqrt(1 / one - 1 / all_one + 1 / two - 1 / all_two)
        margin = stats.norm.isf((1 - level) / 2) * error
        lower, upper = np.exp(log_ratio - margin), np.exp(log_ratio + margin)
    return Interval(_where_known(is_known, lower), _where_known(is_known, upper))


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
    _check_level(level)
    count, time = _checked(events), _checked(exposure)
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
        _where_known(is_known, np.where(is_few, exact_lower, byar_lower) / per),
        _where_known(is_known, np.where(is_few, exact_upper, byar_upper) / per),
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
    rate_1, rate_2 = _fraction(events_1, exposure_1), _fraction(events_2, exposure_2)
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
    one, two = _checked(events_1), _checked(events_2)
    share = wilson(one, one + two, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = _checked(exposure_2) / _checked(exposure_1)
        lower, upper = (limit / (1 - limit) * times for limit in share)
    return Interval(lower, upper)


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return Student's t interval of a mean; missing for fewer than two values.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in mean_interval([4, 6, 8])]
    [1.032, 10.968]
    """
    _check_level(level)
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
    _check_level(level)
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


def _fraction(part: ArrayLike, whole: ArrayLike) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: FloatArray = np.divide(as_floats(part), as_floats(whole))
    return quotient


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")


def _checked(values: ArrayLike) -> FloatArray:
    numbers = as_floats(values)
    if np.any(numbers < 0):
        raise ValueError("a count or an exposure is negative")
    return numbers


def _checked_counts(met: ArrayLike, total: ArrayLike) -> tuple[FloatArray, FloatArray]:
    numerator, denominator = np.broadcast_arrays(_checked(met), _checked(total))
    if np.any(numerator > denominator):
        raise ValueError("a numerator is greater than its denominator")
    return numerator, denominator


def _where_known(is_known: NDArray[np.bool_], limit: FloatArray) -> FloatArray:
    masked: FloatArray = np.where(is_known, limit, np.nan)[()]
    return masked
