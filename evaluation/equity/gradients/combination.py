"""Limits of weighted sums of independent group values, and of the ratio of two such sums (MOVER).

Values with limits and weights come in; limits that are as lopsided as those of the groups go out.
For values that are Normal on their own scale they are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import brentq

from evaluation.intervals import FloatArray, Interval

DOUBLINGS: Final = 60
"""How often a bracket is widened in search of a limit before it is called infinite."""


def sum_limits(weights: FloatArray, value: FloatArray, limits: Interval) -> tuple[float, float]:
    """Return the limits of the sum of `weights * value`.

    Parameters
    ----------
    weights, value : array of float, one per group
    limits : Interval of arrays, one per group
        All at the same level.

    Notes
    -----
    L = sum(w y) - sqrt(sum(w^2 d^2)), where d is y - l for a positive weight and u - y for a
    negative one; U likewise. With symmetric limits it is sum(w y) -/+ z sqrt(sum(w^2 se^2)).

    References
    ----------
    Zou GY, Huang W, Zhang X (2009), doi:10.1016/j.csda.2008.11.016.

    Examples
    --------
    >>> value = np.array([10.0, 4.0])
    >>> sum_limits(np.array([1.0, -1.0]), value, Interval(value - 3, value + 4))
    (1.0, 11.0)
    """
    total = float(weights @ value)
    down, up = weights * (value - limits.lower), weights * (limits.upper - value)
    below = np.where(weights > 0, down, up)
    above = np.where(weights > 0, up, down)
    return total - float(np.hypot.reduce(below)), total + float(np.hypot.reduce(above))


def ratio_limits(
    upper_weights: FloatArray, lower_weights: FloatArray, value: FloatArray, limits: Interval
) -> tuple[float, float] | None:
    """Return the limits of sum(u y) / sum(l y), or None where the ratio is not positive.

    Parameters
    ----------
    upper_weights, lower_weights : array of float, one per group
        Weights of the numerator and of the denominator, over the same values.
    value, limits
        As for `sum_limits`.

    Notes
    -----
    A ratio r is inside where the interval of sum((u - r l) y) includes nought, which is Fieller's
    interval where values are Normal. The lower limit is 0 and the upper one infinite where no
    ratio of that side is outside.

    References
    ----------
    Fieller EC (1954), Journal of the Royal Statistical Society B 16:175-185.
    """
    above, below = float(upper_weights @ value), float(lower_weights @ value)
    if above <= 0 or below <= 0:
        return None
    ratio = above / below

    def excess(tried: float, end: int) -> float:
        return sum_limits(upper_weights - tried * lower_weights, value, limits)[end]

    lower, upper = 0.0, float("inf")
    if excess(0.0, 0) > 0:
        lower = float(brentq(excess, 0.0, ratio, args=(0,)))
    farthest = ratio
    for _ in range(DOUBLINGS):
        farthest *= 2
        if excess(farthest, 1) < 0:
            upper = float(brentq(excess, ratio, farthest, args=(1,)))
            break
    return lower, upper
