"""Confidence limits of the difference of two independent proportions, and of any two estimates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from evaluation.intervals.base import (
    FloatArray,
    Interval,
    as_floats,
    check_level,
    checked_counts,
    fraction,
    where_known,
)
from evaluation.intervals.proportions import wilson, wilson_corrected

HALVINGS: Final = 60
TINY: Final = 1e-15


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
    return mover_difference(fraction(met_1, total_1), one, fraction(met_2, total_2), two)


def newcombe_difference_corrected(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return Newcombe's interval of a difference with a continuity correction (method 11)."""
    one = wilson_corrected(met_1, total_1, level)
    two = wilson_corrected(met_2, total_2, level)
    limits = mover_difference(fraction(met_1, total_1), one, fraction(met_2, total_2), two)
    return Interval(np.maximum(limits.lower, -1), np.minimum(limits.upper, 1))


def miettinen_nurminen(
    met_1: ArrayLike, total_1: ArrayLike, met_2: ArrayLike, total_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the score interval of Miettinen and Nurminen of a difference, first minus second.

    Notes
    -----
    All differences d whose score test, with the variance of the proportions that are most likely
    under d times N / (N - 1), does not reject them; limits by halving from the difference seen.

    References
    ----------
    Miettinen O, Nurminen M (1985), doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in miettinen_nurminen(56, 70, 48, 80)]
    [0.0528, 0.3382]
    """
    check_level(level)
    x_1, n_1 = checked_counts(met_1, total_1)
    x_2, n_2 = checked_counts(met_2, total_2)
    four = np.broadcast_arrays(x_1, n_1, x_2, n_2)
    is_known = (four[1] > 0) & (four[3] > 0) & ~np.isnan(four[0]) & ~np.isnan(four[2])
    a, n, b, m = (np.where(is_known, part, 1.0) for part in four)
    seen = a / n - b / m
    quantile = stats.chi2.isf(1 - level, 1)

    def is_inside(difference: FloatArray) -> NDArray[np.bool_]:
        inside: NDArray[np.bool_] = _score(a, n, b, m, difference) <= quantile
        return inside

    lower = _edge(is_inside, seen, np.full_like(seen, -1.0))
    upper = _edge(is_inside, seen, np.full_like(seen, 1.0))
    return Interval(where_known(is_known, lower), where_known(is_known, upper))


def _score(a: FloatArray, n: FloatArray, b: FloatArray, m: FloatArray, d: FloatArray) -> FloatArray:
    """Return the squared score statistic of a difference, by the closed form of Farrington."""
    theta = m / n
    first = 1 + theta
    second = -(1 + theta + a / n + theta * b / m + d * (theta + 2))
    third = d**2 + d * (2 * a / n + theta + 1) + a / n + theta * b / m
    fourth = -a / n * d * (1 + d)
    v = (second / (3 * first)) ** 3 - second * third / (6 * first**2) + fourth / (2 * first)
    u = np.sign(v) * np.sqrt(np.maximum((second / (3 * first)) ** 2 - third / (3 * first), 0))
    ratio = np.divide(v, u**3, out=np.ones_like(v), where=u != 0)
    angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
    one = np.clip(
        2 * u * np.cos(angle) - second / (3 * first), np.maximum(d, 0), np.minimum(1, 1 + d)
    )
    two = np.clip(one - d, 0, 1)
    variance = (one * (1 - one) / n + two * (1 - two) / m) * (n + m) / (n + m - 1)
    away = (a / n - b / m - d) ** 2
    nothing = np.where(away > TINY, np.inf, 0.0)
    score: FloatArray = np.divide(away, variance, out=nothing, where=variance > TINY)
    return score


def _edge(
    is_inside: Callable[[FloatArray], NDArray[np.bool_]], inner: FloatArray, outer: FloatArray
) -> FloatArray:
    """Return the last difference inside on the way to an end, which is it where that is inside."""
    reaches = is_inside(outer)
    low, high = inner, outer
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        inside = is_inside(middle)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.where(reaches, outer, low)
